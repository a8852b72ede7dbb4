import { type Cell, PRINCIPALS } from '../contract/access.ts';
import { EXIT_CODES, type ExitCode } from '../contract/errors.ts';
import { disagrees, OUTCOMES } from './cell.ts';
import type { Passage, Story, StoryCell, StoryCheck, StoryMatrix, StoryStep } from './story.ts';
import { count } from './wrap.ts';

/** What every kind of report says in the same words. */

export const STATUSES = {
  applied: { sign: '✓', word: 'applied' },
  unchanged: { sign: '=', word: 'in place already' },
  incomplete: { sign: '…', word: 'not done yet' },
  skipped: { sign: '–', word: 'skipped' },
  failed: { sign: '✗', word: 'failed' },
  unfinished: { sign: '…', word: 'not finished' },
} as const satisfies Record<StoryStep['status'], { sign: string; word: string }>;

export const checksOf = ({ steps, aside }: Story): readonly StoryCheck[] => [
  ...steps.flatMap(({ checks }) => checks),
  ...aside.checks,
];

export const isPassed = ({ status }: { readonly status: string }): boolean => status === 'passed';

export const isFailed = ({ status }: { readonly status: string }): boolean => status === 'failed';

/** How it ended: a word, and a sentence. */
export function verdictOf(story: Story): {
  readonly ok: boolean;
  readonly word: string;
  readonly text: string;
} {
  const { ending, steps } = story;
  if (!ending) {
    return {
      ok: false,
      word: 'No ending',
      text: 'The journal stops before the command did: it was cut off, or it is still under way.',
    };
  }
  const checks = checksOf(story);
  const passed = checks.filter(isPassed).length;
  const failed = checks.filter(isFailed).length;
  const unseen = checks.length - passed - failed;
  const tally = [
    ...(steps.length > 0 ? [stepTally(steps)] : []),
    ...(checks.length > 0 ? [`${passed} of ${count(checks.length, 'check')} passed`] : []),
    ...(unseen > 0 ? [`${count(unseen, 'check')} could not be seen`] : []),
  ].join('; ');
  if (ending.ok) return { ok: true, word: 'Done', text: tally ? `${tally}.` : 'Nothing was left to do.' };
  const at = steps.find(isFailed);
  const where = at ? ` in “${at.title}”` : '';
  const what =
    ending.error?.message ??
    (failed > 0 ? `${count(failed, 'check')} failed${where}` : EXIT_CODES[ending.exitCode as ExitCode]);
  return {
    ok: false,
    word: ending.exitCode === 130 ? 'Interrupted' : 'Failed',
    text: `${what}${/[.!?]$/.test(what) ? '' : '.'}`,
  };
}

function stepTally(steps: readonly StoryStep[]): string {
  const numbers = Object.entries(STATUSES).map(
    ([status, { word }]) => [steps.filter((step) => step.status === status).length, word] as const,
  );
  const parts = numbers.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return `${count(steps.length, 'step')}: ${parts.join(', ')}`;
}

/** `sandbox` is the embedded account. */
export const TARGETS = { sandbox: 'the embedded account', aws: 'a real account' } as const;

const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

/** `24 November 2026 at 15:04 UTC` */
export const dateOf = (iso: string): string => `${DATE.format(new Date(iso))} UTC`;

/** `0.81 s`, `12.4 s`, `3 min 5 s` */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** The facts of a run, named. */
export const factsOf = (story: Story): readonly (readonly [name: string, value: string])[] => [
  ['Account', `${story.accountId}, ${TARGETS[story.target]}`],
  ['Region', story.region],
  ...(story.variant
    ? [['Variant', story.variant === 'corrected' ? 'the page, corrected' : 'the page, as published'] as const]
    : []),
  ...(story.operator ? [['Operator', story.operator] as const] : []),
  ...(story.key ? [['Key', `${story.key.alias} (${story.key.id})`] as const] : []),
  ['Started', dateOf(story.startedAt)],
  ['Took', duration(story.durationMs)],
  ...(story.ending
    ? [['AWS requests', `${story.ending.calls}, ${story.ending.writes} of them writes`] as const]
    : []),
  ['Run', `${story.run} (kms-lab ${story.command})`],
];

/** How a cell came to be known. */
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

export const nameOf = ({ principal }: Cell): string => PRINCIPALS[principal];

export const isEmpty = ({ changes, checks, matrix, notes }: Passage): boolean =>
  changes.length + checks.length + notes.length === 0 && matrix === undefined;
