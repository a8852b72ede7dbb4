import { readFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { COMMAND_PARTS } from './command-parts.ts';
import { CONTRACT_PARTS } from './contract-parts.ts';
import { LAB_PARTS } from './lab-parts.ts';
import { fenced } from './markdown.ts';

/** The parts of the documentation that are made from code, by the name of their marker. */
export const PARTS: Readonly<Record<string, () => string>> = {
  ...LAB_PARTS,
  ...COMMAND_PARTS,
  ...CONTRACT_PARTS,
};

const ROOT = resolve(import.meta.dirname, '../..');

const LANGUAGES: Readonly<Record<string, string>> = { '.ts': 'ts', '.mjs': 'js', '.yml': 'yaml' };

/** `<!-- steps -->` to `<!-- /steps -->`, or `<!-- code path -->` to `<!-- /code -->`. */
const MARKED = /(<!-- ([\w-]+)(?: (\S+))? -->\n)[\s\S]*?(<!-- \/\2 -->)/g;

/** The names of the parts in a text. */
export const partsIn = (text: string): readonly string[] =>
  [...text.matchAll(MARKED)].map(([, , name = '']) => name);

/** A text with every marked part generated again. */
export const withParts = (text: string): string =>
  text.replace(MARKED, (_, open, name, path, close) => `${open}\n${make(name, path)}\n\n${close}`);

function make(name: string, path: string | undefined): string {
  if (name === 'code' && path !== undefined) {
    return fenced(LANGUAGES[extname(path)] ?? '', readFileSync(join(ROOT, path), 'utf8').trimEnd());
  }
  const part = PARTS[name];
  if (!part) throw new Error(`There is no part ${name}.`);
  return part();
}
