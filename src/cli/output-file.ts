import { stat, writeFile } from 'node:fs/promises';
import { LabError } from '../contract/errors.ts';

/**
 * Writes beside the file and renames, so there is the old content or the new, never a mix. A pipe or a device is
 * written to directly. Throws `ERR_OUTPUT`.
 */
export async function writeOutput(
  path: string,
  content: string,
  options: { readonly mode?: number } = {},
): Promise<void> {
  try {
    const there = await stat(path).catch(missing);
    if (there?.isDirectory()) throw new Error('it is a directory');
    if (there && !there.isFile()) await writeFile(path, content);
    else {
      const [{ default: writeFileAtomic }, { naming }] = await Promise.all([
        import('write-file-atomic'),
        import('../disk/write-file.ts'),
      ]);
      await writeFileAtomic(path, content, { fsync: true, ...options }).catch((error: unknown) => {
        throw naming(path, error);
      });
    }
  } catch (cause) {
    throw new LabError('ERR_OUTPUT', `${path} cannot be written: ${(cause as Error).message}`, {
      hint: 'name a file that you may write: --out FILE, in a directory that exists; --out - is the standard output',
      cause,
    });
  }
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
