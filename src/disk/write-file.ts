import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { makeDirectory } from './make-directory.ts';

/**
 * Writes a file of this user's: beside it, then renamed over it, so that a reader sees the old content or the new,
 * never a part. `synced`: it is on the disk when this resolves. Its directory is made where there is none.
 */
export async function writeFile(
  path: string,
  text: string,
  { synced }: { readonly synced: boolean },
): Promise<void> {
  const write = () => writeFileAtomic(path, text, { mode: 0o600, fsync: synced });
  try {
    await write();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await makeDirectory(dirname(path));
    await write();
  }
}
