import type { Standing } from '../../contract/event.ts';
import type { Step } from '../../contract/step.ts';

/** What the person at the keyboard may answer. */
export type Answer =
  | 'do'
  | 'myself'
  | 'diff'
  | 'matrix'
  | 'check'
  | 'hint'
  | 'skip'
  | 'back'
  | 'reset'
  | 'quit';

/** Where the conversation is. Plain data: what follows from an answer follows from this. */
export interface Place {
  readonly steps: readonly Step[];
  /** How many steps are in place. */
  readonly done: number;
  /** The step on the screen: beyond `done` where steps were skipped, `steps.length` at the end of the page. */
  readonly shown: number;
  readonly account: 'as left' | 'half done' | 'changed';
  /** Steps whose last attempt ended in an error or a failed check, though their documents may be in place. */
  readonly failed: readonly string[];
}

/** Where the account stands: what of a place is looked up anew. */
export type Standpoint = Pick<Place, 'steps' | 'done' | 'account'>;

/** One line of the question. */
export interface Choice<Value extends string = string> {
  /** The letter that means it. */
  readonly key: string;
  readonly value: Value;
  readonly name: string;
  readonly means: string;
}

const CHOICES: { readonly [A in Answer]: Choice<A> } = {
  do: choice('d', 'do', 'do it for me', 'kms-lab makes the change and asks the checks'),
  myself: choice('i', 'myself', 'I do it myself', 'kms-lab watches the account until it is right'),
  diff: choice('f', 'diff', 'show the diff', 'what is still to change, as of now'),
  matrix: choice('m', 'matrix', 'show the matrix', 'who may do what with the key now'),
  check: choice('c', 'check', 'check', 'checks what you did, condition by condition'),
  hint: choice('h', 'hint', 'hint', 'says where to look; asked again, it says more'),
  skip: choice('s', 'skip', 'skip', 'leave it undone and see the next one'),
  back: choice('b', 'back', 'go back', 'undo; shows first what would change'),
  reset: choice('r', 'reset', 'reset', 'bring the account home; shows first what would change'),
  quit: choice('q', 'quit', 'quit', 'stop here; come back on any day'),
};

const TRY_AGAIN = choice('d', 'do', 'try again', 'kms-lab does the step once more and asks the checks');

function choice<Value extends string>(key: string, value: Value, name: string, means: string): Choice<Value> {
  return { key, value, name, means };
}

const AT_A_STEP = ['do', 'myself', 'diff', 'matrix', 'check', 'hint', 'skip', 'back', 'quit'] as const;
const AT_THE_END = ['quit', 'matrix', 'back', 'reset'] as const;

/** Where the account stands on the page; `left` is the place at which the lab last left it. */
export function placeOf(
  steps: readonly Step[],
  { at, halfDone, next, drift }: Standing,
  left: string | undefined,
): Standpoint {
  const after = (place: string | undefined) => steps.findIndex(({ id }) => place === `after-${id}`) + 1;
  const before = steps.findIndex(({ id }) => id === next);
  return {
    steps,
    done: before >= 0 ? before : after(at ?? left),
    account: drift.length > 0 ? 'changed' : halfDone ? 'half done' : 'as left',
  };
}

/**
 * After a piece of work: the page goes on with the account, and stays ahead of it where steps were skipped. A step whose
 * work ended in an error or a failed check stays on the screen, wherever the account stands.
 */
export function goOn(place: Place, now: Standpoint, ended: 'passed' | 'not yet' | 'failed'): Place {
  const { shown, steps } = place;
  const id = steps[shown]?.id;
  const others = place.failed.filter((step) => step !== id);
  return {
    ...now,
    shown: ended === 'failed' ? shown : Math.max(shown, now.done),
    failed: ended === 'failed' && id !== undefined ? [...others, id] : others,
  };
}

/** The step after, with this one left undone. */
export const skipped = (place: Place): Place => ({ ...place, shown: place.shown + 1 });

/** The step before, which was skipped: nothing was done that could be undone. */
export const unskipped = (place: Place): Place => ({ ...place, shown: place.shown - 1 });

export const hasSkipped = ({ done, shown }: Place): boolean => shown > done;

/** Steps before the one on the screen that are not in place. */
export const leftUndone = ({ steps, done, shown }: Place): readonly Step[] => steps.slice(done, shown);

/** Steps before the one on the screen that are in place and whose checks failed when they were last asked. */
export const leftFailed = ({ steps, done, shown, failed }: Place): readonly Step[] =>
  steps.slice(0, Math.min(done, shown)).filter(({ id }) => failed.includes(id));

/** Doing the step changes no more than the page has just shown. */
export const standsHere = ({ done, shown, account }: Place): boolean =>
  done === shown && account === 'as left';

/** What can be answered here. Nothing comes before the first step; only an account that was changed has to be reset. */
export function choicesOf(place: Place): readonly Choice<Answer>[] {
  const { steps, done, shown, account } = place;
  // Where nothing is to be changed, nothing can be different; and to look is to have taken the step.
  const nothingToHint = steps[shown]?.kind === 'look' && standsHere(place);
  const atStart = done === 0 && shown === 0 && account === 'as left';
  const atEnd = shown === steps.length;
  const offered: readonly Answer[] = atEnd
    ? AT_THE_END
    : account === 'changed'
      ? [...AT_A_STEP.slice(0, -1), 'reset', 'quit']
      : AT_A_STEP;
  const absent: readonly Answer[] = [
    ...(atStart ? ['back' as const] : []),
    ...(nothingToHint ? ['hint' as const] : []),
  ];
  const isFailed = place.failed.includes(steps[shown]?.id ?? '');
  return offered
    .filter((answer) => !absent.includes(answer))
    .map((answer) => (answer === 'do' && isFailed ? TRY_AGAIN : CHOICES[answer]));
}

/** The choices that what was typed can mean: a letter means one, the beginning of any word all that have it. */
export function meantBy<Value extends string>(
  typed: string,
  choices: readonly Choice<Value>[],
): readonly Choice<Value>[] {
  const text = typed.trim().toLowerCase();
  const byLetter = choices.filter(({ key }) => key === text);
  if (byLetter.length > 0) return byLetter;
  const has = ({ name }: Choice) => ` ${name.toLowerCase()}`.includes(` ${text}`);
  return choices.filter(has);
}
