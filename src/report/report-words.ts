import { type Cell, PRINCIPALS } from '../contract/access.ts';
import { EXIT_CODES, type ExitCode } from '../contract/errors.ts';
import { groupBy } from '../contract/group.ts';
import { actionNames, disagrees, OUTCOMES, outcomeOf } from './cell.ts';
import { type Mark, signOf } from './marks.ts';
import { isDone } from './progress.ts';
import { quizScore } from './quiz.ts';
import type {
  KnownMatrix,
  Passage,
  Story,
  StoryAttempt,
  StoryCell,
  StoryCheck,
  StoryMatrix,
  StoryStatus,
  StoryStep,
} from './report-model.ts';
import { count } from './wrap.ts';

/** Words that every format of the report shares. */

export const STATUSES = {
  applied: { mark: 'done', word: 'done' },
  unchanged: { mark: 'done', word: 'already in place' },
  incomplete: { mark: 'unfinished', word: 'not done yet' },
  skipped: { mark: 'skipped', word: 'not done' },
  failed: { mark: 'failed', word: 'failed' },
  unfinished: { mark: 'unfinished', word: 'not finished' },
  undone: { mark: 'skipped', word: 'undone' },
  'not-reached': { mark: 'skipped', word: 'not reached' },
} as const satisfies Record<StoryStatus, { mark: Mark; word: string }>;

export const checksOf = ({ steps, aside }: Story): readonly StoryCheck[] => [
  ...steps.flatMap(({ checks }) => checks),
  ...aside.checks,
];

export const isPassed = ({ status }: { readonly status: string }): boolean => status === 'passed';

export const isFailed = ({ status }: { readonly status: string }): boolean => status === 'failed';

/** `applied`: also says so if the user did the step, and kms-lab only checked it. */
export function statusText({ status, attempts }: StoryStep): string {
  const { mark, word } = STATUSES[status];
  return `${signOf(mark)} ${word}${status === 'applied' && attempts.at(-1)?.by === 'hand' ? ' by hand' : ''}`;
}

/** `3 of 7 steps done` */
export const scoreOf = ({ steps }: Pick<Story, 'steps'>): string =>
  `${steps.filter(({ status }) => isDone(status)).length} of ${count(steps.length, 'step')} done`;

/** Steps that are not done, grouped by their state. */
export function missingOf({
  steps,
}: Pick<Story, 'steps'>): readonly (readonly [string, readonly string[]])[] {
  const left = steps
    .map(({ status, title }, index) => ({ status, text: `${index + 1}. ${title}` }))
    .filter(({ status }) => !isDone(status));
  return [...groupBy(left, ({ status }) => STATUSES[status].word)].map(([word, some]) => [
    word,
    some.map(({ text }) => text),
  ]);
}

interface Verdict {
  /** `open`: nothing failed, and the page is not done. */
  readonly tone: 'good' | 'bad' | 'open';
  readonly word: string;
  readonly text: string;
}

const CUT_OFF = 'The journal stops before the command did: it was cut off, or it is still running.';

/** How it ended: a word, and a sentence. A report with a step that failed and was not fixed is never done. */
export function verdictOf(story: Story): Verdict {
  const { ending, steps } = story;
  const tally = tallyOf(story);
  if (!ending) return { tone: 'bad', word: 'No ending', text: sentences(CUT_OFF, tally) };
  const failed = steps.filter(isFailed);
  // A user who leaves a step unfinished has not failed.
  const isOpen = ending.exitCode === 4 && steps.some(({ attempts }) => attempts.at(-1)?.by === 'hand');
  if (failed.length > 0 || !(ending.ok || isOpen)) {
    const word = ending.exitCode === 130 ? 'Interrupted' : 'Failed';
    return { tone: 'bad', word, text: sentences(whyFailed(story), tally) };
  }
  const isAll = steps.every(({ status }) => isDone(status));
  if (isAll) return { tone: 'good', word: 'Done', text: sentences(changedOf(story), tally) };
  return { tone: 'open', word: 'Partly done', text: sentences(tally) };
}

