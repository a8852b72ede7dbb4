import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { LabError } from '../contract/errors.ts';
import { makeDirectory } from '../disk/make-directory.ts';
import { isProcessAlive } from '../disk/process-alive.ts';
import { unwritable } from './state-file.ts';

/** Who holds the account. */
interface Holder {
  readonly host: string;
  readonly pid: number;
  /** ISO 8601 */
  readonly since: string;
  readonly command: string;
}

/**
 * Takes the file for this process: created only where there is none, in one step. One whose process is gone is taken
 * over. Throws `ERR_LOCKED` naming the holder. Resolves to the release.
 */
export async function takeLock(path: string, command: string): Promise<() => Promise<void>> {
  const mine: Holder = { host: hostname(), pid: process.pid, since: new Date().toISOString(), command };
  if (!(await create(path, mine))) {
    const holder = await holderOf(path);
    if (holder && isAlive(holder)) {
      throw new LabError(
        'ERR_LOCKED',
        `The account is held by kms-lab ${holder.command} (process ${holder.pid} on ${holder.host}) since ${holder.since}.`,
        { hint: `wait for it to end; if that machine is gone, remove ${path}` },
      );
    }
    await rm(path, { force: true });
    if (!(await create(path, mine))) {
      throw new LabError('ERR_LOCKED', 'Another run took the account just now.', { hint: 'try again' });
    }
  }
  return () => rm(path, { force: true });
}

async function create(path: string, holder: Holder): Promise<boolean> {
  try {
    await makeDirectory(dirname(path));
    await writeFile(path, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw unwritable(path, error);
  }
}

/** `undefined` where the holder let go meanwhile, or died before it could sign. */
async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unwritable(path, error);
  }
}

/** A process of another machine cannot be asked, so it counts as alive. */
const isAlive = ({ host, pid }: Holder): boolean => host !== hostname() || isProcessAlive(pid);
