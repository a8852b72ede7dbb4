import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inUnits, MIB, openToRead, requireWithin } from './read-file.ts';

/** Bytes: far above what kms-lab writes, so that a file that something else filled is not read into memory. */
const LIMITS = { line: 4 * MIB, file: 256 * MIB } as const;

const NEWLINE = 0x0a;

/** A line of a file of JSON lines. */
export interface FileLine {
  /** From 1. */
  readonly number: number;
  /** Empty where the line is too long. */
  readonly text: string;
  /** Why it cannot be whole: the process that wrote it died, or it is longer than any line kms-lab writes. */
  readonly flaw?: string;
}

interface Format {
  /** The format's number, which goes into the first line of a new file. */
  readonly version: number;
  /** Whether the line is on the disk when this returns. */
  readonly synced: boolean;
}

/**
 * Appends one object as a line, to a file that only this user may read, and makes the file if needed. Ends a line
 * that a process left unfinished first, so that the two stay apart. Throws the system's error.
 */
export function appendLine(path: string, content: object, { version, synced }: Format): void {
  const file = openToAppend(path);
  let isNew: boolean;
  try {
    const { size } = fstatSync(file);
    isNew = size === 0;
    const line = JSON.stringify(isNew ? { version, ...content } : content);
    writeAll(file, `${isNew || endsLine(file, size) ? '' : '\n'}${line}\n`);
    if (synced) fsyncSync(file);
  } finally {
    closeSync(file);
  }
  if (isNew) syncFolder(dirname(path));
}

/**
 * The lines of a file, without empty ones; none where there is no file. What follows the last newline was cut off. Throws
 * where the file is larger than any that kms-lab writes, and the system's error where it cannot be read.
 */
export async function readLines(
  path: string,
  limits: { readonly line: number; readonly file: number } = LIMITS,
): Promise<readonly FileLine[]> {
  const file = await openToRead(path, limits.file).catch(ignoreAbsence);
  if (!file) return [];
  try {
    const splitter = new Splitter(limits.line);
    let read = 0;
    for await (const chunk of file.createReadStream({ autoClose: false })) {
      // A device, or a file that grows meanwhile, has no size that could be relied on.
      read += chunk.length;
      requireWithin(read, limits.file);
      splitter.take(chunk);
    }
    return splitter.end();
  } finally {
    await file.close();
  }
}

/** What a line says; `undefined` where it is not JSON. */
export function parseLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The format that a file says in its first line; `undefined` where that line does not say. */
export function versionOf([first]: readonly FileLine[]): number | undefined {
  const { version } = (parseLine(first?.text ?? '') ?? {}) as { version?: unknown };
  return typeof version === 'number' ? version : undefined;
}

/** The names of what is in a folder, one kind or the other; none where there is no folder. Throws the system's error. */
export async function namesIn(
  folder: string,
  kind: 'files' | 'folders' = 'files',
): Promise<readonly string[]> {
  const entries = (await readdir(folder, { withFileTypes: true }).catch(ignoreAbsence)) ?? [];
  return entries.filter((entry) => entry.isDirectory() === (kind === 'folders')).map(({ name }) => name);
}

/** Splits chunks at newlines and holds no more of a line than its limit. */
class Splitter {
  readonly #limit: number;
  readonly #lines: FileLine[] = [];
  #number = 1;
  #pieces: Buffer[] = [];
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  take(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#hold(chunk.subarray(start, end));
      this.#close();
      start = end + 1;
    }
    this.#hold(chunk.subarray(start));
  }

  end(): readonly FileLine[] {
    this.#close('it is cut off');
    return this.#lines;
  }

  #hold(piece: Buffer): void {
    this.#length += piece.length;
    if (this.#length <= this.#limit) this.#pieces.push(piece);
    else this.#pieces = [];
  }

  #close(cutOff?: string): void {
    const number = this.#number++;
    const isTooLong = this.#length > this.#limit;
    const flaw = isTooLong ? `it is longer than ${inUnits(this.#limit)}` : cutOff;
    if (this.#length > 0) {
      const text = Buffer.concat(this.#pieces).toString('utf8');
      this.#lines.push({ number, text, ...(flaw === undefined ? {} : { flaw }) });
    }
    this.#pieces = [];
    this.#length = 0;
  }
}

function openToAppend(path: string): number {
  // Reading, too: `endsLine`.
  const openIt = () => openSync(path, 'a+', 0o600);
  try {
    return openIt();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return openIt();
  }
}

/** A disk that is nearly full takes a part. */
function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}

function endsLine(file: number, size: number): boolean {
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  return last[0] === NEWLINE;
}

/** The name of a new file is on the disk with its folder. Windows has no such thing, and opens none. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function ignoreAbsence(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
