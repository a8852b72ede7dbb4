import type { Keys } from '../context.ts';
import { type Glob, globOf, literal } from './wildcard.ts';

/**
 * A policy's text, ready to compare: as characters, and as a pattern in which only the author's wildcards are
 * wildcards.
 */
export interface Filled {
  readonly text: string;
  readonly glob: Glob;
}

/** A text of a policy. If it has variables, its value depends on the request; `undefined`: it has no value. */
export type Template = Filled | ((keys: Keys) => Filled | undefined);

type Part = { readonly filled: Filled } | { readonly key: string; readonly fallback: string | undefined };

const VARIABLE = /\$\{([^}]*)\}/g;
const KEY_AND_DEFAULT = /^\s*([^\s,']+)\s*(?:,\s*'([^']*)'\s*)?$/;
const SPECIAL = ['*', '?', '$'];

/**
 * Variables exist since version 2012-10-17; before, `${aws:username}` is plain text. `${*}`, `${?}` and `${$}` are
 * those characters themselves. If a key is not in the request, or has several values, the text has no value, unless a
 * default is given: `${aws:username, 'nobody'}`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function templateOf(text: string, variables: boolean): Template {
  if (!variables || !text.includes('${')) return asWritten(text);
  const parts = partsOf(text);
  return parts.every((part) => 'filled' in part)
    ? join(parts.map((part) => part.filled))
    : (keys) => fill(parts, keys);
}

function partsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const found of text.matchAll(VARIABLE)) {
    parts.push({ filled: asWritten(text.slice(from, found.index)) }, partOf(found[0], found[1] ?? ''));
    from = found.index + found[0].length;
  }
  return [...parts, { filled: asWritten(text.slice(from)) }];
}

function partOf(whole: string, inside: string): Part {
  if (SPECIAL.includes(inside)) return { filled: asIs(inside) };
  const [, key, fallback] = KEY_AND_DEFAULT.exec(inside) ?? [];
  return key === undefined ? { filled: asIs(whole) } : { key: key.toLowerCase(), fallback };
}

function fill(parts: readonly Part[], keys: Keys): Filled | undefined {
  const filled: Filled[] = [];
  for (const part of parts) {
    if ('filled' in part) {
      filled.push(part.filled);
      continue;
    }
    const values = keys.get(part.key) ?? [];
    const value = values.length === 1 ? values[0] : part.fallback;
    if (value === undefined) return undefined;
    filled.push(asIs(value));
  }
  return join(filled);
}

const asWritten = (text: string): Filled => ({ text, glob: globOf(text) });
const asIs = (text: string): Filled => ({ text, glob: literal(text) });
const join = (parts: readonly Filled[]): Filled => ({
  text: parts.map(({ text }) => text).join(''),
  glob: parts.flatMap(({ glob }) => glob),
});
