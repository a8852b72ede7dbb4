import { rm } from 'node:fs/promises';
import * as v from 'valibot';
import { isProcessAlive } from '../disk/process-alive.ts';
import { MIB, readRegularFile, UnfitFile } from '../disk/read-file.ts';
import { ignoreAbsence, parseJsonText } from '../disk/read-json.ts';
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

/**
 * `undefined` if there is no server, if its process no longer exists, or if the file was not written whole. Throws
 * `UnfitFile` for what is not a regular file, or the system's error.
 */
export async function readAddress(path: string): Promise<ServerAddress | undefined> {
  const content = await readRegularFile(path, LIMIT).catch(ignoreAbsence);
  const read = v.safeParse(ADDRESS, content && jsonIn(content.toString()));
  return read.success && isProcessAlive(read.output.pid) ? read.output : undefined;
}

/** Bytes. */
const LIMIT = MIB;

/** `undefined` for half a file: a server that is being started writes over it. */
function jsonIn(text: string): unknown {
  try {
    return parseJsonText(text);
  } catch (error) {
    if (error instanceof UnfitFile) return undefined;
    throw error;
  }
}
