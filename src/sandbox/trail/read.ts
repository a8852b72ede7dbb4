import { open, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseLine, readLines } from '../../disk/lines.ts';
import type { TrailLine } from './line.ts';
import { oldTrailFile, trailFile } from './write.ts';

/** Milliseconds between reads while following a trail. */
const PAUSE = 200;

/** Everything that is stored, oldest first. */
export async function readTrail(directory: string): Promise<readonly TrailLine[]> {
  const files = await Promise.all(
    [oldTrailFile(directory), trailFile(directory)].map((path) => readLines(path)),
  );
  return files.flat().flatMap(({ text }) => trailLine(text));
}

/** What is added from now on, until the signal: the end of the file does not end it. */
export async function* followTrail(directory: string, signal: AbortSignal): AsyncGenerator<TrailLine> {
  const trail = new TrailReader(directory, await endOf(trailFile(directory)));
  while (!signal.aborted) {
    const lines = await trail.more();
    yield* lines;
    if (lines.length === 0) await sleep(PAUSE, undefined, { signal }).catch(() => {});
  }
}

/** Everything that is stored, in parts: for a reader that continues later. */
export async function openTrail(directory: string): Promise<TrailReader> {
  const { file } = await endOf(oldTrailFile(directory));
  return new TrailReader(directory, { file, size: 0 }, file === 0);
}

export class TrailReader {
  readonly #directory: string;
  /** The trail begins with the sandbox: nothing was dropped. */
  readonly isWhole: boolean;
  #place: End;
  #rest = '';

  constructor(directory: string, place: End, isWhole = false) {
    this.#directory = directory;
    this.isWhole = isWhole;
    this.#place = place;
  }

  /** What was added since the last time. */
  async more(): Promise<readonly TrailLine[]> {
    const path = trailFile(this.#directory);
    const oldPath = oldTrailFile(this.#directory);
    const [end, old] = [await endOf(path), await endOf(oldPath)];
    // Another file: the previous one was full, or the sandbox was reset.
    if (end.file !== this.#place.file) {
      if (old.file === this.#place.file) await this.#take(oldPath, old);
      else this.#rest = '';
      this.#place = { file: end.file, size: 0 };
    } else if (end.size < this.#place.size) {
      this.#place = { file: end.file, size: 0 };
      this.#rest = '';
    }
    await this.#take(path, end);
    const complete = this.#rest.lastIndexOf('\n') + 1;
    const lines = this.#rest.slice(0, complete);
    this.#rest = this.#rest.slice(complete);
    return lines.split('\n').flatMap(trailLine);
  }

  async #take(path: string, end: End): Promise<void> {
    if (end.size > this.#place.size) this.#rest += await textBetween(path, this.#place.size, end.size);
    this.#place = end;
  }
}

interface End {
  /** The file's inode; 0 if there is none. */
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
