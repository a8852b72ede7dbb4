/**
 * Whether a part of a statement fits a request. `unclear` is what cannot be read, an unknown operator for one: the
 * safe side is taken, so an Allow does not match on it and a Deny does.
 */
export type Match = 'yes' | 'no' | 'unclear';

export const matchOf = (fits: boolean): Match => (fits ? 'yes' : 'no');

/** All must hold: one `no` settles it, whatever is unclear beside it. */
export function every(answers: Iterable<Match>): Match {
  let soFar: Match = 'yes';
  for (const each of answers) {
    if (each === 'no') return 'no';
    if (each === 'unclear') soFar = 'unclear';
  }
  return soFar;
}
