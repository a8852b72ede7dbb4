import { bashCompletion, zshCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import type { Grammar } from './grammar.ts';
import { powershellCompletion } from './powershell.ts';

/** What each shell evaluates, by its name. */
export const COMPLETIONS = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  powershell: powershellCompletion,
} as const satisfies Readonly<Record<string, (grammar: Grammar) => string>>;
