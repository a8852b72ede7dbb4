import { join } from 'node:path';
import type { ExitCode } from '../contract/errors.ts';
import type { JournalLine } from '../contract/journal.ts';
import type { Change, ResourceId } from '../contract/resource.ts';
import type { Progress, Unfinished } from '../contract/work.ts';
import { namesIn, runOf, textOf } from './journal.ts';
import { readLine } from './journal-line.ts';

/** Of a journal's lines, those that tell what was set out to do, and how far it came. */
const TELLING = /"type":"(?:run-started|set-out|change-planned|change-begun|change-applied|summary)"/;

const PROGRESS: Readonly<Partial<Record<JournalLine['type'], Progress>>> = {
  'change-planned': 'planned',
  'change-begun': 'begun',
  'change-applied': 'applied',
};

const ENDS: Readonly<Partial<Record<ExitCode, Unfinished['ended']>>> = { 1: 'failed', 130: 'stopped' };

/**
 * The commands of a journal folder that set out and did not come to their end since one last did, latest first. A line
 * that was cut off is one that was never told.
 */
export async function unfinishedIn(folder: string): Promise<readonly Unfinished[]> {
  const unfinished: Unfinished[] = [];
  for (const name of [...(await namesIn(folder))].sort().reverse()) {
    const path = join(folder, name);
    const run = runOf(path);
    if (!run) continue;
    const told = tellingLines(await textOf(path));
    const [started] = all(told, 'run-started');
    const [setOut] = all(told, 'set-out');
    if (!started || !setOut) continue;
    const end = all(told, 'summary').at(-1);
    // A check that failed is an end too: what was set out to do was done, and did not have its effect.
    if (end && (end.exitCode === 0 || end.exitCode === 3)) break;
    unfinished.push({
      run: run.id,
      startedAt: run.startedAt,
      work: setOut.work,
      variant: started.variant,
      ended: end ? (ENDS[end.exitCode] ?? 'refused') : 'killed',
      writes: writesIn(told),
    });
  }
  return unfinished;
}

/** What one goes on with: where a command was refused, or failed before it wrote anything, there is nothing. */
export const canGoOn = ({ ended, writes }: Unfinished): boolean =>
  ended === 'failed' ? writes.some(({ progress }) => progress !== 'planned') : ended !== 'refused';

/** The latest plan of each resource, and how far it came. */
function writesIn(lines: readonly JournalLine[]): Unfinished['writes'] {
  const writes = new Map<ResourceId, { change: Change; progress: Progress }>();
  for (const line of lines) {
    const progress = PROGRESS[line.type];
    if (progress && 'change' in line) writes.set(line.change.resource, { change: line.change, progress });
  }
  return [...writes.values()];
}

const tellingLines = (text: string): readonly JournalLine[] =>
  text
    .split('\n')
    .filter((line) => TELLING.test(line))
    .map(readLine)
    .flatMap((read) => ('line' in read ? [read.line] : []));

const all = <Type extends JournalLine['type']>(lines: readonly JournalLine[], type: Type) =>
  lines.filter((line): line is Extract<JournalLine, { type: Type }> => line.type === type);
