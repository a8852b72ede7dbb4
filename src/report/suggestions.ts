import { commandLine, type Suggestion } from '../contract/suggestion.ts';
import type { Style } from './style.ts';
import { labelled } from './wrap.ts';

/**
 * What to type, a command a line: one that is longer than the screen stays whole, so that it can be copied. What it does
 * stands beside it, or below it where the commands take half of the screen.
 */
export function suggestionLines(
  suggestions: readonly Suggestion[],
  { width, typed }: Style,
  indent = '  ',
): readonly string[] {
  const rows = suggestions.map((one) => ({ line: indent + commandLine(one, typed), why: one.why }));
  const column = Math.max(0, ...rows.map(({ line }) => line.length)) + 4;
  const below = indent.length + 4;
  return rows.map(({ line, why }) => {
    if (why === undefined) return line;
    if (column < width / 2) return labelled(line, why, width, column);
    return `${line}\n${labelled('', why, width, below)}`;
  });
}

/** The same below the word that says what it is; nothing where there is nothing to type. */
export const nextBlock = (suggestions: readonly Suggestion[], style: Style): readonly string[] =>
  suggestions.length > 0 ? [['next', ...suggestionLines(suggestions, style)].join('\n')] : [];

/** A text, and what to type below it. */
export const withSuggestions = (
  text: string,
  suggestions: readonly Suggestion[] | undefined,
  style: Style,
  indent?: string,
): string => [text, ...suggestionLines(suggestions ?? [], style, indent)].join('\n');
