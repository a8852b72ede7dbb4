import { createHash } from 'node:crypto';
import { type FileHandle, link, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { LabError } from '../contract/errors.ts';
import { makeDirectory } from '../disk/make-directory.ts';
import { readFile, UnfitFile } from '../disk/read-file.ts';
import { parseJsonText } from '../disk/read-json.ts';
import {
  HOLDER,
  type Holder,
  heldBy,
  isRunning,
  LEASE,
  type Lock,
  nameOf,
  RENEWAL,
  thisProcess,
} from './holder.ts';
import { unwritable } from './state-file.ts';

/** A lock file as it was found. */
interface Found {
  /** A hash of its content: no two locks have the same. */
  readonly id: string;
  /** `undefined` if it cannot be read. */
  readonly holder: Holder | undefined;
  /** Milliseconds since the epoch. */
  readonly renewedAt: number;
}

interface FileLock extends Lock {
  /** The token of the dead holder that it was taken over from, if any. */
  readonly inherited?: string | undefined;
}

/** How often to try again when the lock changes hands meanwhile. */
const TRIES = 10;

/**
 * Takes the file for this process atomically: a file of our own is linked to its name, which works only if there is
 * none. A lock whose process is dead, or whose lease from another machine has run out, is taken over by exactly one
 * heir: the first to link its file to a name made from the old lock's content. Throws `ERR_LOCKED` naming the holder.
 */
export async function takeLock(
  path: string,
  command: string,
  mine: Holder = thisProcess(command),
): Promise<FileLock> {
  const own = `${path}.${mine.token}`;
  try {
    await makeDirectory(dirname(path));
    await writeFile(own, JSON.stringify(mine), { flag: 'wx', mode: 0o600 });
    try {
      const lock = await take(path, own);
      await sweep(path);
      return lock;
    } finally {
      await rm(own, { force: true });
    }
  } catch (error) {
    throw error instanceof LabError ? error : unwritable(path, error);
  }
}

/** Removes what processes left that were killed before they took the lock: `lock.<uuid>`. */
async function sweep(path: string): Promise<void> {
  const own = new RegExp(`^${basename(path).replaceAll('.', '\\.')}\\.[0-9a-f]{8}(-[0-9a-f]{4,12}){4}$`);
  for (const name of (await readdir(dirname(path))).filter((one) => own.test(one))) {
    const left = join(dirname(path), name);
    const found = await look(left);
    // One without a holder may be about to be written by a process that is alive.
    if (found && !isHeld(found) && (found.holder || hasRunOut(found))) await rm(left, { force: true });
  }
}

async function take(path: string, own: string): Promise<FileLock> {
  for (let tries = 0; tries < TRIES; tries++) {
    if (await linked(own, path)) return held(path);
    const old = await look(path);
    if (old && (await inherit(path, own, old))) return held(path, old);
  }
  throw new LabError('ERR_LOCKED', 'Other runs took the account just now.', { hint: 'try again' });
}

/** True if the lock was taken over; false if it has been replaced meanwhile. Throws `ERR_LOCKED` if it is held. */
async function inherit(path: string, own: string, old: Found): Promise<boolean> {
  const heirs: string[] = [];
  let last = old;
  for (;;) {
    if (isHeld(last)) throw lockedBy(path, last.holder);
    const heir = `${path}.heir-${last.id}`;
    if (await linked(own, heir)) {
      heirs.push(heir);
      break;
    }
    // Another process is taking it over, or died while doing so: then that process's lock can be taken over.
    const next = await look(heir);
    if (!next) return false;
    heirs.push(heir);
    last = next;
  }
  try {
    // Only its one heir replaces a lock. If the lock has already been replaced, its heir has finished.
    if ((await look(path))?.id !== old.id) return false;
    await rename(own, path);
    for (const heir of heirs.slice(0, -1)) await rm(heir, { force: true });
    return true;
  } finally {
    await rm(heirs.at(-1)!, { force: true });
  }
}

/**
 * Holds the lock. The lease is the modification time of the file that was opened, even if another file has its name
 * by now.
 */
async function held(path: string, old?: Found): Promise<FileLock> {
  const file = await open(path, 'r');
  const { id } = (await look(path))!;
  const renewal = setInterval(() => void renew(file), RENEWAL);
  renewal.unref();
  const isOurs = async () => (await look(path))?.id === id;
  return {
    ...(old ? { tookOver: nameOf(old.holder), inherited: old.holder?.token } : {}),
    async requireHeld() {
      if (!(await isOurs())) throw lockedBy(path, (await look(path))?.holder);
    },
    async release() {
      clearInterval(renewal);
      await file.close();
      if (await isOurs()) await rm(path, { force: true });
    },
  };
}

/** A lease that cannot be renewed runs out, and the next process that finds it reports that. */
async function renew(file: FileHandle): Promise<void> {
  const now = new Date();
  await file.utimes(now, now).catch(() => undefined);
}

async function linked(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** `undefined` if there is none. */
async function look(path: string): Promise<Found | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path), stat(path)]);
    const id = createHash('sha256').update(text).digest('hex').slice(0, 32);
    return { id, holder: holderIn(text.toString()), renewedAt: mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function holderIn(text: string): Holder | undefined {
  try {
    const read = v.safeParse(HOLDER, parseJsonText(text));
    return read.success ? read.output : undefined;
  } catch (error) {
    if (error instanceof UnfitFile) return undefined;
    throw error;
  }
}

/**
 * A process on this machine can be checked; for another machine there is the lease. A lock that cannot be read is
 * damaged.
 */
function isHeld({ holder, renewedAt }: Found): boolean {
  if (!holder) return false;
  return holder.host === hostname() ? isRunning(holder) : !hasRunOut({ renewedAt });
}

const hasRunOut = ({ renewedAt }: Pick<Found, 'renewedAt'>): boolean => Date.now() - renewedAt >= LEASE;

/** Who holds the lock now, in words; `undefined` if it is free. */
export async function holderOf(path: string): Promise<string | undefined> {
  const found = await look(path).catch((error) => {
    throw unwritable(path, error);
  });
  return found && isHeld(found) ? nameOf(found.holder) : undefined;
}

const lockedBy = (path: string, holder: Holder | undefined): LabError =>
  heldBy(
    holder,
    holder?.host === hostname()
      ? 'wait for it to end'
      : `wait for it to end; if it is gone, its lease runs out within ${LEASE / 60_000} minutes, or remove ${path}`,
  );
