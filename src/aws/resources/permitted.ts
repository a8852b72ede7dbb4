import { LabError } from '../../contract/errors.ts';
import type { Decision } from '../../policy/decision.ts';
import type { Context } from '../../policy/request.ts';

/** What AWS would decide about a call of the operator's, predicted from the operator's policies. */
export type MayOperator = (action: string, resource: string, context?: Context) => Promise<Decision>;

/**
 * Throws `ERR_ACCESS` if the call is predicted to be refused, naming what refuses it. `restores`: the call is not
 * needed now, but to undo what is written now.
 */
export function requirePermitted(
  action: string,
  { outcome, because }: Decision,
  { restores = false } = {},
): void {
  if (outcome === 'allowed') return;
  const call = restores ? `${action}, which a reset needs,` : action;
  throw new LabError(
    'ERR_ACCESS',
    `AWS is predicted to refuse ${call} to the operator: ${because.replace(/\.$/, '')}. Nothing was written.`,
    outcome === 'explicitly-denied'
      ? { hint: 'No Allow can lift a Deny: sign in as another principal, or have the Deny changed.' }
      : { next: [{ why: 'prints the policy that the operator needs', run: ['permissions', 'run'] }] },
  );
}
