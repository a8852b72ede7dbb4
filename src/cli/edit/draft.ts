import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../contract/errors.ts';
import type { ResourceId } from '../../contract/resource.ts';
import { readFile } from '../../disk/read-file.ts';
import { reasonOf } from '../../disk/reason.ts';
import { writeFile } from '../../disk/write-file.ts';
import { unwritable } from '../../engine/state-file.ts';
import { MAX_CHARACTERS } from '../../policy/parse.ts';

/** The file that an editor works on. Kept until its content is saved to the account. */
export interface Draft {
  readonly path: string;
  /** When it was last written; `undefined` if it does not exist. */
  keptSince(): Promise<Date | undefined>;
  /** Throws `ERR_DOCUMENT` for a file that is larger than any policy. `undefined` if it does not exist. */
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
  remove(): Promise<void>;
}

/** The draft of a policy, in its account's folder. */
export const draftIn = (folder: string, resource: ResourceId): Draft =>
  draftAt(join(folder, 'drafts', `${resource}.json`));

/** The user's own file, which kms-lab does not remove. */
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

/** Bytes: AWS's limit for a policy in characters, each of which may take four bytes. */
const LIMIT = 4 * MAX_CHARACTERS;

/** `undefined` if there is no file. Throws `ERR_DOCUMENT`. */
export async function readPolicyFile(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, LIMIT)).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new LabError('ERR_DOCUMENT', `${path} cannot be read: ${reasonOf(error as Error)}.`, {
      hint: 'Name the file that holds the policy.',
      cause: error,
    });
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
