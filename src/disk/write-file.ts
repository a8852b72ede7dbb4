import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { makeDirectory } from './make-directory.ts';

/**
 * Writes a file of this user's: beside it, then renamed over it, so that a reader sees the old content or the new,
 * never a part. `synced`: it is on the disk when this resolves. Its directory is made where there is none.
 */
export async function writeFile(
  path: string,
  content: string | Buffer,
  { synced }: { readonly synced: boolean },
): Promise<void> {
  const write = () => writeFileAtomic(path, content, { mode: 0o600, fsync: synced });
  try {
    await write();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw naming(path, error);
    await makeDirectory(dirname(path));
    await write().catch((again: unknown) => {
      throw naming(path, again);
    });
  }
}

/** The error of the file that was meant, and not of the one beside it that was to be renamed. */
export function naming(path: string, error: unknown): unknown {
  const { path: beside, message } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || !beside?.startsWith(`${path}.`)) return error;
  return Object.assign(new Error(message.replaceAll(beside, path), { cause: error.cause }), {
    ...error,
    path,
  });
}
