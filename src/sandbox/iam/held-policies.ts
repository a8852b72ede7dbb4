import type { PolicySourceType } from '@aws-sdk/client-iam';
import type { PolicyDocument } from '../../policy/document.ts';
import type { NamedPolicy } from '../../policy/request.ts';
import type { Group, Role, User, WorldAccount } from '../world.ts';
import { isAwsManagedPolicy, peekPolicy } from './managed-policies.ts';

export interface HeldPolicy extends NamedPolicy {
  readonly type: PolicySourceType;
}

export interface HeldPolicies {
  readonly identity: readonly HeldPolicy[];
  readonly boundary?: NamedPolicy;
}

/** Everything that allows a user: its own policies and its groups'; and what limits them. */
export const policiesOfUser = (account: WorldAccount, user: User): HeldPolicies => ({
  identity: [
    ...ownPolicies(account, user, 'user'),
    ...user.groups.flatMap((name) => {
      const group = account.groups[name];
      return group ? ownPolicies(account, group, 'group') : [];
    }),
  ],
  ...boundaryOf(account, user),
});

export const policiesOfRole = (account: WorldAccount, role: Role): HeldPolicies => ({
  identity: ownPolicies(account, role, 'role'),
  ...boundaryOf(account, role),
});

export const policiesOfGroup = (account: WorldAccount, group: Group): HeldPolicies => ({
  identity: ownPolicies(account, group, 'group'),
});

function ownPolicies(
  account: WorldAccount,
  { inline, attached }: Pick<Group, 'inline' | 'attached'>,
  type: PolicySourceType,
): HeldPolicy[] {
  return [
    ...Object.entries(inline).map(([name, document]) => ({ name, document, type })),
    ...attached.flatMap((arn) => managed(account, arn) ?? []),
  ];
}

function managed(account: WorldAccount, arn: string): HeldPolicy | undefined {
  const policy = peekPolicy(account, arn);
  const document: PolicyDocument | undefined = policy?.versions[policy.defaultVersion]?.document;
  return (
    policy &&
    document && {
      name: policy.name,
      document,
      type: isAwsManagedPolicy(arn) ? 'aws-managed' : 'user-managed',
    }
  );
}

function boundaryOf(
  account: WorldAccount,
  { boundary }: Pick<User, 'boundary'>,
): { readonly boundary?: NamedPolicy } {
  const policy = boundary === undefined ? undefined : managed(account, boundary);
  return policy ? { boundary: policy } : {};
}
