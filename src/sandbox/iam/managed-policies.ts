import { dictionary } from '../dictionary.ts';
import { remembered } from '../memoize.ts';
import { ServiceError } from '../operation.ts';
import type { ManagedPolicy, WorldAccount } from '../world.ts';
import { type AwsManagedPolicy, awsManagedPolicies, awsManagedPolicy } from './aws-managed.ts';
import type { ActionTarget, IamCall } from './call.ts';
import { peek } from './entities.ts';
import { noSuchEntity } from './refusals.ts';
import { ownTags } from './tags.ts';

type OnPolicy = IamCall<{ readonly PolicyArn: string }>;

export const isAwsManagedPolicy = (arn: string): boolean => arn.startsWith('arn:aws:iam::aws:');

/** The account's own policies and AWS's, which have only their default version here. */
export const allPolicies = (account: WorldAccount): readonly ManagedPolicy[] => [
  ...Object.values(account.policies),
  ...awsManagedPolicies.map(asManaged),
];

export function peekPolicy(account: WorldAccount, arn: string): ManagedPolicy | undefined {
  const aws = awsManagedPolicy(arn);
  return aws ? asManaged(aws) : peek(account.policies, arn);
}

export function findPolicy({ account, input: { PolicyArn } }: OnPolicy): ManagedPolicy {
  refuseNoArn(PolicyArn);
  const found = peekPolicy(account, PolicyArn);
  if (!found) throw noSuchEntity(`Policy ${PolicyArn} was not found.`);
  return found;
}

/** A policy that the account may change. */
export function findOwnPolicy(call: OnPolicy): ManagedPolicy {
  const found = findPolicy(call);
  if (!isAwsManagedPolicy(found.arn)) return found;
  throw new ServiceError('AccessDenied', `Policy ${found.arn} is managed by AWS and cannot be changed.`, 403);
}

export function refuseNoArn(arn: string): void {
  if (!arn.startsWith('arn:')) throw new ServiceError('InvalidInput', `ARN ${arn} is not valid.`);
}

export const onPolicy = ({ account, input: { PolicyArn } }: OnPolicy): ActionTarget => ({
  resource: PolicyArn,
  refersTo: `policy ${PolicyArn}`,
  context: ownTags(peek(account.policies, PolicyArn)?.tags),
});

/** The entities that have it attached, or as their boundary. */
export const holdersOf = (account: WorldAccount, arn: string, by: 'attached' | 'boundary') => {
  const holds = (entity: { readonly attached: readonly string[]; readonly boundary?: string }): boolean =>
    by === 'attached' ? entity.attached.includes(arn) : entity.boundary === arn;
  return {
    users: Object.values(account.users).filter(holds),
    roles: Object.values(account.roles).filter(holds),
    groups: Object.values(account.groups).filter(holds),
  };
};

export function countHolders(account: WorldAccount, arn: string, by: 'attached' | 'boundary'): number {
  const { users, roles, groups } = holdersOf(account, arn, by);
  return users.length + roles.length + groups.length;
}

const asManaged = remembered(
  ({ id, arn, name, created, updated, version, document }: AwsManagedPolicy): ManagedPolicy => ({
    id,
    arn,
    name,
    path: '/',
    created,
    updated,
    tags: dictionary(),
    defaultVersion: version,
    nextVersion: Number(version.slice(1)) + 1,
    versions: { [version]: { document, created: updated } },
  }),
);
