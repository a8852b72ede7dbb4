import { commandLine, type Suggestion } from '../src/contract/suggestion.ts';

interface Told {
  readonly hint?: string | undefined;
  readonly next?: readonly (Suggestion & { readonly line?: string })[] | undefined;
}

/** What an error says to do: its advice, and each command to type, one per line; empty if it says nothing. */
export const whatToDo = (error: unknown): string => {
  const { hint, next = [] } = (error ?? {}) as Told;
  return [...(hint ? [hint] : []), ...next.map((one) => one.line ?? commandLine(one))].join('\n');
};
