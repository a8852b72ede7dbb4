import { open, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseLine, readLines } from '../../disk/lines.ts';
import type { TrailLine } from './line.ts';
import { oldTrailFile, trailFile } from './write.ts';

/** Milliseconds between looks at a trail that is followed. */
const PAUSE = 200;

/** Everything that is kept, oldest first. */
export async function readTrail(directory: string): Promise<readonly TrailLine[]> {
  const files = await Promise.all(
    [oldTrailFile(directory), trailFile(directory)].map((path) => readLines(path)),
  );
  return files.flat().flatMap(({ text }) => trailLine(text));
}

/** What is added from now on, until the signal: the end of the trail is no end. */
export async function* followTrail(directory: string, signal: AbortSignal): AsyncGenerator<TrailLine> {
  const path = trailFile(directory);
  let place = await endOf(path);
  let rest = '';
  while (!signal.aborted) {
    const end = await endOf(path);
    // Another file: the one before it was full, or the sandbox was reset.
    if (end.file !== place.file || end.size < place.size) {
      place = { file: end.file, size: 0 };
      rest = '';
    }
    if (end.size > place.size) {
      const text = rest + (await textBetween(path, place.size, end.size));
      const complete = text.lastIndexOf('\n') + 1;
      rest = text.slice(complete);
      place = end;
      yield* text.slice(0, complete).split('\n').flatMap(trailLine);
    } else await sleep(PAUSE, undefined, { signal }).catch(() => {});
  }
}

interface End {
  /** The file's inode; 0 where there is none. */
  readonly file: number;
  readonly size: number;
}

async function endOf(path: string): Promise<End> {
  try {
    const { ino, size } = await stat(path);
    return { file: ino, size };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { file: 0, size: 0 };
    throw error;
  }
}

async function textBetween(path: string, start: number, end: number): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** A line that a crash cut short is left out. */
function trailLine(text: string): readonly TrailLine[] {
  const content = parseLine(text);
  return content === undefined ? [] : [content as TrailLine];
}
