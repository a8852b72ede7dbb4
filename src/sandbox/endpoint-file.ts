import { rm } from 'node:fs/promises';
import * as v from 'valibot';
import { isProcessAlive } from '../disk/process-alive.ts';
import { UnfitFile } from '../disk/read-file.ts';
import { readJson } from '../disk/read-json.ts';
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

const ADDRESS = v.object({
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  endpoint: v.pipe(v.string(), v.regex(/^http:\/\/[^\s/]+$/)),
  webAppUrl: v.pipe(v.string(), v.url()),
  since: v.pipe(v.string(), v.isoTimestamp()),
  token: v.pipe(v.string(), v.regex(/^[!-~]{1,200}$/)),
});

/** `undefined` if there is no server, if its process no longer exists, or if the file was not written whole. */
export async function readAddress(path: string): Promise<ServerAddress | undefined> {
  const read = v.safeParse(ADDRESS, await readJson(path).catch(ignoreOther));
  return read.success && isProcessAlive(read.output.pid) ? read.output : undefined;
}

/** A server that is being started writes over it. */
function ignoreOther(error: Error): undefined {
  if (!(error instanceof UnfitFile)) throw error;
}
