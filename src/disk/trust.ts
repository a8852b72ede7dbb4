import type { Stats } from 'node:fs';
import { lstat, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Whose files may decide what kms-lab does. */

interface User {
  readonly uid: number;
}

const OTHERS_MAY_WRITE = 0o002;
const GROUP_MAY_WRITE = 0o020;
const STICKY = 0o1000;

/**
 * Why another user could have written this file, as the end of a sentence; `undefined` if only the user and root could.
 * A link is held to the same, and so is the folder of each. Throws the system's error.
 */
export async function whyNotOurs(path: string, user = currentUser()): Promise<string | undefined> {
  if (!user) return undefined;
  const real = await realpath(path);
  const folders = [...new Set([dirname(path), dirname(real)])];
  for (const folder of folders) {
    const why = whyOthersWrite(await stat(folder), user);
    if (why !== undefined) return `the folder ${folder} ${why}`;
  }
  for (const [name, found] of [
    [path, await lstat(path)],
    [real, await stat(real)],
  ] as const) {
    const why = found.isSymbolicLink() ? ofAnother(found, user) : whyOthersWrite(found, user);
    if (why !== undefined) return `${name} ${why}`;
  }
  return undefined;
}

/** The same for a folder in which every file counts, also one like /tmp. `undefined` if it does not exist. */
export async function whyOthersMayWriteInto(path: string, user = currentUser()): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!user || !found) return undefined;
  const { uid, gid, mode } = found;
  return whyOthersWrite({ uid, gid, mode: mode & ~STICKY, isDirectory: () => true }, user);
}

type Owned = Pick<Stats, 'uid' | 'gid' | 'mode' | 'isDirectory'>;

/** As OpenSSH's `secure_filename` and git's `safe.directory`. */
export function whyOthersWrite(found: Owned, user: User): string | undefined {
  const another = ofAnother(found, user);
  if (another !== undefined) return another;
  // In a sticky folder, such as /tmp, only its owner replaces a file.
  if (found.isDirectory() && (found.mode & STICKY) !== 0) return undefined;
  if ((found.mode & OTHERS_MAY_WRITE) !== 0) return 'can be written by every user';
  // Many systems give each user a group of their own, of the same number, and let the group write.
  const isPrivate = found.gid === found.uid;
  return (found.mode & GROUP_MAY_WRITE) !== 0 && !isPrivate ? 'can be written by its group' : undefined;
}

const ofAnother = ({ uid }: Pick<Owned, 'uid'>, user: User): string | undefined =>
  uid === user.uid || uid === 0 ? undefined : `belongs to another user (${uid})`;

/** `undefined` on Windows, whose files have no such owner. */
const currentUser = (): User | undefined => {
  const uid = process.getuid?.();
  return uid === undefined ? undefined : { uid };
};
