import type { LeftAsIs } from '../contract/event.ts';
import { refusalDetailLines } from './refusal-details.ts';
import { heading, type Style } from './style.ts';
import { suggestionLines } from './suggestions.ts';
import { labelled, wrap } from './wrap.ts';

const INDENT = 4;

/** Resources that could not be restored or are missing, each with the reason and what to type. */
export const leftText = (title: string, left: readonly LeftAsIs[], style: Style): string =>
  [
    heading(title, style),
    ...left.flatMap(({ title, error, error: { message, cause, hint, next = [] } }) => [
      ...wrap(`  ${title}`, style.width),
      labelled('', message, style.width, INDENT),
      ...(cause ? [labelled('', cause, style.width, INDENT)] : []),
      ...(hint ? [labelled('', hint, style.width, INDENT)] : []),
      ...suggestionLines(next, style, ' '.repeat(INDENT)),
      ...refusalDetailLines(error, style, ' '.repeat(INDENT)),
    ]),
  ].join('\n');
