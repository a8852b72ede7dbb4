import type { PrincipalId } from '../src/contract/access.ts';
import type { Check } from '../src/contract/check.ts';
import type { Lab } from '../src/contract/lab.ts';

const FOUR = [
  'kms:DeleteAlias',
  'kms:DeleteImportedKeyMaterial',
  'kms:PutKeyPolicy',
  'kms:ScheduleKeyDeletion',
];

/** Seconds: within the page's five minutes, and exactly at their end, where “less than” holds no more. */
const FRESH = 60;
const TOO_OLD = 300;

/** Two of the four cannot be tried without doing them, and two are not in the matrix: the evaluator answers. */
export default {
  id: 'user-a-gains-four-actions-by-mfa',
  title: 'A fresh MFA code gives userA the four actions, and nobody outside the account any',
  async look({ lab }) {
    const [userA, atTheEnd, outsider] = await Promise.all([
      gainedBy(lab, 'user-a', FRESH),
      gainedBy(lab, 'user-a', TOO_OLD),
      gainedBy(lab, 'outsider', FRESH),
    ]);
    const right = userA.join() === FOUR.join() && atTheEnd.length === 0 && outsider.length === 0;
    return {
      status: right ? 'passed' : 'failed',
      expected: `userA by MFA: ${FOUR.join(', ')}; with a code of ${TOO_OLD} s, and an outsider: none`,
      observed: `userA by MFA: ${list(userA)}; with a code of ${TOO_OLD} s: ${list(atTheEnd)}; an outsider: ${list(outsider)}`,
      evidence: 'evaluated',
    };
  },
} satisfies Check;

/** The actions that the principal has with an MFA code of that age and has not without. */
async function gainedBy({ access }: Lab, principal: PrincipalId, mfaAge: number): Promise<readonly string[]> {
  const [without, withMfa] = await Promise.all([access.foresee({}), access.foresee({}, { mfaAge })]);
  const allowed = (foreseen: typeof without) =>
    foreseen
      .filter((one) => one.principal === principal && one.decision.outcome === 'allowed')
      .map(({ action }) => action);
  const had = new Set(allowed(without));
  return allowed(withMfa).filter((action) => !had.has(action));
}

const list = (actions: readonly string[]): string => actions.join(', ') || 'none';
