import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The files of the pages that commands serve and write, in the package that this file is part of. */
export function pageFolder(from = import.meta.dirname): string {
  const isPackage = existsSync(join(from, 'package.json')) || dirname(from) === from;
  return isPackage ? join(from, 'dist', 'web') : pageFolder(dirname(from));
}
