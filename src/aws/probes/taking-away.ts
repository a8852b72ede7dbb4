import type { Facts } from '../../contract/facts.ts';
import type { Suggestion } from '../../contract/suggestion.ts';
import type { Decision } from '../../policy/decision.ts';
import { takenFromRole, withoutBoundary } from '../client/aws-command.ts';
import { isPolicy } from '../client/iam-policies.ts';
import type { MatrixPrincipal } from './principals.ts';

/**
 * What to type if a decision about the instance role is not the wanted one and depends on a policy of the role that
 * is not the page's, or on its boundary: detaching it from the role changes the decision. Empty for what the lab
 * writes itself.
 */
export function takingAway(
  { id, policies: { identity, boundary } }: Pick<MatrixPrincipal, 'id' | 'policies'>,
  { statements, missing }: Decision,
  { role, rolePolicy }: Pick<Facts, 'role' | 'rolePolicy'>,
): readonly Suggestion[] {
  if (id !== 'instance-role') return [];
  const decides = (source: string, name: string) =>
    statements.some((one) => one.source === source && one.policy === name);
  const others = identity.filter(
    (policy) => !isPolicy(policy, rolePolicy) && decides('identity-policy', policy.name),
  );
  const bounds =
    boundary && (missing === 'permissions-boundary' || decides('permissions-boundary', boundary.name));
  return [
    ...others.map((policy) => ({
      why: `takes ${policy.name} from the role`,
      shell: takenFromRole(role.name, policy),
    })),
    ...(bounds
      ? [
          {
            why: 'removes the permissions boundary of the role',
            shell: withoutBoundary(role.name),
          },
        ]
      : []),
  ];
}
