import type { ErrorNote } from '../contract/event.ts';
import { refusalDetailLines } from './refusal-details.ts';
import { paintOf, type Style } from './style.ts';
import { suggestionLines } from './suggestions.ts';
import { visible, visibleWord } from './visible.ts';
import { labelled, wrap } from './wrap.ts';

const COLUMN = 6;

/**
 * What happened, why, and what to do next: in words, then each command on a line of its own.
 */
export function errorText(
  error: ErrorNote,
  style: Style,
  options: { readonly verbose?: boolean } = {},
): string {
  const { code, message, cause, hint, next = [], stack } = error;
  const paint = paintOf(style);
  return [
    ...linesOf(`error ${code}: ${message}`, style.width).map(paint.red),
    ...(cause ? [labelled('why', visibleWord(cause), style.width, COLUMN)] : []),
    ...(hint ? [labelled('next', visibleWord(hint), style.width, COLUMN)] : []),
    ...(!hint && next.length > 0 ? ['next'] : []),
    ...suggestionLines(next, style),
    ...refusalDetailLines(error, style),
    ...(options.verbose && stack ? ['', stack] : []),
  ].join('\n');
}

/** Only the first line begins at the margin: what an account or a file says cannot look like a message of kms-lab. */
const linesOf = (text: string, width: number): readonly string[] => {
  const [first = '', ...more] = visible(text).split('\n');
  return [
    ...wrap(first, width),
    ...more.flatMap((line) => wrap(line, width - INDENT.length)).map((line) => `${INDENT}${line}`),
  ];
};

const INDENT = '  ';
