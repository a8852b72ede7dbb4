import type { Check, Verdict } from '../contract/check.ts';
import type { Lab } from '../contract/lab.ts';
import type { Prospect } from '../contract/prospect.ts';
import type { AccountSurroundings } from '../contract/surroundings.ts';
import { errorOfOne } from './ends-everything.ts';
import { readSnapshot } from './snapshot.ts';

interface Judged {
  readonly check: Check;
  readonly verdict?: Verdict;
}

/**
 * The answers, and for each failed check what decides it, if that is predicted for the account as it is now: AWS
 * names a kind of policy at best, never the statement. If the prediction differs from the answer, AWS may only be
 * late.
 */
export async function withCauses<J extends Judged>(
  lab: Lab,
  answers: readonly J[],
  baseline: AccountSurroundings | undefined,
): Promise<readonly J[]> {
  const isOpen = ({ check, verdict }: Judged): boolean =>
    verdict?.status === 'failed' && check.predict !== undefined;
  if (!answers.some(isOpen)) return answers;
  const prospect = await prospectOf(lab);
  if (!prospect) return answers;
  return answers.map((answer) => {
    const { check, verdict } = answer;
    const predicted = isOpen(answer) ? check.predict?.(prospect, baseline) : undefined;
    return verdict && predicted?.status === 'failed'
      ? { ...answer, verdict: because(verdict, predicted) }
      : answer;
  });
}

/** `undefined` if something that decides is gone or cannot be read: the answers then have no cause. */
async function prospectOf(lab: Lab): Promise<Prospect | undefined> {
  try {
    const { documents } = await readSnapshot(lab);
    return await lab.prospect(documents);
  } catch (thrown) {
    errorOfOne(thrown);
    return undefined;
  }
}

const because = (verdict: Verdict, { observed, next = verdict.next }: Verdict): Verdict => ({
  ...verdict,
  observed: verdict.observed === observed ? observed : `${verdict.observed}; as predicted: ${observed}`,
  ...(next ? { next } : {}),
});
