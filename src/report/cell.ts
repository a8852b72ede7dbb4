import { type Cell, MATRIX_ACTIONS } from '../contract/access.ts';
import type { DecisionOutcome } from '../policy/decision.ts';
import { signOf } from './marks.ts';

/** How an answer is shown: a symbol, a word and a color, each sufficient by itself. */
export const OUTCOMES = {
  allowed: { sign: signOf('done'), word: 'allowed', color: 'green', means: 'a policy allows it' },
  'implicitly-denied': {
    sign: signOf('open'),
    word: 'denied',
    color: 'yellow',
    means: 'no policy allows it (implicit)',
  },
  'explicitly-denied': {
    sign: signOf('failed'),
    word: 'DENIED',
    color: 'red',
    means: 'a Deny statement forbids it (explicit)',
  },
} as const satisfies Record<
  DecisionOutcome,
  { sign: string; word: string; color: 'green' | 'yellow' | 'red'; means: string }
>;

/** `✓ allowed: a policy allows it` */
export const spelledOut = (outcome: DecisionOutcome): string =>
  `${OUTCOMES[outcome].sign} ${OUTCOMES[outcome].word}: ${OUTCOMES[outcome].means}`;

/**
 * The effective answer in a cell. The account's answer counts. A refusal that does not say its kind has the predicted
 * kind, if a refusal was predicted, and otherwise counts as an implicit one.
 */
export function outcomeOf({ predicted, observed }: Cell): DecisionOutcome {
  if (!observed) return predicted.outcome;
  if (observed.outcome !== 'denied') return observed.outcome;
  return predicted.outcome === 'allowed' ? 'implicitly-denied' : predicted.outcome;
}

/** The account's answer differs from what its policies predict. */
export const disagrees = (cell: Cell): boolean =>
  cell.observed !== undefined && outcomeOf(cell) !== cell.predicted.outcome;

/** `Decrypt` */
const actionName = (action: string): string => action.slice(action.indexOf(':') + 1);

/** `Decrypt, PutKeyPolicy`, or that it is all of them. */
export const actionNames = (actions: readonly string[]): string =>
  actions.length === MATRIX_ACTIONS.length ? 'everything' : actions.map(actionName).join(', ');
