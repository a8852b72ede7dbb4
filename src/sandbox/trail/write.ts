import { appendFile, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeDirectory } from '../../disk/make-directory.ts';
import { WorldFileError } from '../world-file.ts';
import { Batch } from './batch.ts';
import type { TrailLine } from './line.ts';

/** Bytes. A larger file becomes the old file, of which only one is kept. */
const LIMIT = 5 * 1024 * 1024;

/** Milliseconds for which lines are collected before they are written together. */
const GATHERING = 50;

export const trailFile = (directory: string): string => join(directory, 'log.ndjson');
export const oldTrailFile = (directory: string): string => join(directory, 'log.old.ndjson');

/** Appends to the trail, in groups of lines, without delaying requests. */
export class TrailWriter {
  readonly #directory: string;
  readonly #limit: number;
  readonly #waiting = new Batch();
  #writing: Promise<void> | undefined;
  #failure: WorldFileError | undefined;
  #hurry = new AbortController();

  constructor(directory: string, { limit = LIMIT }: { readonly limit?: number } = {}) {
    this.#directory = directory;
    this.#limit = limit;
  }

  /** A trail that cannot be written does not refuse a request: closing the sandbox reports it. */
  add(line: TrailLine): void {
    if (this.#failure) return;
    this.#waiting.add(`${escaped(JSON.stringify(line))}\n`);
    this.#writing ??= this.#write()
      .catch((error) => {
        this.#failure = new WorldFileError('unwritable', trailFile(this.#directory), error.message, error);
      })
      .finally(() => {
        this.#writing = undefined;
      });
  }

  /** Resolves when everything that was added is written. Throws `WorldFileError`. */
  async flush(): Promise<void> {
    this.#hurry.abort();
    await this.#writing;
    this.#hurry = new AbortController();
    if (this.#failure) throw this.#failure;
  }

  async #write(): Promise<void> {
    const path = trailFile(this.#directory);
    await makeDirectory(dirname(path));
    while (!this.#waiting.isEmpty) {
      await this.#gather();
      const lines = this.#waiting.take();
      if ((await sizeOf(path)) + lines.length > this.#limit) await this.#turn(path);
      await appendFile(path, lines, { mode: 0o600 });
    }
  }

  /** Until more lines may have arrived, or a caller waits for them. */
  async #gather(): Promise<void> {
    const { signal } = this.#hurry;
    await sleep(GATHERING, undefined, { signal, ref: false }).catch((error) => {
      if (!signal.aborted) throw error;
    });
  }

  async #turn(path: string): Promise<void> {
    await rename(path, oldTrailFile(this.#directory)).catch(ignoreAbsence);
  }
}

/** JSON may hold characters that a terminal obeys, or that turn the text around: a request may have sent them. */
const escaped = (json: string): string =>
  json.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(ignoreAbsence))?.size ?? 0;

function ignoreAbsence(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
