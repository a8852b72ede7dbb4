import { join } from 'node:path';
import type { ExitCode } from '../contract/errors.ts';
import type { EventOf, EventType, LabEvent } from '../contract/event.ts';
import { eventsOf } from '../contract/events-of.ts';
import type { Change, ResourceId } from '../contract/resource.ts';
import type { Unfinished, WriteProgress } from '../contract/work.ts';
import { readOnce } from '../disk/read-once.ts';
import { filesIn, linesOf, runOf } from './journal.ts';
import { readJournalLine } from './journal-line.ts';

/** Of a journal's lines, those that tell what was set out to do, and how far it came. */
const TELLING = /"type":"(?:run-started|set-out|change-planned|change-begun|change-applied|summary)"/;

const PROGRESS: Readonly<Partial<Record<EventType, WriteProgress>>> = {
  'change-planned': 'planned',
  'change-begun': 'begun',
  'change-applied': 'applied',
};

const ENDS: Readonly<Partial<Record<ExitCode, Unfinished['ended']>>> = { 1: 'failed', 130: 'stopped' };

/**
 * Finds the commands of a journal folder that set out and did not come to their end since one last did, latest first. A
 * line that was cut off is one that was never told. A journal is read again only where it has grown.
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

/** The work that a journal tells of; `undefined` for another file, and for a command that never set out. */
async function retell(path: string): Promise<Unfinished | 'done' | undefined> {
  const run = runOf(path);
  if (!run) return undefined;
  const events = await tellingEvents(path);
  const [started] = eventsOf(events, 'run-started');
  const [setOut] = eventsOf(events, 'set-out');
  if (!started || !setOut) return undefined;
  const end = eventsOf(events, 'summary').at(-1);
  // A check that failed is an end too: what was set out to do was done, and did not have its effect.
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

/** What one goes on with: where a command was refused, or failed before it wrote anything, there is nothing. */
export const canGoOn = ({ ended, writes }: Unfinished): boolean =>
  ended === 'failed' || ended === 'partly'
    ? writes.some(({ progress }) => progress !== 'planned')
    : ended !== 'refused';

/** The latest plan of each resource, and how far it came. */
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
