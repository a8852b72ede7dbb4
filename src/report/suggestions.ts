import type { Suggestion } from '../contract/suggestion.ts';
import { type Style, said } from './style.ts';

/** A command line as this reader has to type it. */
export const commandOf = (suggestion: Suggestion, style: Pick<Style, 'say'>): string =>
  'run' in suggestion ? said(`kms-lab ${suggestion.run.join(' ')}`, style as Style) : suggestion.shell;

/** Each command on a line of its own, so that it can be copied; what it does stands behind it. */
export const suggestionLines = (
  next: readonly Suggestion[],
  style: Pick<Style, 'say'>,
  indent = 2,
): readonly string[] =>
  next.map((one) => {
    const command = `${' '.repeat(indent)}${commandOf(one, style)}`;
    return one.why ? `${command}  # ${one.why}` : command;
  });
