import {
  type Account,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import type { Clients } from '../client/clients.ts';
import { awsCode, isForbidden } from '../client/failure.ts';
import { everyPage } from '../client/pages.ts';

/** An account that a directory lists. */
export interface DirectoryAccount {
  readonly id: string;
  readonly name: string | undefined;
  readonly email: string | undefined;
  readonly isActive: boolean;
}

/** Who manages the organization of the account; `unknown` if the operator may not ask. */
export type Manager = { readonly account: string } | 'none' | 'unknown';

/** Every account of an organization may ask this, if its policies allow it. */
export async function managerOf(clients: Clients): Promise<Manager> {
  try {
    const { Organization } = await clients
      .clientOf(OrganizationsClient)
      .send(new DescribeOrganizationCommand({}));
    const account = Organization?.MasterAccountId;
    return account === undefined ? 'none' : { account };
  } catch (error) {
    if (awsCode(error) === 'AWSOrganizationsNotInUseException') return 'none';
    if (isForbidden(error)) return 'unknown';
    throw error;
  }
}

/** All accounts of the organization; with a unit, those in it and below it. Twenty to a request. */
export async function listOrganization(
  clients: Clients,
  unit?: string,
): Promise<readonly DirectoryAccount[]> {
  const client = clients.clientOf(OrganizationsClient);
  if (unit !== undefined) return listUnit(client, unit);
  const accounts = await everyPage(
    (NextToken) => client.send(new ListAccountsCommand({ NextToken })),
    ({ Accounts, NextToken }) => [Accounts, NextToken],
  );
  return accounts.map(listed);
}

async function listUnit(client: OrganizationsClient, ParentId: string): Promise<readonly DirectoryAccount[]> {
  const accounts = await everyPage(
    (NextToken) => client.send(new ListAccountsForParentCommand({ ParentId, NextToken })),
    ({ Accounts, NextToken }) => [Accounts, NextToken],
  );
  const units = await everyPage(
    (NextToken) => client.send(new ListOrganizationalUnitsForParentCommand({ ParentId, NextToken })),
    ({ OrganizationalUnits, NextToken }) => [OrganizationalUnits, NextToken],
  );
  const below: DirectoryAccount[] = [];
  // One after another: Organizations allows few requests a second.
  for (const { Id = '' } of units) below.push(...(await listUnit(client, Id)));
  return [...accounts.map(listed), ...below];
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html */
const listed = ({ Id = '', Name, Email, State, Status }: Account): DirectoryAccount => ({
  id: Id,
  name: Name,
  email: Email,
  // `Status` is the older member.
  isActive: (State ?? Status) === 'ACTIVE',
});
