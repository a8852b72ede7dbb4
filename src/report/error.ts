import type { ErrorNote } from '../contract/event.ts';
import { refusalDetailLines } from './refusal-details.ts';
import { paintOf, type Style } from './style.ts';
import { suggestionLines } from './suggestions.ts';
import { labelled, wrap } from './wrap.ts';

const COLUMN = 6;

/** What happened, why, and what to do next: in words, then each command on a line of its own. */
export function errorText(
  error: ErrorNote,
  style: Style,
  options: { readonly verbose?: boolean } = {},
): string {
  const { code, message, cause, hint, next = [], stack } = error;
  const paint = paintOf(style);
  return [
    ...wrap(`error ${code}: ${message}`, style.width).map(paint.red),
    ...(cause ? [labelled('why', cause, style.width, COLUMN)] : []),
    ...(hint ? [labelled('next', hint, style.width, COLUMN)] : []),
    ...(!hint && next.length > 0 ? ['next'] : []),
    ...suggestionLines(next, style),
    ...refusalDetailLines(error, style),
    ...(options.verbose && stack ? ['', stack] : []),
  ].join('\n');
}
