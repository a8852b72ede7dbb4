import type { LabEvent } from '../contract/event.ts';
import type { Style } from './style.ts';
import { withSuggestions } from './suggestions.ts';
import { wrap } from './wrap.ts';

/** A note in words, and what to type about it below. */
export const noteText = (
  { text, next }: Omit<Extract<LabEvent, { type: 'note' }>, 'type'>,
  style: Style,
): string => withSuggestions(wrap(text, style.width).join('\n'), next, style);
