import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
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
  writeWorld(worldFile(directory), world);

export async function readWorld(path: string): Promise<World | undefined> {
  const text = await readText(path);
  return text === undefined ? undefined : parseWorld(path, text);
}

/** Written beside the file and renamed over it: a crash leaves the old world or the new one. */
export async function writeWorld(path: string, world: World): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFileAtomic(path, JSON.stringify(world), { mode: 0o600 });
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
