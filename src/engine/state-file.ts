import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { LabError } from '../contract/errors.ts';
import type { Remedy } from '../contract/suggestion.ts';
import { namesIn } from '../disk/lines.ts';
import { parseJsonText, readJson } from '../disk/read-json.ts';
import { writeFile } from '../disk/write-file.ts';
import { type Seal, sealOf } from './digest.ts';

const VERSION = 1;

/** What to do if a file is damaged, or of a newer version. */
interface Remedies {
  readonly damaged: Remedy;
  readonly newer: Remedy;
}

const STATE_REMEDIES: Remedies = {
  damaged: {
    hint: 'move the file away',
    next: [{ run: ['reset'], why: 'without it, restores the workshop’s documented start' }],
  },
  newer: { hint: 'update kms-lab, or use another --state-dir' },
};

/** A state file's JSON; `undefined` only if there is no file. Throws for one that is damaged or of a newer version. */
export const readState = async <S extends v.GenericSchema>(
  path: string,
  schema: S,
  remedies: Remedies = STATE_REMEDIES,
): Promise<v.InferOutput<S> | undefined> => (await readSealed(path, schema, remedies))?.content;

/** What a state file holds, and what its digest says. */
export interface SealedState<Content> {
  readonly content: Content;
  readonly seal: Seal;
}

/** The same, and what the digest of the file says. */
export async function readSealed<S extends v.GenericSchema>(
  path: string,
  schema: S,
  remedies: Remedies = STATE_REMEDIES,
): Promise<SealedState<v.InferOutput<S>> | undefined> {
  const content = await readJson(path).catch((error) => {
    throw damage(path, (error as Error).message, remedies, error);
  });
  return content === undefined ? undefined : sealedContent(content, path, schema, remedies);
}

/** The same for the text of a state file, wherever it is. `path`: for errors. */
export function readStateText<S extends v.GenericSchema>(
  text: string,
  path: string,
  schema: S,
  remedies: Remedies = STATE_REMEDIES,
): SealedState<v.InferOutput<S>> {
  let content: unknown;
  try {
    content = parseJsonText(text);
  } catch (error) {
    throw damage(path, (error as Error).message, remedies, error);
  }
  return sealedContent(content, path, schema, remedies);
}

function sealedContent<S extends v.GenericSchema>(
  content: unknown,
  path: string,
  schema: S,
  remedies: Remedies,
): SealedState<v.InferOutput<S>> {
  const version = (content as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > VERSION) {
    throw new LabError(
      'ERR_STATE_NEWER',
      `${path} has format ${version}; this kms-lab reads up to ${VERSION}.`,
      remedies.newer,
    );
  }
  const read = v.safeParse(schema, content);
  if (read.success) return { content: read.output, seal: sealOf(content as object) };
  const [issue] = read.issues;
  throw damage(path, `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`, remedies);
}

/** The names of a folder's state files, without `.json`. Throws `ERR_STATE_DAMAGED` if the folder cannot be read. */
export async function stateNames(folder: string): Promise<readonly string[]> {
  const names = await namesIn(folder).catch((error) => {
    throw damage(folder, (error as Error).message, STATE_REMEDIES, error);
  });
  return names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
}

/** The text of a state file. */
export const stateText = (content: object): string => `${JSON.stringify(content, null, 2)}\n`;

/** Written beside the file, synced, and renamed over it: a reader sees the old content or the new, never a mix. */
export async function writeState(path: string, content: object): Promise<void> {
  try {
    await writeFile(path, stateText(content), { synced: true });
  } catch (error) {
    throw unwritable(path, error);
  }
}

export const unwritable = (path: string, cause: unknown): LabError =>
  new LabError('ERR_STATE_UNWRITABLE', `${path} cannot be written: ${(cause as Error).message}`, {
    hint: 'make it writable, or use another: --state-dir DIRECTORY',
    cause,
  });

const damage = (path: string, detail: string, { damaged }: Remedies, cause?: unknown): LabError =>
  new LabError('ERR_STATE_DAMAGED', `${path} cannot be read: ${detail}`, {
    ...damaged,
    ...(cause === undefined ? {} : { cause }),
  });

/** A file name for this moment that no other process uses. */
export const uniqueName = (at: Date): string =>
  `${at.toISOString().replace(/[:.]/g, '-')}-${randomUUID().slice(0, 8)}`;
