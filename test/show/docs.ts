import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const DOCS = resolve(import.meta.dirname, '../../docs');

/** Where a file of the gallery goes. */
export function docs(name: string): string {
  mkdirSync(DOCS, { recursive: true });
  return join(DOCS, name);
}

export const writeDocs = (name: string, text: string): void => writeFileSync(docs(name), `${text}\n`);
