import type { Standing } from '../contract/event.ts';
import type { Step } from '../contract/step.ts';

/** What the user at the keyboard may answer. */
export type WalkAnswer =
  | 'do'
  | 'myself'
  | 'check'
  | 'hint'
  | 'guide'
  | 'diff'
  | 'matrix'
  | 'skip'
  | 'back'
  | 'reset'
  | 'steps'
  | 'page'
  | 'quit';

/** What a position needs to know of a step. */
export type WalkStep = Pick<Step, 'id' | 'kind'>;

/** The state of the conversation, as plain data: the effect of an answer depends on this alone. */
export interface WalkPosition<S extends WalkStep = Step> {
  readonly steps: readonly S[];
  /** How many steps are in place. */
  readonly done: number;
  /** The step on the screen: beyond `done` if steps were skipped, `steps.length` at the end of the page. */
  readonly shown: number;
  readonly account: 'as left' | 'half done' | 'changed';
  /** Steps whose last attempt ended in an error or a failed check, even if their documents are in place. */
  readonly failed: readonly string[];
}

/** Where the account is: the part of a position that is read again. */
export type Standpoint<S extends WalkStep = Step> = Pick<WalkPosition<S>, 'steps' | 'done' | 'account'>;

/** One key of a question. */
export interface Choice<Value extends string = string> {
  readonly key: string;
  readonly value: Value;
  /** The text in the one-line menu beside the key. */
  readonly short: string;
  readonly name: string;
  /** What it does, for the list of all keys. */
  readonly means: string;
}

const CHOICES: { readonly [A in WalkAnswer]: Choice<A> } = {
  do: choice('d', 'do', 'do', 'do it for me', 'kms-lab makes the change and runs the checks'),
  myself: choice('i', 'myself', 'myself', 'I do it myself', 'kms-lab watches the account until it is right'),
  check: choice('c', 'check', 'check', 'check', 'checks what you did; passes the step once all is right'),
  hint: choice('h', 'hint', 'hint', 'hint', 'says where to look; again, what is wrong; again, the answer'),
  guide: choice('g', 'guide', 'guide', 'guide', 'how to do the step by hand'),
  diff: choice('f', 'diff', 'diff', 'show the diff', 'what is still to change'),
  matrix: choice('m', 'matrix', 'matrix', 'show the matrix', 'who may do what with the key now'),
  skip: choice('s', 'skip', 'skip', 'skip', 'leave it undone and see the next step'),
  back: choice('b', 'back', 'back', 'go back', 'undo; shows first what would change'),
  reset: choice('r', 'reset', 'reset', 'reset', 'restore the baseline; shows first what would change'),
  steps: choice('l', 'steps', 'steps', 'list the steps', 'all steps, and which of them are in place'),
  page: choice('p', 'page', 'page', 'page', 'back to what the step is about'),
  quit: choice('q', 'quit', 'quit', 'quit', 'stop here; come back on any day'),
};

const TRY_AGAIN = choice(
  'd',
  'do',
  'try again',
  'try again',
  'kms-lab does the step again and runs the checks',
);

/** For a step that changes nothing. */
const LOOK = choice(
  'd',
  'do',
  'do',
  'do it for me',
  'kms-lab shows what there is to see, and runs the checks',
);

function choice<Value extends string>(
  key: string,
  value: Value,
  short: string,
  name: string,
  means: string,
): Choice<Value> {
  return { key, value, short, name, means };
}

/** A narrow screen shows the first ones. */
const AT_A_STEP = [
  'do',
  'myself',
  'check',
  'hint',
  'guide',
  'diff',
  'matrix',
  'quit',
  'back',
  'skip',
  'steps',
] as const;
const AT_THE_END = ['quit', 'matrix', 'back', 'reset', 'steps'] as const;

/** Where the account is on the page; `left` is the place at which the lab last left it. */
export function positionOf<S extends WalkStep>(
  steps: readonly S[],
  { at, halfDone, next, drift }: Standing,
  left: string | undefined,
): Standpoint<S> {
  const after = (place: string | undefined) => steps.findIndex(({ id }) => place === `after-${id}`) + 1;
  const before = steps.findIndex(({ id }) => id === next);
  return {
    steps,
    done: before >= 0 ? before : after(at ?? left),
    account: drift.length > 0 ? 'changed' : halfDone ? 'half done' : 'as left',
  };
}

/** How a task ended. `stopped`: by the user, before kms-lab wrote anything. */
export type Ended = 'passed' | 'not yet' | 'stopped' | 'failed';

/**
 * After a task, the page advances with the account, and stays ahead of it if steps were skipped. A step whose task
 * ended in an error or a failed check, or was stopped, stays on the screen, wherever the account is.
 */
export function goOn(place: WalkPosition, now: Standpoint, ended: Ended): WalkPosition {
  const { shown, steps } = place;
  const id = steps[shown]?.id;
  const others = place.failed.filter((step) => step !== id);
  return {
    ...now,
    shown: ended === 'failed' || ended === 'stopped' ? shown : Math.max(shown, now.done),
    failed: ended === 'failed' && id !== undefined ? [...others, id] : others,
  };
}

/** The next step, leaving this one undone. */
export const skipped = (place: WalkPosition): WalkPosition => ({ ...place, shown: place.shown + 1 });

/** The previous step, which was skipped, so there is nothing to undo. */
export const unskipped = (place: WalkPosition): WalkPosition => ({ ...place, shown: place.shown - 1 });

export const hasSkipped = ({ done, shown }: WalkPosition): boolean => shown > done;

/** Steps before the one on the screen that are not in place. */
export const leftUndone = ({ steps, done, shown }: WalkPosition): readonly Step[] => steps.slice(done, shown);

/** Earlier steps than the one on the screen that are in place but whose checks failed last time. */
export const leftFailed = ({ steps, done, shown, failed }: WalkPosition): readonly Step[] =>
  steps.slice(0, Math.min(done, shown)).filter(({ id }) => failed.includes(id));

/** Doing the step changes no more than the page has just shown. */
export const standsHere = ({
  done,
  shown,
  account,
}: Pick<WalkPosition, 'done' | 'shown' | 'account'>): boolean => done === shown && account === 'as left';

/**
 * What can be answered here. Going back is impossible before the first step; reset is offered only for a changed
 * account. `page`: something other than the step itself is on the screen.
 */
export function choicesOf(
  place: WalkPosition<WalkStep>,
  shows: 'page' | 'other' = 'page',
): readonly Choice<WalkAnswer>[] {
  const { steps, done, shown, account } = place;
  // If the step changes nothing, there is no diff, and nothing to do by hand.
  const isLook = steps[shown]?.kind === 'look' && standsHere(place);
  const atStart = done === 0 && shown === 0 && account === 'as left';
  const offered: readonly WalkAnswer[] = [
    ...(shows === 'other' ? ['page' as const] : []),
    ...(shown === steps.length ? AT_THE_END : AT_A_STEP),
    ...(account === 'changed' && shown < steps.length ? ['reset' as const] : []),
  ];
  const absent: readonly WalkAnswer[] = [
    ...(atStart ? ['back' as const] : []),
    ...(isLook ? (['hint', 'myself', 'diff'] as const) : []),
  ];
  const isFailed = place.failed.includes(steps[shown]?.id ?? '');
  return offered
    .filter((answer) => !absent.includes(answer))
    .map((answer) => (answer !== 'do' ? CHOICES[answer] : isFailed ? TRY_AGAIN : isLook ? LOOK : CHOICES.do));
}

/** The choices that the typed text can mean: a letter means one; the beginning of a word means all that start with it. */
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
