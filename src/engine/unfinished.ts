import { join } from 'node:path';
import type { ExitCode } from '../contract/errors.ts';
import type { EventOf, EventType, LabEvent } from '../contract/event.ts';
import { eventsOf } from '../contract/events-of.ts';
import type { Change, ResourceId } from '../contract/resource.ts';
import type { Unfinished, WriteProgress } from '../contract/work.ts';
import { readOnce } from '../disk/read-once.ts';
import { filesIn, linesOf, runOf } from './journal.ts';
import { readJournalLine } from './journal-line.ts';

/** The journal lines that show what a command was asked to do, and how far it got. */
const TELLING = /"type":"(?:run-started|set-out|change-planned|change-begun|change-applied|summary)"/;

const PROGRESS: Readonly<Partial<Record<EventType, WriteProgress>>> = {
  'change-planned': 'planned',
  'change-begun': 'begun',
  'change-applied': 'applied',
};

const ENDS: Readonly<Partial<Record<ExitCode, Unfinished['ended']>>> = { 1: 'failed', 130: 'stopped' };

/**
 * Finds, in a journal folder, the commands that started and did not finish, as far back as the last one that did,
 * latest first. A line that was cut off counts as never written. A journal is read again only if it has grown.
 */
export function unfinishedIn(folder: string): () => Promise<readonly Unfinished[]> {
  const told = readOnce(retell);
  return async () => {
    const unfinished: Unfinished[] = [];
    for (const name of [...(await filesIn(folder))].sort().reverse()) {
      const work = await told(join(folder, name));
      if (work === 'done') break;
      if (work) unfinished.push(work);
    }
    return unfinished;
  };
}

/** The work that a journal records; `undefined` for another file, and for a command that never started its work. */
async function retell(path: string): Promise<Unfinished | 'done' | undefined> {
  const run = runOf(path);
  if (!run) return undefined;
  const events = await tellingEvents(path);
  const [started] = eventsOf(events, 'run-started');
  const [setOut] = eventsOf(events, 'set-out');
  if (!started || !setOut) return undefined;
  const end = eventsOf(events, 'summary').at(-1);
  // A failed check is an end, too: the work was done, and did not have its effect.
  if (end && (end.exitCode === 0 || end.exitCode === 3)) return 'done';
  return {
    run: run.id,
    startedAt: run.startedAt,
    work: setOut.work,
    variant: started.variant,
    ended: endOf(end),
    writes: writesIn(events),
  };
}

function endOf(end: EventOf<'summary'> | undefined): Unfinished['ended'] {
  if (!end) return 'killed';
  return end.error?.code === 'ERR_NOT_RESTORED' ? 'partly' : (ENDS[end.exitCode] ?? 'refused');
}

/**
 * Work that can be continued. If a command was refused, or failed before it wrote anything, there is nothing to
 * continue.
 */
export const canGoOn = ({ ended, writes }: Unfinished): boolean =>
  ended === 'failed' || ended === 'partly'
    ? writes.some(({ progress }) => progress !== 'planned')
    : ended !== 'refused';

/** The latest plan of each resource, and how far it got. */
function writesIn(events: readonly LabEvent[]): Unfinished['writes'] {
  const writes = new Map<ResourceId, { change: Change; progress: WriteProgress }>();
  for (const event of events) {
    const progress = PROGRESS[event.type];
    if (progress && 'change' in event) writes.set(event.change.resource, { change: event.change, progress });
  }
  return [...writes.values()];
}

async function tellingEvents(path: string): Promise<readonly LabEvent[]> {
  const lines = (await linesOf(path)).filter(({ text }) => TELLING.test(text));
  return lines
    .map(({ text }) => readJournalLine(text))
    .flatMap((read) => ('event' in read ? [read.event] : []));
}
