import type { Foreseen, PrincipalId } from '../src/contract/access.ts';
import type { Check } from '../src/contract/check.ts';

type Answers = readonly Foreseen[];

const FOUR = [
  'kms:DeleteAlias',
  'kms:DeleteImportedKeyMaterial',
  'kms:PutKeyPolicy',
  'kms:ScheduleKeyDeletion',
];

/** Seconds: within the page's five minutes, and exactly at their end, where “less than” holds no more. */
const FRESH = 60;
const TOO_OLD = 300;

const ASKED: readonly PrincipalId[] = ['user-a', 'outsider'];

/** Two of the four cannot be tried without doing them, and two are not in the matrix: the evaluator answers. */
export default {
  id: 'user-a-gains-four-actions-by-mfa',
  title: 'A fresh MFA code gives userA the four actions, and nobody outside the account any',
  async look({ lab: { access } }) {
    const [without, withFresh, withOld] = await Promise.all([
      access.foresee({}, { of: ASKED }),
      access.foresee({}, { of: ASKED, mfaAge: FRESH }),
      access.foresee({}, { of: ASKED, mfaAge: TOO_OLD }),
    ]);
    const userA = gained('user-a', without, withFresh);
    const atTheEnd = gained('user-a', without, withOld);
    const outsider = gained('outsider', without, withFresh);
    const right = userA.join() === FOUR.join() && atTheEnd.length === 0 && outsider.length === 0;
    return {
      status: right ? 'passed' : 'failed',
      expected: `userA by MFA: ${FOUR.join(', ')}; with a code of ${TOO_OLD} s, and an outsider: none`,
      observed: `userA by MFA: ${list(userA)}; with a code of ${TOO_OLD} s: ${list(atTheEnd)}; an outsider: ${list(outsider)}`,
      evidence: 'evaluated',
    };
  },
} satisfies Check;

/** The actions that the principal has with an MFA code and has not without. */
function gained(principal: PrincipalId, without: Answers, withMfa: Answers): readonly string[] {
  const allowed = (answers: Answers) =>
    answers
      .filter((one) => one.principal === principal && one.decision.outcome === 'allowed')
      .map(({ action }) => action);
  const had = new Set(allowed(without));
  return allowed(withMfa).filter((action) => !had.has(action));
}

const list = (actions: readonly string[]): string => actions.join(', ') || 'none';
