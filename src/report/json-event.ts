import { commandLine, type Suggestion, type Typing } from '../contract/suggestion.ts';

/**
 * For `JSON.stringify`: gives each suggestion the whole line to type, and leaves out stacks unless they are asked for.
 */
export const eventReplacer =
  ({ typed, verbose = false }: { readonly typed?: Typing | undefined; readonly verbose?: boolean }) =>
  (key: string, member: unknown): unknown => {
    if (key === 'stack' && !verbose) return undefined;
    if (key !== 'next' || !Array.isArray(member)) return member;
    return member.map((suggestion: Suggestion) => ({ ...suggestion, line: commandLine(suggestion, typed) }));
  };
