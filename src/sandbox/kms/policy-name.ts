import { notFound } from './keys.ts';

/** A key has one policy, and this is its name. */
export const POLICY_NAME = 'default';

export function requirePolicyName({
  PolicyName = POLICY_NAME,
}: {
  readonly PolicyName?: string | undefined;
}): void {
  if (PolicyName !== POLICY_NAME) throw notFound('No such policy exists');
}
