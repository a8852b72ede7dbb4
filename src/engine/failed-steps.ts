import { join } from 'node:path';
import type { LabEvent } from '../contract/event.ts';
import { readOnce } from '../disk/read-once.ts';
import { filesIn, linesOf, runOf } from './journal.ts';
import { readJournalLine } from './journal-line.ts';

/** The journal lines that show how far the work on a step got. */
const TELLING = /"type":"(?:set-out|step-settled)"/;

/**
 * Finds, in a journal folder, the steps that failed in the last command that worked on the account or ran the checks
 * of a step. Only the last command counts, because it may have undone earlier failures.
 */
export function failedStepsIn(folder: string): () => Promise<readonly string[]> {
  const told = readOnce(retell);
  return async () => {
    for (const name of [...(await filesIn(folder))].sort().reverse()) {
      const failed = await told(join(folder, name));
      if (failed) return failed;
    }
    return [];
  };
}

/** `undefined` for another file, and for a command that did nothing to a step. */
async function retell(path: string): Promise<readonly string[] | undefined> {
  if (!runOf(path)) return undefined;
  const lines = (await linesOf(path)).filter(({ text }) => TELLING.test(text));
  const events = lines
    .map(({ text }) => readJournalLine(text))
    .flatMap((read) => ('event' in read ? [read.event] : []));
  return events.length === 0 ? undefined : failedIn(events);
}

function failedIn(events: readonly LabEvent[]): readonly string[] {
  const ended = new Map(
    events.flatMap((event) => (event.type === 'step-settled' ? [[event.step, event.status]] : [])),
  );
  return [...ended].filter(([, status]) => status === 'failed').map(([step]) => step);
}
