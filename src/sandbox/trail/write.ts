import { appendFile, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeDirectory } from '../../disk/make-directory.ts';
import { WorldFileError } from '../world-file.ts';
import { Batch } from './batch.ts';
import type { TrailLine } from './line.ts';

/** Bytes; a file that outgrows it becomes the old one, of which there is one. */
const LIMIT = 5 * 1024 * 1024;

/** Milliseconds that lines are gathered for, to be written together. */
const GATHERING = 50;

export const trailFile = (directory: string): string => join(directory, 'log.ndjson');
export const oldTrailFile = (directory: string): string => join(directory, 'log.old.ndjson');

/** Appends to the trail without making anybody wait, a few lines at a time. */
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

  /** A trail that cannot be written is no reason to refuse a request: who closes the sandbox is told. */
  add(line: TrailLine): void {
    if (this.#failure) return;
    this.#waiting.add(`${JSON.stringify(line)}\n`);
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

  /** Until there may be more to write, or somebody waits for it. */
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

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(ignoreAbsence))?.size ?? 0;

function ignoreAbsence(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
