const LONGEST = 40;

/** What a person typed, for a message about it: the beginning, if it is so long that it would hide the rest. */
export const shortened = (typed: string): string =>
  typed.length > LONGEST ? `${typed.slice(0, LONGEST)}…` : typed;
