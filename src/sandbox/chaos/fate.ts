import type { Chaos } from './chaos.ts';

export type RequestFate = 'answered' | 'throttled' | 'failed' | 'lost' | 'conflicting';

/** What happens to the nth request. Depends only on the seed and the number, so it can be repeated. */
export function fateOf(
  {
    seed,
    throttle,
    error,
    reset,
    conflict,
  }: Pick<Chaos, 'seed' | 'throttle' | 'error' | 'reset' | 'conflict'>,
  request: number,
): RequestFate {
  const lot = fraction(seed, request);
  if (lot < throttle) return 'throttled';
  if (lot < throttle + error) return 'failed';
  if (lot < throttle + error + reset) return 'lost';
  return lot < throttle + error + reset + conflict ? 'conflicting' : 'answered';
}

/** From 0 to 1, evenly distributed: the finalizer of SplitMix32 over a Weyl sequence. */
function fraction(seed: number, position: number): number {
  let mixed = (Math.imul(seed, 0x85ebca6b) + Math.imul(position, 0x9e3779b9)) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}
