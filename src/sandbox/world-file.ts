import { readFile } from 'node:fs/promises';
import { writeFile } from '../disk/write-file.ts';
import type { World } from './world.ts';

const VERSION = 1;

/** The sandbox's file cannot be used: damaged, of a newer version, or unwritable. */
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

/** The world as one document, as people save and load it. `undefined` only where there is no file. */
export async function readWorld(path: string): Promise<World | undefined> {
  const text = await readText(path);
  return text === undefined ? undefined : parseWorld(path, text);
}

export const writeWorld = (path: string, world: World): Promise<void> =>
  writeText(path, JSON.stringify(world));

/** `path` is only what the errors call it. */
export function parseWorld(path: string, text: string): World {
  const world = parseVersioned<World>(path, text);
  const { home = '', accounts, sessions, region } = world;
  if (!accounts?.[home] || !Object.keys(accounts).every(isAccountId) || !sessions || !region) {
    throw new WorldFileError('damaged', path, 'a part of the sandbox is missing in it');
  }
  return world as World;
}

/** What an account's file is called by: nothing else may come near a path. */
export const isAccountId = (id: string): boolean => /^\d{12}$/.test(id);

/** What is in it is for the caller to see to; this version reads its format. */
export function parseVersioned<T extends { readonly version: number }>(
  path: string,
  text: string,
): Partial<T> {
  const content = parseJson(path, text) as Partial<T> | null;
  if (typeof content?.version !== 'number') throw new WorldFileError('damaged', path, 'it holds no sandbox');
  if (content.version > VERSION) {
    throw new WorldFileError(
      'newer',
      path,
      `it has format ${content.version}; this version reads up to ${VERSION}`,
    );
  }
  return content;
}

export function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new WorldFileError('damaged', path, (error as Error).message, error);
  }
}

export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new WorldFileError('damaged', path, (error as Error).message, error);
  }
}

/**
 * Written beside the file and renamed over it: a crash of the process leaves the old content or the new. Not synced:
 * what a power cut takes from a sandbox, `sandbox reset` gives back.
 */
export async function writeText(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { synced: false });
  } catch (error) {
    throw new WorldFileError('unwritable', path, (error as Error).message, error);
  }
}
