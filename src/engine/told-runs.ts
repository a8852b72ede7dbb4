import { join } from 'node:path';
import { readOnce } from '../disk/read-once.ts';
import { filesIn, linesOf, runOf } from './journal.ts';
import { readJournalLine } from './journal-line.ts';
import { TELLING, type ToldRun, tellMore, untold } from './told-run.ts';

/** The journal lines that tell something about a run: the others are not parsed. */
const TELLING_LINE = new RegExp(`"type":"(?:${[...TELLING].join('|')})"`);

/**
 * The runs that a folder has journals of, latest first, each read when it is asked for, and again only if its journal
 * has grown. A line that was cut off counts as never written.
 */
export function toldRunsIn(folder: string): () => AsyncGenerator<ToldRun> {
  const told = readOnce(retell);
  return async function* () {
    for (const name of [...(await filesIn(folder))].sort().reverse()) {
      const run = await told(join(folder, name));
      if (run) yield run;
    }
  };
}

/** `undefined` for another file. */
async function retell(path: string): Promise<ToldRun | undefined> {
  const run = runOf(path);
  return (
    run &&
    toldBy(
      run,
      (await linesOf(path)).map(({ text }) => text),
    )
  );
}

/** What the lines of a run’s journal tell. */
export const toldBy = (run: Parameters<typeof untold>[0], lines: readonly string[]): ToldRun =>
  lines
    .filter((line) => TELLING_LINE.test(line))
    .map(readJournalLine)
    .flatMap((read) => ('event' in read ? [read.event] : []))
    .reduce(tellMore, untold(run));