function whyFailed(story: Story): string {
  const { ending, steps } = story;
  if (ending?.error) return ending.error.message;
  const failed = checksOf(story).filter(isFailed).length;
  const at = steps.find(isFailed);
  const where = at ? ` in “${at.title}”` : '';
  if (failed > 0) return `${count(failed, 'check')} failed${where}`;
  return at ? (at.error?.message ?? `“${at.title}” failed`) : EXIT_CODES[ending?.exitCode as ExitCode];
}

/** `Changed: key policy of alias/ImportedCMK`; the chapters say what each step changed. */
function changedOf({ steps, aside }: Story): string {
  if (steps.length > 0) return '';
  const changed = aside.changes.filter(({ applied }) => applied).map(({ title }) => title);
  return changed.length > 0 ? `Changed: ${[...new Set(changed)].join(', ')}` : 'Nothing was changed';
}

/** `5 of 7 steps done; 40 of 41 checks passed; 1 check could not be seen` */
function tallyOf(story: Story): string {
  const checks = checksOf(story);
  const passed = checks.filter(isPassed).length;
  const unseen = checks.length - passed - checks.filter(isFailed).length;
  return [
    ...(story.steps.length > 0 ? [scoreOf(story)] : []),
    ...(checks.length > 0 ? [`${passed} of ${count(checks.length, 'check')} passed`] : []),
    ...(unseen > 0 ? [`${count(unseen, 'check')} could not be seen`] : []),
  ].join('; ');
}

const sentences = (...texts: readonly string[]): string =>
  texts
    .filter((text) => text !== '')
    .map((text) => `${text}${/[.!?]$/.test(text) ? '' : '.'}`)
    .join(' ');

const WHO = { hand: 'by hand', 'kms-lab': 'by kms-lab' } as const;

/** An attempt on one line: when, by whom, and how it ended. */
export function attemptText(attempt: StoryAttempt): string {
  const { status, from, waitedMs = 0, checks, conditions, quiz } = attempt;
  const failed = checks.filter(isFailed).length;
  return [
    `+${durationText(from)}: ${status === 'hinted' ? 'a hint' : `${WHO[attempt.by]}, ${STATUSES[status].word}`}`,
    ...(quiz ? [quizScore(quiz)] : []),
    ...(conditions.length > 0
      ? [`${conditions.filter(({ met }) => met).length} of ${count(conditions.length, 'condition')} met`]
      : []),
    ...(failed > 0 ? [`${count(failed, 'check')} failed`] : []),
    ...(waitedMs >= 1000 ? [`waited ${durationText(waitedMs)} for the change to take effect`] : []),
  ].join('; ');
}

/** A chapter whose only attempt succeeded at once needs no list of attempts. */
export const isWorthTelling = ({ attempts }: StoryStep): boolean =>
  attempts.length > 1 ||
  attempts.some(({ hints, quiz, waitedMs = 0 }) => hints.length > 0 || quiz || waitedMs >= 1000);

/** What prevented an attempt from succeeding: conditions that were not met, and checks that failed. */
export const obstaclesOf = ({ conditions, checks }: StoryAttempt): readonly string[] => [
  ...conditions
    .filter(({ met }) => !met)
    .map(({ condition: { title }, observed }) => (observed === undefined ? title : `${title}: ${observed}`)),
  ...checks.filter(isFailed).map(({ title }) => title),
];

/** A step with more to show than its status. */
export const isTold = ({ attempts, lastKnown }: StoryStep): boolean =>
  attempts.length > 0 || lastKnown !== undefined;

/** `as run 1a2b3c4d of 24 November 2026 at 15:04 UTC left it` */
export const knownFrom = ({ run, startedAt }: KnownMatrix): string =>
  `as run ${run} of ${dateOf(startedAt)} left it`;

