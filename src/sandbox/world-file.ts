import { MIB, readRegularFile } from '../disk/read-file.ts';
import { parseJsonText } from '../disk/read-json.ts';
import { reasonOf } from '../disk/reason.ts';
import { writeFile } from '../disk/write-file.ts';
import { withoutPrototypes } from './dictionary.ts';
import type { World, WorldAccount } from './world.ts';
import { whyNoAccount, whyNoSessions, whyNoWorld } from './world-schema.ts';

/** The format of the world as one document. */
const FORMAT = 1;

/** Maximum bytes: enough for a thousand accounts with their uploads. */
const LIMIT = 256 * MIB;

/** The sandbox's file cannot be used: damaged, of a newer version, or not writable. */
export class WorldFileError extends Error {
  readonly kind: 'damaged' | 'newer' | 'unwritable';
  readonly path: string;
  readonly detail: string;

  constructor(kind: WorldFileError['kind'], path: string, detail: string, cause?: unknown) {
    super(`${path}: ${detail}`, { cause });
    this.name = 'WorldFileError';
    this.kind = kind;
    this.path = path;
    this.detail = detail;
  }
}

/** The world as one document, as users save and load it. `undefined` only if there is no file. */
export async function readWorld(path: string): Promise<World | undefined> {
  const text = await readText(path);
  return text === undefined ? undefined : parseWorld(path, text);
}

export const writeWorld = (path: string, world: World): Promise<void> =>
  writeContent(path, JSON.stringify(world));

/** `path`: only for the errors. */
export function parseWorld(path: string, text: string): World {
  const world = parseVersioned<World>(path, text, FORMAT);
  return required(path, world, whyNoWorld(world));
}

/** Throws `WorldFileError` if the content of a file is not what the sandbox can serve. */
function required<T>(path: string, content: unknown, why: string | undefined): T {
  if (why !== undefined) throw new WorldFileError('damaged', path, why);
  return content as T;
}

export const requireAccount = (path: string, content: unknown): WorldAccount =>
  required(path, content, whyNoAccount(content));

export const requireSessions = (path: string, content: unknown): World['sessions'] =>
  required(path, content, whyNoSessions(content));

/** The name of an account's file: nothing else may become part of a path. */
export const isAccountId = (id: string): boolean => /^\d{12}$/.test(id);

/** The caller must check the content; its format is at most this one. */
export function parseVersioned<T extends { readonly version: number }>(
  path: string,
  text: string,
  latest: number,
): Partial<T> {
  const content = parseJson(path, text) as Partial<T> | null;
  if (typeof content?.version !== 'number') throw new WorldFileError('damaged', path, 'it holds no sandbox');
  if (content.version > latest) {
    throw new WorldFileError(
      'newer',
      path,
      `it has format ${content.version}; this version reads up to ${latest}`,
    );
  }
  return content;
}

export function parseJson(path: string, text: string): unknown {
  try {
    return withoutPrototypes(parseJsonText(text, { anyName: true }));
  } catch (error) {
    throw new WorldFileError('damaged', path, (error as Error).message, error);
  }
}

export const readText = async (path: string): Promise<string | undefined> =>
  (await readBytes(path))?.toString('utf8');

export async function readBytes(path: string): Promise<Buffer | undefined> {
  try {
    return await readRegularFile(path, LIMIT);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new WorldFileError('damaged', path, (error as Error).message, error);
  }
}

/**
 * Written beside the file and renamed over it: a crash of the process leaves the old content or the new. Not synced:
 * if a power failure damages a sandbox, `sandbox reset` restores it.
 */
export async function writeContent(path: string, content: string | Buffer): Promise<void> {
  try {
    await writeFile(path, content, { synced: false });
  } catch (error) {
    throw new WorldFileError('unwritable', path, reasonOf(error as Error), error);
  }
}
