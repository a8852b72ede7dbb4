import { stat } from 'node:fs/promises';

/**
 * Reads a file again only if it has changed since it was last read, whichever process changed it. A file that could
 * not be read is read again.
 */
export function readOnce<Content>(
  read: (path: string) => Promise<Content>,
): (path: string) => Promise<Content> {
  const known = new Map<string, { readonly stamp: string; readonly content: Promise<Content> }>();
  return async (path) => {
    // Taken before the file is read, so that a change meanwhile is noticed next time.
    const stamp = await stampOf(path);
    const last = known.get(path);
    if (last?.stamp === stamp) return last.content;
    const content = read(path);
    known.set(path, { stamp, content });
    content.catch(() => known.delete(path));
    return content;
  };
}

/** Changes if the file was replaced or its content changed; empty if there is no file. */
async function stampOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join();
  } catch {
    // Reading it fails the same way, and that error is reported.
    return '';
  }
}
