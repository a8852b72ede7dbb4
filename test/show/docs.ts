import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

function fileIn(folder: string, name: string): string {
  const path = join(ROOT, folder, name);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

/** The path of a file of the documentation. */
export const docs = (name: string): string => fileIn('docs', name);

/** The path of a file that git ignores, because it is too large, and quickly generated again. */
export const gallery = (name: string): string => fileIn('gallery', name);

export const writeDocs = (name: string, text: string): void => writeFileSync(docs(name), `${text}\n`);

export const writeGallery = (name: string, text: string): void => writeFileSync(gallery(name), `${text}\n`);
