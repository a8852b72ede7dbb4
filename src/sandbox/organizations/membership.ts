import { type ApiCall, ServiceError } from '../operation.ts';
import type { Organization, OrganizationMember, World } from '../world.ts';

/** The organization that an account is a member of; absent if it is a member of none. */
export const organizationWith = ({ organization }: World, account: string): Organization | undefined =>
  organization?.members.some(({ id }) => id === account) ? organization : undefined;

/**
 * The organization of the caller's account. Throws AWSOrganizationsNotInUseException.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
 */
export function organizationOf({ world, identity: { caller } }: ApiCall<unknown>): Organization {
  const organization = organizationWith(world, 'accountId' in caller ? caller.accountId : '');
  if (organization) return organization;
  throw new ServiceError(
    'AWSOrganizationsNotInUseException',
    'Your account is not a member of an organization.',
  );
}

/** The same, for what only the management account may see. Also throws AccessDeniedException. */
export function organizationManagedBy(call: ApiCall<unknown>): Organization {
  const organization = organizationOf(call);
  const { caller } = call.identity;
  if ('accountId' in caller && caller.accountId === organization.management) return organization;
  throw new ServiceError('AccessDenied', "You don't have permissions to access this resource.");
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html */
export const accountArn = ({ id, management }: Organization, account: string): string =>
  `arn:aws:organizations::${management}:account/${id}/${account}`;

/** An account in the form of Organizations' answers. */
export const describeAccount = (
  organization: Organization,
  { id, name, email, joined }: OrganizationMember,
) => ({
  Id: id,
  Arn: accountArn(organization, id),
  Email: email,
  Name: name,
  Status: 'ACTIVE' as const,
  State: 'ACTIVE' as const,
  JoinedMethod: id === organization.management ? ('INVITED' as const) : ('CREATED' as const),
  JoinedTimestamp: new Date(joined),
});

/**
 * The only parent that there is.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html
 */
export function requireRoot({ root }: Organization, parent: string | undefined): void {
  if (parent === root) return;
  throw new ServiceError('ParentNotFoundException', "You specified a parent that doesn't exist.");
}
