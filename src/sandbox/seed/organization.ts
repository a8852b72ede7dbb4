import { createHash } from 'node:crypto';
import { dictionary } from '../dictionary.ts';
import { wholeSecond } from '../s3/objects.ts';
import type { Organization, OrganizationMember, Role, World, WorldAccount } from '../world.ts';
import { administrator, awsManaged, byName, entity, freshAccount } from './entities.ts';
import { addWorkshopAccount, type WorkshopIds } from './workshop-account.ts';

export const MANAGEMENT = '999988887777';
/** The administrator of the management account. */
export const ORG_ADMIN = 'org-admin';
const ACCESS_ROLE = 'OrganizationAccountAccessRole';

/** The number of workshop accounts: home is the first, and is alone without an organization. */
export const workshopAccounts = ({ organization }: World): number =>
  organization ? organization.members.length - 1 : 1;

/**
 * Adds accounts to the organization, creating it if there is none, until it has this many workshop accounts besides
 * the management account. Never removes accounts. True if something was added.
 */
export function growOrganization(world: World, count: number, now: Date): boolean {
  const known = world.organization;
  if (known && workshopAccounts(world) >= count) return false;
  const organization = known ?? found(world, now);
  for (let number = workshopAccounts(world) + 1; number <= count; number++) {
    const id = memberId(number);
    addWorkshopAccount(world, id, idsOf(id), now);
    join(world, organization, id, `workshop-${padded(number)}`, now);
  }
  return true;
}

function found(world: World, now: Date): Organization {
  const created = wholeSecond(now);
  const organization: Organization = {
    id: 'o-kmsworkshop',
    root: 'r-kmsw',
    management: MANAGEMENT,
    members: [memberOf(MANAGEMENT, 'management', now)],
  };
  world.organization = organization;
  world.accounts[MANAGEMENT] = {
    ...freshAccount(MANAGEMENT, created),
    users: byName([administrator(MANAGEMENT, created, ORG_ADMIN)]),
  };
  join(world, organization, world.home, `workshop-${padded(1)}`, now);
  return organization;
}

/** Like an account that the organization created: with the role that the management account uses to enter it. */
function join({ accounts }: World, organization: Organization, id: string, name: string, now: Date): void {
  organization.members.push(memberOf(id, name, now));
  const account = accounts[id] as WorldAccount;
  account.roles[ACCESS_ROLE] = accessRole(id, wholeSecond(now));
}

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html */
const accessRole = (account: string, created: string): Role => ({
  ...entity('AROA', 'role', account, created, ACCESS_ROLE),
  maxSessionSeconds: 3600,
  trust: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${MANAGEMENT}:root` },
        Action: 'sts:AssumeRole',
      },
    ],
  },
  inline: dictionary(),
  attached: [awsManaged('AdministratorAccess')],
});

const memberOf = (id: string, name: string, now: Date): OrganizationMember => ({
  id,
  name,
  email: `${name}@example.com`,
  joined: now.toISOString(),
});

const padded = (number: number): string => String(number).padStart(3, '0');
const memberId = (number: number): string => `2222${String(number).padStart(8, '0')}`;

/** Derived from the account's id, so that two sandboxes with the same number of accounts are identical. */
function idsOf(account: string): WorkshopIds {
  const digest = createHash('sha256').update(`workshop account ${account}`).digest('hex');
  const [, a, b, c, d, e] = /^(.{8})(.{4})(.{3})(.{3})(.{12})/.exec(digest) as RegExpExecArray;
  return { key: `${a}-${b}-4${c}-8${d}-${e}`, instance: `0${digest.slice(-16)}` };
}
