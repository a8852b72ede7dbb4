/**
 * Whether a part of a statement matches a request. `unclear`: it cannot be interpreted, for example an unknown
 * operator. The evaluator then takes the safe side: an Allow does not match, and a Deny does.
 */
export type Match = 'yes' | 'no' | 'unclear';

export const matchOf = (fits: boolean): Match => (fits ? 'yes' : 'no');

/** All must match: one `no` settles it, even if others are unclear. */
export function every(answers: Iterable<Match>): Match {
  let soFar: Match = 'yes';
  for (const each of answers) {
    if (each === 'no') return 'no';
    if (each === 'unclear') soFar = 'unclear';
  }
  return soFar;
}
