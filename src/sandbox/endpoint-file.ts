import { rm } from 'node:fs/promises';
import { isProcessAlive } from '../disk/process-alive.ts';
import { readFile } from '../disk/read-file.ts';
import { writeFile } from '../disk/write-file.ts';

/** Where a sandbox that serves is to be found, and what opens its back door: `admin.ts`. */
export interface ServerAddress {
  readonly pid: number;
  readonly endpoint: string;
  readonly webAppUrl: string;
  /** ISO 8601 */
  readonly since: string;
  readonly token: string;
}

export const writeAddress = (path: string, address: ServerAddress): Promise<void> =>
  writeFile(path, `${JSON.stringify(address, null, 2)}\n`, { synced: false });

export const removeAddress = (path: string): Promise<void> => rm(path, { force: true });

/** Undefined where no server is said to be, or the one that was said to be is gone. */
export async function readAddress(path: string): Promise<ServerAddress | undefined> {
  try {
    const address = JSON.parse((await readFile(path)).toString()) as ServerAddress;
    return isProcessAlive(address.pid) ? address : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof SyntaxError || code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
