import type { ErrorNote } from '../contract/event.ts';
import { paintOf, type Style, said } from './style.ts';
import { suggestionLines } from './suggestions.ts';
import { labelled, wrap } from './wrap.ts';

const COLUMN = 6;

/** What happened, why, and what to type next. */
export function errorText(
  error: ErrorNote,
  style: Style,
  options: { readonly verbose?: boolean } = {},
): string {
  const paint = paintOf(style);
  return [
    ...wrap(`error ${error.code}: ${error.message}`, style.width).map(paint.red),
    ...(error.cause ? [labelled('why', error.cause, style.width, COLUMN)] : []),
    ...(error.hint ? [labelled('next', said(error.hint, style), style.width, COLUMN)] : []),
    ...suggestionLines(error.next ?? [], style, COLUMN),
    ...(options.verbose && error.stack ? ['', error.stack] : []),
  ].join('\n');
}
