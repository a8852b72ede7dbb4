import type { Check } from './check.ts';
import type { Suggestion } from './suggestion.ts';

/** One thing that a step requires of the account, met or not: partial credit for a person who does the step by hand. */
export interface Condition {
  /** `title`: a sentence that is true where it is met. */
  readonly condition: Pick<Check, 'id' | 'title'>;
  readonly met: boolean;
  /** What is there instead; absent where it is met. Never what is wanted. */
  readonly observed?: string;
  /** What to type to have back what is gone: that is not the step's answer. */
  readonly next?: readonly Suggestion[];
}
