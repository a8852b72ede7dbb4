import type { Attempt, Hint } from '../contract/hint.ts';

export type HintAdvice = Omit<Hint, 'id'>;

/** One thing that goes wrong when the page is followed by hand. */
export interface Mistake {
  readonly id: string;
  /** The mistake as a sentence. */
  readonly title: string;
  /** What to say about it; `undefined` where the attempt does not show it. */
  look(attempt: Attempt): HintAdvice | undefined;
}

/** A mistake that an attempt shows, with the thing that it is about: `key policy of alias/ImportedCMK`. */
export interface PlacedHint extends Hint {
  readonly where: string;
}

/** What the first of these mistakes says that the attempt shows. */
export function firstOf(mistakes: readonly Mistake[], attempt: Attempt): Hint | undefined {
  for (const { id, look } of mistakes) {
    const advice = look(attempt);
    if (advice) return { id, ...advice };
  }
  return undefined;
}
