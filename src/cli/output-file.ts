import { randomUUID } from 'node:crypto';
import { open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { LabError } from '../contract/errors.ts';
import { reasonOf } from '../disk/reason.ts';

/**
 * Writes a file that only this user may read: beside it, under a name that does not exist, then renamed over it. So
 * there is the old content or the new, never a mix, and a link with its name is replaced and not followed. A pipe or a
 * device is written to directly. Throws `ERR_OUTPUT`.
 */
export async function writeOutput(path: string, content: string): Promise<void> {
  try {
    const there = await stat(path).catch(missing);
    if (there?.isDirectory()) throw new Error('it is a directory');
    if (there && !there.isFile()) await writeFile(path, content);
    else await replace(path, content);
  } catch (cause) {
    throw new LabError('ERR_OUTPUT', `${path} cannot be written: ${reasonOf(cause as Error)}`, {
      hint: 'name a file that you may write: --out FILE, in a directory that exists; --out - is the standard output',
      cause,
    });
  }
}

async function replace(path: string, content: string): Promise<void> {
  const beside = `${path}.${randomUUID()}`;
  try {
    const file = await open(beside, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw Object.assign(error as Error, { message: (error as Error).message.replaceAll(beside, path) });
  }
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
