import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WorldFileError } from '../world-file.ts';
import type { TrailLine } from './line.ts';

/** Bytes; a file that outgrows it becomes the old one, of which there is one. */
const LIMIT = 5 * 1024 * 1024;

export const trailFile = (directory: string): string => join(directory, 'log.ndjson');
export const oldTrailFile = (directory: string): string => join(directory, 'log.old.ndjson');

/**
 * Appends to the trail without making anybody wait: lines that come while others are being written are written
 * together after them.
 */
export class TrailWriter {
  readonly #directory: string;
  readonly #limit: number;
  #waiting: string[] = [];
  #writing: Promise<void> | undefined;
  #failure: WorldFileError | undefined;

  constructor(directory: string, { limit = LIMIT }: { readonly limit?: number } = {}) {
    this.#directory = directory;
    this.#limit = limit;
  }

  /** A trail that cannot be written is no reason to refuse a request: who closes the sandbox is told. */
  add(line: TrailLine): void {
    if (this.#failure) return;
    this.#waiting.push(`${JSON.stringify(line)}\n`);
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
    await this.#writing;
    if (this.#failure) throw this.#failure;
  }

  async #write(): Promise<void> {
    const path = trailFile(this.#directory);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    while (this.#waiting.length > 0) {
      const lines = this.#waiting.join('');
      this.#waiting = [];
      if ((await sizeOf(path)) + Buffer.byteLength(lines) > this.#limit) await this.#turn(path);
      await appendFile(path, lines, { mode: 0o600 });
    }
  }

  async #turn(path: string): Promise<void> {
    await rename(path, oldTrailFile(this.#directory)).catch(ignoreAbsence);
  }
}

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(ignoreAbsence))?.size ?? 0;

function ignoreAbsence(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
