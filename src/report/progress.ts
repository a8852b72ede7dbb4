import type { EventOf, LabEvent } from '../contract/event.ts';
import type { Work } from '../contract/work.ts';
import { type JournalPart, journalEventsOf } from './journal-parts.ts';
import type { StoryStatus } from './report-model.ts';

export const isDone = (status: StoryStatus | undefined): boolean =>
  status === 'applied' || status === 'unchanged';

/**
 * The state of each step of the page, after everything in a journal. A step that is done puts the earlier ones in
 * place; a command that goes back undoes the later ones.
 */
export function progressOf(
  parts: readonly JournalPart[],
  page: readonly string[],
): ReadonlyMap<string, StoryStatus> {
  const progress = new Map<string, StoryStatus>();
  for (const part of parts) follow(part, page, progress);
  return progress;
}

function follow(part: JournalPart, page: readonly string[], progress: Map<string, StoryStatus>): void {
  const before = new Map(progress);
  const work = journalEventsOf(part.lines, 'set-out')[0]?.work;
  // A run passes steps that are in place even if later ones are, too.
  const landsOnSteps = work?.does === 'solve' || part.attempts.some(({ by }) => by === 'hand');
  for (const { event } of part.lines) {
    if (event.type === 'step-started') progress.set(event.step.id, 'unfinished');
    if (event.type === 'hint' && !progress.has(event.step)) progress.set(event.step, 'incomplete');
    if (event.type === 'standing') passTo(placeIndex(event.at, page), page, progress);
    if (event.type === 'step-settled') {
      // Done before, and not changed since.
      const isKept = event.status === 'unchanged' && before.get(event.step) === 'applied';
      progress.set(event.step, isKept ? 'applied' : event.status);
      if (!isDone(event.status)) continue;
      const reached = page.indexOf(event.step) + 1;
      passTo(reached, page, progress);
      if (landsOnSteps) undoFrom(reached, page, progress);
    }
    if (isArrival(event)) {
      const place = placeOf(work, page);
      passTo(place, page, progress);
      undoFrom(place, page, progress);
    }
  }
}

/** The documents are as intended; the checks may still have failed. */
const isArrival = (event: LabEvent): event is EventOf<'summary'> =>
  event.type === 'summary' && (event.exitCode === 0 || event.exitCode === 3) && !event.error;

/** The number of steps that are in place after the work; `undefined` for work that goes step by step. */
function placeOf(work: Work | undefined, page: readonly string[]): number | undefined {
  switch (work?.does) {
    case 'goto':
      return known(page.indexOf(work.step));
    case 'back':
    case 'rollback':
      return placeIndex(work.to, page);
    case 'reset':
      return 0;
    default:
      return undefined;
  }
}

/** For `baseline`, or `after-<step>`; `undefined` for a checkpoint with another name. */
function placeIndex(id: string | undefined, page: readonly string[]): number | undefined {
  if (id === 'baseline') return 0;
  const step = page.findIndex((one) => id === `after-${one}`);
  return step < 0 ? undefined : step + 1;
}

/** A step that was never done cannot be undone. */
const LEFT: ReadonlySet<StoryStatus> = new Set(['skipped', 'incomplete']);

const known = (index: number): number | undefined => (index < 0 ? undefined : index);

function passTo(
  place: number | undefined,
  page: readonly string[],
  progress: Map<string, StoryStatus>,
): void {
  for (const step of page.slice(0, place ?? 0)) {
    const status = progress.get(step);
    if (!isDone(status) && status !== 'failed') progress.set(step, 'unchanged');
  }
}

function undoFrom(
  place: number | undefined,
  page: readonly string[],
  progress: Map<string, StoryStatus>,
): void {
  if (place === undefined) return;
  for (const step of page.slice(place)) {
    const status = progress.get(step);
    if (status !== undefined && !LEFT.has(status)) progress.set(step, 'undone');
  }
}
