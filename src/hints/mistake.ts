import type { Attempt, Hint } from '../contract/hint.ts';

export type HintAdvice = Omit<Hint, 'id'>;

/** One mistake that people make when they follow the page by hand. */
export interface Mistake {
  readonly id: string;
  /** The mistake as a sentence. */
  readonly title: string;
  /** What to say about it; `undefined` if the attempt does not show it. */
  look(attempt: Attempt): HintAdvice | undefined;
}

/** A mistake that an attempt shows, with the resource that it is about: `key policy of alias/ImportedCMK`. */
export interface PlacedHint extends Hint {
  readonly where: string;
}

/** What to say about the first of these mistakes that the attempt shows. */
export function firstOf(mistakes: readonly Mistake[], attempt: Attempt): Hint | undefined {
  for (const { id, look } of mistakes) {
    const advice = look(attempt);
    if (advice) return { id, ...advice };
  }
  return undefined;
}
