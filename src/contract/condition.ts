import type { Check } from './check.ts';

/** Something that a step wants of the account's documents, as it was found: partial credit for a person who takes it. */
export interface Condition {
  /** `title`: a sentence that is true where it is met. */
  readonly condition: Pick<Check, 'id' | 'title'>;
  readonly met: boolean;
  /** What is there instead; absent where it is met. Never what is wanted. */
  readonly observed?: string;
}
