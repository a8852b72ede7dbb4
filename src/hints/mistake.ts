import type { Attempt, Hint } from '../contract/hint.ts';

export type Advice = Omit<Hint, 'id'>;

/** One thing that goes wrong when the page is followed by hand. */
export interface Mistake {
  readonly id: string;
  /** The mistake as a sentence. */
  readonly title: string;
  /** What to say about it; `undefined` where the attempt does not show it. */
  look(attempt: Attempt): Advice | undefined;
}
