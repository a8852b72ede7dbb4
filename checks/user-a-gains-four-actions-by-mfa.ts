import type { Foreseen, PrincipalId } from '../src/contract/access.ts';
import type { Check, Verdict } from '../src/contract/check.ts';
import { together } from '../src/contract/suggestion.ts';

/** What the evaluator answers about every action of KMS. */
interface Answers {
  readonly without: readonly Foreseen[];
  readonly withFresh: readonly Foreseen[];
  readonly withOld: readonly Foreseen[];
}

const FOUR = [
  'kms:DeleteAlias',
  'kms:DeleteImportedKeyMaterial',
  'kms:PutKeyPolicy',
  'kms:ScheduleKeyDeletion',
];

/** Seconds: within the page's five minutes, and exactly at their end, where “less than” no longer holds. */
const FRESH = 60;
const TOO_OLD = 300;

const ASKED: readonly PrincipalId[] = ['user-a', 'outsider'];

/** Two of the four cannot be tried without doing them, and two are not in the matrix: the evaluator answers. */
export default {
  id: 'user-a-gains-four-actions-by-mfa',
  title: 'A fresh MFA code gives userA the four actions, and gives no other account any',
  decidedBy: ['user', 'key-policy'],
  async look({ lab: { access } }) {
    const [without, withFresh, withOld] = await Promise.all([
      access.foresee({}, { of: ASKED }),
      access.foresee({}, { of: ASKED, mfaAge: FRESH }),
      access.foresee({}, { of: ASKED, mfaAge: TOO_OLD }),
    ]);
    return judge({ without, withFresh, withOld });
  },
  predict: ({ foresee }) =>
    judge({
      without: foresee({ of: ASKED }),
      withFresh: foresee({ of: ASKED, mfaAge: FRESH }),
      withOld: foresee({ of: ASKED, mfaAge: TOO_OLD }),
    }),
} satisfies Check;

function judge({ without, withFresh, withOld }: Answers): Verdict {
  const userA = gained('user-a', without, withFresh);
  const atTheEnd = gained('user-a', without, withOld);
  const outsider = gained('outsider', without, withFresh);
  const lacking = FOUR.filter((action) => !userA.includes(action));
  // MFA does not give what is allowed without it.
  const hadBefore = lacking.filter((action) => isAllowed('user-a', action, without));
  const wrong = [
    ...answersTo('user-a', hadBefore, without),
    ...answersTo(
      'user-a',
      lacking.filter((action) => !hadBefore.includes(action)),
      withFresh,
    ),
    ...answersTo(
      'user-a',
      userA.filter((action) => !FOUR.includes(action)),
      withFresh,
    ),
    ...answersTo('user-a', atTheEnd, withOld),
    ...answersTo('outsider', outsider, withFresh),
  ];
  const because = [...new Set(wrong.map(({ decision }) => decision.because))];
  const next = together(wrong.map((one) => one.next ?? []));
  const seen = `userA by MFA: ${list(userA)}; with a code of ${TOO_OLD} s: ${list(atTheEnd)}; an outsider: ${list(outsider)}`;
  return {
    status: wrong.length === 0 ? 'passed' : 'failed',
    expected: `userA by MFA: ${FOUR.join(', ')}; with a code of ${TOO_OLD} s, and an outsider: none`,
    observed: [seen, ...because].join('; '),
    evidence: 'evaluated',
    ...(because.length > 0 ? { because } : {}),
    ...(next.length > 0 ? { next } : {}),
  };
}

/** The actions that the principal has with an MFA code and not without. */
function gained(
  principal: PrincipalId,
  without: readonly Foreseen[],
  withMfa: readonly Foreseen[],
): readonly string[] {
  return withMfa
    .filter((one) => one.principal === principal && one.decision.outcome === 'allowed')
    .map(({ action }) => action)
    .filter((action) => !isAllowed(principal, action, without));
}

/** How each of the actions is decided. */
const answersTo = (
  principal: PrincipalId,
  actions: readonly string[],
  answers: readonly Foreseen[],
): readonly Foreseen[] =>
  answers.filter((one) => one.principal === principal && actions.includes(one.action));

const isAllowed = (principal: PrincipalId, action: string, answers: readonly Foreseen[]): boolean =>
  answersTo(principal, [action], answers).some(({ decision }) => decision.outcome === 'allowed');

const list = (actions: readonly string[]): string => actions.join(', ') || 'none';
