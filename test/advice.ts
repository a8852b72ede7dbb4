import type { Suggestion } from '../src/contract/suggestion.ts';

interface Advising {
  readonly hint?: string | undefined;
  readonly remedy?: string | undefined;
  readonly next?: readonly Suggestion[];
}

/** Everything that an error, or an examination, says to do, in one text: `kms-lab setup; aws kms enable-key …`. */
export const adviceOf = ({ hint, remedy, next = [] }: Advising): string =>
  [hint, remedy, ...next.map((one) => ('run' in one ? `kms-lab ${one.run.join(' ')}` : one.shell))]
    .filter(Boolean)
    .join('; ');
