import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inUnits, MIB, openToRead, requireWithin } from './read-file.ts';

/** Maximum bytes: far more than kms-lab writes, to avoid reading another program's large file into memory. */
const LIMITS = { line: 4 * MIB, file: 256 * MIB } as const;

const NEWLINE = 0x0a;

/** A line of a file of JSON lines. */
export interface FileLine {
  /** Counted from 1. */
  readonly number: number;
  /** Empty if the line is too long. */
  readonly text: string;
  /** Why it is not complete: the process that wrote it died, or it is longer than any line that kms-lab writes. */
  readonly flaw?: string;
}

interface Format {
  /** The format's number, which is written to the first line of a new file. */
  readonly version: number;
  /** Whether the line must be on the disk when this returns. */
  readonly synced: boolean;
}

/**
 * Appends one object as a line to a file that only this user may read, creating it if necessary. First ends a line
 * that a process left unfinished, to keep the two separate. Throws the system's error.
 */
export const appendLine = (path: string, content: object, format: Format): void =>
  appendLines(path, [content], format);

/** The same for several objects, with one write. If the process dies meanwhile, the first ones may be there. */
export function appendLines(path: string, contents: readonly object[], { version, synced }: Format): void {
  const file = openToAppend(path);
  let isNew: boolean;
  try {
    const { size } = fstatSync(file);
    isNew = size === 0;
    const lines = contents.map((content, index) =>
      JSON.stringify(isNew && index === 0 ? { version, ...content } : content),
    );
    writeAll(file, `${isNew || endsLine(file, size) ? '' : '\n'}${lines.join('\n')}\n`);
    if (synced) fsyncSync(file);
  } finally {
    closeSync(file);
  }
  if (isNew) syncFolder(dirname(path));
}

/**
 * The lines of a file, without empty ones; empty if there is no file. Text after the last newline was cut off. Throws
 * if the file is larger than any that kms-lab writes; throws the system's error if it cannot be read.
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
      // The size of a device, or of a file that is growing, is not reliable.
      read += chunk.length;
      requireWithin(read, limits.file);
      splitter.take(chunk);
    }
    return splitter.end();
  } finally {
    await file.close();
  }
}

/** The value of a line; `undefined` if it is not JSON. */
export function parseLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The format from a file's first line; `undefined` if that line does not have it. */
export function versionOf([first]: readonly FileLine[]): number | undefined {
  const { version } = (parseLine(first?.text ?? '') ?? {}) as { version?: unknown };
  return typeof version === 'number' ? version : undefined;
}

/** The names of the files, or of the folders, in a folder; empty if there is no folder. Throws the system's error. */
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
  // Opened for reading, too, because `endsLine` reads.
  const openIt = () => openSync(path, 'a+', 0o600);
  try {
    return openIt();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return openIt();
  }
}

/** A nearly full disk may accept only a part. */
function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}

function endsLine(file: number, size: number): boolean {
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  return last[0] === NEWLINE;
}

/** A new file's name is on the disk once its folder is synced. Windows has no such call, and cannot open a folder. */
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
