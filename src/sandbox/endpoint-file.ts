import { rm } from 'node:fs/promises';
import { isProcessAlive } from '../disk/process-alive.ts';
import { readFile } from '../disk/read-file.ts';
import { writeFile } from '../disk/write-file.ts';

/** The address of a served sandbox, and the token for its administration: see `admin.ts`. */
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

/** `undefined` if there is no server, or if its process no longer exists. */
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
