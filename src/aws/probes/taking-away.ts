import type { Facts } from '../../contract/facts.ts';
import { isPolicy, type MatrixPrincipal } from '../../contract/key-situation.ts';
import type { Suggestion } from '../../contract/suggestion.ts';
import type { Decision } from '../../policy/decision.ts';
import type { Caller } from '../../policy/request.ts';
import { attachedTo, type IamIdentity, takenFrom, withoutBoundary } from '../client/aws-command.ts';

/**
 * What to type if a decision about a principal is not the wanted one and depends on its IAM policies: without that
 * policy or boundary, the decision changes. Empty for what the lab writes itself.
 */
export function takingAway(
  { id, caller, policies: { identity, boundary } }: Pick<MatrixPrincipal, 'id' | 'caller' | 'policies'>,
  { outcome, statements, missing }: Decision,
  { accountId, partition, rolePolicy }: Pick<Facts, 'accountId' | 'partition' | 'rolePolicy'>,
): readonly Suggestion[] {
  const who = identityOf(caller, accountId);
  // The page removes nothing from administrators, but needs what they are denied.
  if (!who || (ADMINISTRATORS.has(id) && outcome === 'allowed')) return [];
  const decides = (source: string, name: string) =>
    statements.some((one) => one.source === source && one.policy === name);
  const others = identity.filter(
    (policy) =>
      !(id === 'instance-role' && isPolicy(policy, rolePolicy)) && decides('identity-policy', policy.name),
  );
  const bounds =
    boundary && (missing === 'permissions-boundary' || decides('permissions-boundary', boundary.name));
  const whom = `the ${who.kind} ${who.name}`;
  return [
    ...(outcome === 'implicitly-denied' ? [] : others).map((policy) => ({
      why:
        policy.group === undefined
          ? `takes ${policy.name} from ${whom}`
          : `takes ${whom} out of the group ${policy.group}, which has ${policy.name}`,
      shell: takenFrom(who, policy),
    })),
    ...(bounds ? [{ why: `removes the permissions boundary of ${whom}`, shell: withoutBoundary(who) }] : []),
    ...(id === 'another-admin' && missing === 'identity-policy'
      ? [
          {
            why: `makes ${whom} an administrator again`,
            shell: attachedTo(who, `arn:${partition}:iam::aws:policy/AdministratorAccess`),
          },
        ]
      : []),
  ];
}

const ADMINISTRATORS: ReadonlySet<string> = new Set(['operator', 'another-admin']);

/** In this account. The root user has no policies. */
function identityOf(caller: Caller, accountId: string): IamIdentity | undefined {
  if (!('accountId' in caller) || caller.accountId !== accountId) return undefined;
  if (caller.kind === 'user') return { kind: 'user', name: lastName(caller.arn) };
  return caller.kind === 'role-session' ? { kind: 'role', name: lastName(caller.roleArn) } : undefined;
}

const lastName = (arn: string): string => arn.split('/').at(-1) ?? '';
