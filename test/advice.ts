import type { Suggestion } from '../src/contract/suggestion.ts';
import { whatToDo } from './what-to-do.ts';

interface Advising {
  readonly hint?: string | undefined;
  readonly remedy?: string | undefined;
  readonly next?: readonly Suggestion[];
}

/** What an error, or an examination, says to do, on one line: `kms-lab setup; aws kms enable-key …`. */
export const adviceOf = ({ hint, remedy, next }: Advising): string =>
  whatToDo({ hint: [hint, remedy].filter(Boolean).join('; '), next }).replaceAll('\n', '; ');
