import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { LabError } from '../../contract/errors.ts';
import { MIB, readFile } from '../../disk/read-file.ts';
import { colors } from '../../report/html/colors.ts';

/** A file of the page, as it is sent. */
export interface PageFile {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly gzipped: boolean;
}

export interface PageFiles {
  /** `undefined` for a name that is not a file of the page. */
  read(name: string): Promise<PageFile | undefined>;
}

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** The names that the build gives: `page.js`, `editor-ABCD1234.js`. */
const NAME = /^[a-z][a-z0-9-]{0,40}(?:-[A-Z0-9]{8})?\.(js|css)$/;

/** The styles of the pages. */
const STYLES: readonly string[] = ['page.css', 'board.css'];

const LARGEST = 4 * MIB;

/** The files of the page, from the folder that the build wrote them to. Throws `ERR_NOT_FOUND` if it is not there. */
export function pageFilesIn(folder: string): PageFiles {
  const read = new Map<string, Promise<PageFile | undefined>>();
  const load = async (name: string, type: string): Promise<PageFile | undefined> => {
    const bytes = await readFile(join(folder, name), LARGEST).catch(missing);
    if (!bytes) return undefined;
    // The report and the pages have the same colors.
    const whole = STYLES.includes(name) ? Buffer.concat([Buffer.from(colors), bytes]) : bytes;
    return { content: new Uint8Array(gzipSync(whole)), type, gzipped: true };
  };
  return {
    async read(name) {
      const type = TYPES[NAME.exec(name)?.[1] ?? ''];
      if (type === undefined) return undefined;
      const found = read.get(name) ?? load(name, type);
      read.set(name, found);
      return found;
    },
  };
}

/** A file that is not there; any other error is one. */
function missing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw error;
}

/** Throws `ERR_NOT_FOUND` if the package was not built. */
export async function requirePage(files: PageFiles, folder: string): Promise<void> {
  if (await files.read('page.js')) return;
  throw new LabError('ERR_NOT_FOUND', `The page is not in ${folder}.`, {
    next: [{ shell: 'npm run build', why: 'builds it, in a clone of kms-lab' }],
  });
}
