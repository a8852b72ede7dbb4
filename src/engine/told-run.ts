import * as v from 'valibot';
import type { ExitCode } from '../contract/errors.ts';
import type { EventType, LabEvent } from '../contract/event.ts';
import { arrayOf, CHANGE, number, STEP_STATUS, text, VARIANT, WORK } from '../contract/event-shapes.ts';
import type { RunName } from '../contract/journal.ts';
import type { Change } from '../contract/resource.ts';
import type { Unfinished, WriteProgress } from '../contract/work.ts';

/** What is known of a command from its events: what it set out to do, and how far it got. */
export const TOLD_RUN = v.object({
  /** As `report` calls it. */
  run: text,
  /** ISO 8601. */
  startedAt: text,
  variant: v.optional(VARIANT),
  work: v.optional(WORK),
  /** The latest plan of each resource, in order. */
  writes: arrayOf(v.object({ change: CHANGE, progress: v.picklist(['planned', 'begun', 'applied']) })),
  /** How each step ended that it worked on; absent if it did nothing to a step. */
  steps: v.optional(v.record(text, STEP_STATUS)),
  /** How it ended; absent as long as it did not say so. */
  end: v.optional(v.object({ exitCode: number, code: v.optional(text) })),
});

export type ToldRun = v.InferOutput<typeof TOLD_RUN>;

const PROGRESS: Readonly<Partial<Record<EventType, WriteProgress>>> = {
  'change-planned': 'planned',
  'change-begun': 'begun',
  'change-applied': 'applied',
};

/** The events that say something about it. */
export const TELLING: ReadonlySet<EventType> = new Set<EventType>([
  'run-started',
  'set-out',
  'change-planned',
  'change-begun',
  'change-applied',
  'step-settled',
  'summary',
]);

/** A run of which no event is known. */
export const untold = ({ id, startedAt }: Pick<RunName, 'id' | 'startedAt'>): ToldRun => ({
  run: id,
  startedAt,
  writes: [],
});

/** A walk has the events of several commands: its work is the first one's, and its end the last one's. */
export function tellMore(told: ToldRun, event: LabEvent): ToldRun {
  const progress = PROGRESS[event.type];
  if (progress && 'change' in event) return { ...told, writes: written(told.writes, event.change, progress) };
  switch (event.type) {
    case 'run-started':
      return { ...told, variant: told.variant ?? event.variant };
    case 'set-out':
      return { ...told, work: told.work ?? event.work, steps: told.steps ?? {} };
    case 'step-settled':
      return { ...told, steps: { ...told.steps, [event.step]: event.status } };
    case 'summary': {
      const { exitCode, error } = event;
      return { ...told, end: { exitCode, ...(error ? { code: error.code } : {}) } };
    }
    default:
      return told;
  }
}

function written(writes: ToldRun['writes'], change: Change, progress: WriteProgress): ToldRun['writes'] {
  const at = writes.findIndex((one) => one.change.resource === change.resource);
  return at < 0 ? [...writes, { change, progress }] : writes.with(at, { change, progress });
}

/** A failed check is an end, too: the work was done, and did not have its effect. */
const DONE: readonly (number | undefined)[] = [0, 3];

const ENDS: Readonly<Partial<Record<ExitCode, Unfinished['ended']>>> = { 1: 'failed', 130: 'stopped' };

/** The work that is left of a command; `done` if none is; `undefined` for one that never started its work. */
export function workLeft({
  run,
  startedAt,
  variant,
  work,
  writes,
  end,
}: ToldRun): Unfinished | 'done' | undefined {
  if (!variant || !work) return undefined;
  return DONE.includes(end?.exitCode) ? 'done' : { run, startedAt, work, variant, writes, ended: endOf(end) };
}

function endOf(end: ToldRun['end']): Unfinished['ended'] {
  if (!end) return 'killed';
  return end.code === 'ERR_NOT_RESTORED' ? 'partly' : (ENDS[end.exitCode as ExitCode] ?? 'refused');
}

/** The commands that started and did not finish, as far back as the last one that did. Both latest first. */
export async function unfinishedAmong(
  runs: AsyncIterable<ToldRun> | Iterable<ToldRun>,
): Promise<readonly Unfinished[]> {
  const unfinished: Unfinished[] = [];
  for await (const run of runs) {
    const left = workLeft(run);
    if (left === 'done') break;
    if (left) unfinished.push(left);
  }
  return unfinished;
}

/**
 * The steps that failed in the last command that worked on the account or ran the checks of a step. Only the last
 * command counts, because it may have undone earlier failures. Latest first.
 */
export async function failedStepsAmong(
  runs: AsyncIterable<ToldRun> | Iterable<ToldRun>,
): Promise<readonly string[]> {
  for await (const { steps } of runs) {
    if (steps) return Object.keys(steps).filter((step) => steps[step] === 'failed');
  }
  return [];
}

/**
 * Work that can be continued. If a command was refused, or failed before it wrote anything, there is nothing to
 * continue.
 */
export const canGoOn = ({ ended, writes }: Unfinished): boolean =>
  ended === 'failed' || ended === 'partly'
    ? writes.some(({ progress }) => progress !== 'planned')
    : ended !== 'refused';
