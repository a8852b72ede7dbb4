import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
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

export const worldFile = (directory: string): string => join(directory, 'world.json');

/** `undefined` only where there is no file: a damaged one is not an empty one. */
export async function loadWorld(directory: string): Promise<World | undefined> {
  return readWorld(worldFile(directory));
}

export const saveWorld = (directory: string, world: World): Promise<void> =>
  writeWorld(worldFile(directory), JSON.stringify(world));

export async function readWorld(path: string): Promise<World | undefined> {
  const text = await readText(path);
  return text === undefined ? undefined : parseWorld(path, text);
}

/**
 * Written beside the file and renamed over it: a crash of the process leaves the old world or the new one. Not synced:
 * what a power cut takes from a sandbox, `sandbox reset` gives back.
 */
export async function writeWorld(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { synced: false });
  } catch (error) {
    throw new WorldFileError('unwritable', path, (error as Error).message, error);
  }
}

/** `path` is only what the errors call it. */
export function parseWorld(path: string, text: string): World {
  const world = parse(path, text) as Partial<World> | null;
  if (typeof world?.version !== 'number') throw new WorldFileError('damaged', path, 'it holds no sandbox');
  if (world.version > VERSION) {
    throw new WorldFileError(
      'newer',
      path,
      `it has format ${world.version}; this version reads up to ${VERSION}`,
    );
  }
  const { home = '', accounts, sessions, region } = world;
  if (!accounts?.[home] || !sessions || !region) {
    throw new WorldFileError('damaged', path, 'a part of the sandbox is missing in it');
  }
  return world as World;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new WorldFileError('damaged', path, (error as Error).message, error);
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new WorldFileError('damaged', path, (error as Error).message, error);
  }
}
