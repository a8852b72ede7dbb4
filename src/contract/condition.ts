import type { Check } from './check.ts';

/** One thing that a step requires of the documents, met or not: partial credit for a person who does the step by hand. */
export interface Condition {
  /** `title`: a sentence that is true where it is met. */
  readonly condition: Pick<Check, 'id' | 'title'>;
  readonly met: boolean;
  /** What is there instead; absent where it is met. Never what is wanted. */
  readonly observed?: string;
}
