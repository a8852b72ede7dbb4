import type { AccessMatrix } from '../contract/access.ts';
import type { Check } from '../contract/check.ts';
import type { Lab } from '../contract/lab.ts';
import type { AccountSurroundings } from '../contract/surroundings.ts';

/** `blind`: the check could not look, so it neither passed nor failed. */
export type CheckAnswer = 'passed' | 'failed' | 'blind';

/** Runs every check once, with one matrix; checks that must have the web app to themselves run one after the other. */
export async function askChecks(
  lab: Lab,
  checks: readonly Check[],
  baseline: AccountSurroundings,
): Promise<ReadonlyMap<string, CheckAnswer>> {
  let matrix: Promise<AccessMatrix> | undefined;
  const context = {
    lab,
    baseline,
    matrix: () => {
      matrix ??= lab.access.matrix();
      return matrix;
    },
  };
  const answers = new Map<string, CheckAnswer>();
  const askOne = async (check: Check) => {
    const answer = check.look(context).then(
      ({ status }): CheckAnswer => (status === 'skipped' ? 'blind' : status),
      () => 'blind' as const,
    );
    answers.set(check.id, await answer);
  };
  const isAlone = ({ webApp }: Check) => webApp === 'alone';
  await Promise.all(checks.filter((check) => !isAlone(check)).map(askOne));
  for (const check of checks.filter(isAlone)) await askOne(check);
  return answers;
}
