import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

export const read = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

const pagesIn = (folder: string, recursive: boolean): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && name !== 'THIRD-PARTY-NOTICES.md')
    .map((name) => join(folder, name));

/** Every page of the documentation. */
export const PAGES: readonly string[] = [
  ...pagesIn('.', false),
  ...pagesIn('docs', true),
  ...pagesIn('.github', true),
].sort();
