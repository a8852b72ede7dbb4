import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../contract/errors.ts';
import type { ResourceId } from '../../contract/resource.ts';
import { readFile } from '../../disk/read-file.ts';
import { writeFile } from '../../disk/write-file.ts';
import { unwritable } from '../../engine/state-file.ts';
import { MAX_CHARACTERS } from '../../policy/parse.ts';

/** The file that an editor works on. Kept until what it holds is saved. */
export interface Draft {
  readonly path: string;
  /** When it was last written; `undefined` where it does not exist. */
  keptSince(): Promise<Date | undefined>;
  /** Throws `ERR_DOCUMENT` for one that is larger than any policy. `undefined` where it does not exist. */
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
  remove(): Promise<void>;
}

/** The draft of a policy in the folder of the account that it is for. */
export const draftIn = (folder: string, resource: ResourceId): Draft =>
  draftAt(join(folder, 'drafts', `${resource}.json`));

/** A person's own file: it is theirs, so that it stays. */
export const ownDraft = (path: string): Draft => ({ ...draftAt(path), remove: async () => {} });

const draftAt = (path: string): Draft => ({
  path,
  keptSince: async () => (await stat(path).catch(absent))?.mtime,
  read: () => readPolicyFile(path),
  write: (text) =>
    writeFile(path, text, { synced: true }).catch((error) => {
      throw unwritable(path, error);
    }),
  remove: () =>
    rm(path, { force: true }).catch((error) => {
      throw unwritable(path, error);
    }),
});

/** Bytes: AWS takes so many characters of a policy at most, of which each may take four bytes. */
const LIMIT = 4 * MAX_CHARACTERS;

/** `undefined` where there is no file. Throws `ERR_DOCUMENT`. */
export async function readPolicyFile(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, LIMIT)).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new LabError('ERR_DOCUMENT', `${path} cannot be read: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
