import type { Check } from './check.ts';
import type { Suggestion } from './suggestion.ts';

/** One thing that a step requires of the account, met or not: partial credit for a person who does the step by hand. */
export interface Condition {
  /** `title`: a sentence that is true when the condition is met. */
  readonly condition: Pick<Check, 'id' | 'title'>;
  readonly met: boolean;
  /** What the account has instead; absent if the condition is met. Never shows what is wanted. */
  readonly observed?: string;
  /** What to type to restore something that is missing and that is not the step's answer. */
  readonly next?: readonly Suggestion[];
}
