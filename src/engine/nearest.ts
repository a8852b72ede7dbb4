import leven from 'leven';

/** The candidate that was probably meant; `undefined` if none is close. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const [best] = candidates
    .map((candidate) => ({ candidate, distance: leven(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  // Of a short word, two other letters make another word.
  if (best && best.distance <= Math.ceil(word.length / 3)) return best.candidate;
  return candidates.find((candidate) => word.length > 2 && candidate.includes(word.toLowerCase()));
}
