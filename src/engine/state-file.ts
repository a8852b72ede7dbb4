import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { LabError } from '../contract/errors.ts';
import { namesIn } from '../disk/lines.ts';
import { writeFile } from '../disk/write-file.ts';

const VERSION = 1;

/** What to type next where a file is damaged, or of a newer version. */
interface Hints {
  readonly damaged: string;
  readonly newer: string;
}

const STATE_HINTS: Hints = {
  damaged: 'move the file away: without it, kms-lab reset goes to the workshop’s documented start',
  newer: 'update kms-lab, or use another --state-dir',
};

type Damaged = (detail: string, cause?: unknown) => LabError;

/** A state file's JSON; `undefined` only where there is no file. Throws for one that is damaged or of a newer version. */
export async function readState<S extends v.GenericSchema>(
  path: string,
  schema: S,
  hints: Hints = STATE_HINTS,
): Promise<v.InferOutput<S> | undefined> {
  const damaged = (detail: string, cause?: unknown) => damage(path, detail, hints, cause);
  const text = await readText(path, damaged);
  if (text === undefined) return undefined;
  const content = parse(text, damaged);
  const version = (content as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > VERSION) {
    throw new LabError(
      'ERR_STATE_NEWER',
      `${path} has format ${version}; this kms-lab reads up to ${VERSION}.`,
      { hint: hints.newer },
    );
  }
  const read = v.safeParse(schema, content);
  if (read.success) return read.output;
  const [issue] = read.issues;
  throw damaged(`${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
}

/** The names of a folder's state files, without their `.json`. Throws `ERR_STATE_DAMAGED` where it cannot be read. */
export async function stateNames(folder: string): Promise<readonly string[]> {
  const names = await namesIn(folder).catch((error) => {
    throw damage(folder, (error as Error).message, STATE_HINTS, error);
  });
  return names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
}

/** Written beside the file, synced, and renamed over it: a reader sees the old content or the new, never a part. */
export async function writeState(path: string, content: object): Promise<void> {
  try {
    await writeFile(path, `${JSON.stringify(content, null, 2)}\n`, { synced: true });
  } catch (error) {
    throw unwritable(path, error);
  }
}

export const unwritable = (path: string, cause: unknown): LabError =>
  new LabError('ERR_STATE_UNWRITABLE', `${path} cannot be written: ${(cause as Error).message}`, {
    hint: 'make it writable, or use another: --state-dir DIRECTORY',
    cause,
  });

async function readText(path: string, damaged: Damaged): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw damaged((error as Error).message, error);
  }
}

function parse(text: string, damaged: Damaged): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged((error as Error).message, error);
  }
}

const damage = (path: string, detail: string, hints: Hints, cause?: unknown): LabError =>
  new LabError('ERR_STATE_DAMAGED', `${path} cannot be read: ${detail}`, {
    hint: hints.damaged,
    ...(cause === undefined ? {} : { cause }),
  });

/** A name for a file of this moment that no other process takes. */
export const uniqueName = (at: Date): string =>
  `${at.toISOString().replace(/[:.]/g, '-')}-${randomUUID().slice(0, 8)}`;