const TONES = { good: 'done', bad: 'failed', open: 'unfinished' } as const satisfies Record<
  Verdict['tone'],
  Mark
>;

/** `✗ Failed` */
export const toneText = ({ tone, word }: Verdict): string => `${signOf(TONES[tone])} ${word}`;

export const tookOf = ({ attempts }: StoryStep): number =>
  attempts.reduce((sum, { from, to }) => sum + to - from, 0);

/** `1.2 s`; `undefined` for a step of which only hints were asked: a hint takes no time. */
export const tookText = (step: StoryStep): string | undefined =>
  step.attempts.some(({ status }) => status !== 'hinted') ? durationText(tookOf(step)) : undefined;

/** `sandbox` is the embedded account. */
export const TARGETS = { sandbox: 'the embedded account', aws: 'a real account' } as const;

const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

/** `24 November 2026 at 15:04 UTC` */
export const dateOf = (iso: string): string => `${DATE.format(new Date(iso))} UTC`;

/** `0.81 s`, `12.4 s`, `3 min 5 s` */
export function durationText(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** The facts of a run, with labels. */
export const factsOf = (story: Story): readonly (readonly [name: string, value: string])[] => [
  ...(story.name === undefined ? [] : [['Name', story.name] as const]),
  ['Account', `${story.accountId}, ${TARGETS[story.target]}`],
  ['Region', story.region],
  ...(story.variant
    ? [['Variant', story.variant === 'corrected' ? 'the page, corrected' : 'the page, as published'] as const]
    : []),
  ...(story.operator ? [['Operator', story.operator] as const] : []),
  ...(story.key ? [['Key', `${story.key.alias} (${story.key.id})`] as const] : []),
  ['Started', dateOf(story.startedAt)],
  ['Took', durationText(story.durationMs)],
  ...(story.ending
    ? [['AWS requests', `${story.ending.calls}, ${story.ending.writes} of them writes`] as const]
    : []),
  ['Run', `${story.run} (kms-lab ${story.command})`],
];

/** How a cell's answer was found. */
export function knownBy(cell: Cell): string {
  if (!cell.observed) return cell.unenforced ? 'target does not enforce' : 'predicted only';
  return disagrees(cell) ? `predicted ${OUTCOMES[cell.predicted.outcome].word}` : 'observed, as predicted';
}

export interface Move {
  readonly from: StoryCell['was'] & string;
  readonly cell: StoryCell;
}

/** The cells that changed. */
export const movesOf = ({ cells }: StoryMatrix): readonly Move[] =>
  cells.flatMap((cell) => (cell.was ? [{ from: cell.was, cell }] : []));

/** Whose access changed, a line for each kind of change: `allowed → denied: the instance role: Decrypt`. */
export function moveLines(matrix: StoryMatrix): readonly string[] {
  const kinds = groupBy(movesOf(matrix), ({ from, cell }) => `${cell.principal} ${from} ${outcomeOf(cell)}`);
  const told = [...kinds.values()].map((moves) => {
    const [{ from, cell }] = moves as readonly [Move, ...Move[]];
    const actions = actionNames(moves.map((move) => move.cell.action));
    return {
      who: principalName(cell),
      change: `${OUTCOMES[from].word} → ${OUTCOMES[outcomeOf(cell)].word}`,
      actions,
    };
  });
  return [...groupBy(told, ({ change, actions }) => `${change} ${actions}`).values()].map((alike) => {
    const [{ change, actions }] = alike as readonly [(typeof told)[number]];
    return `${change}: ${alike.map(({ who }) => who).join('; ')}: ${actions}`;
  });
}

export const principalName = ({ principal }: Cell): string => PRINCIPALS[principal];

export const isEmpty = ({ changes, checks, matrix, notes }: Passage): boolean =>
  changes.length + checks.length + notes.length === 0 && matrix === undefined;
