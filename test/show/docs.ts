import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

function fileIn(folder: string, name: string): string {
  const path = join(ROOT, folder, name);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

/** Where a file of the documentation goes. */
export const docs = (name: string): string => fileIn('docs', name);

/** Where a file goes that git ignores: one too large to keep, and soon made again. */
export const gallery = (name: string): string => fileIn('gallery', name);

export const writeDocs = (name: string, text: string): void => writeFileSync(docs(name), `${text}\n`);

export const writeGallery = (name: string, text: string): void => writeFileSync(gallery(name), `${text}\n`);
