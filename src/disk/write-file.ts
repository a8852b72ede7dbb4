import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { makeDirectory } from './make-directory.ts';

/**
 * Writes a file that only this user may read: beside it, then renamed over it, so that a reader sees the old content
 * or the new, never a mix. `synced`: it is on the disk when this resolves. Creates its directory if necessary.
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

/** Reports the error for the intended file, not for the temporary one beside it. */
export function naming(path: string, error: unknown): unknown {
  const { path: beside, message } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || !beside?.startsWith(`${path}.`)) return error;
  return Object.assign(new Error(message.replaceAll(beside, path), { cause: error.cause }), {
    ...error,
    path,
  });
}
