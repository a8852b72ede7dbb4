import { pipeline } from '../../steps/index.ts';
import type { Edit } from './edits/edit.ts';
import { EDITS } from './edits.ts';

/** A walk through the lab with changes by hand, as data: the same seed gives the same one. */
export interface Journey {
  readonly seed: number;
  /** A user `dana` is in the account, and in the key policy, before the lab begins. */
  readonly dana: boolean;
  /** The first command, from a fresh account. */
  readonly first: readonly string[];
  readonly acts: readonly Act[];
}

export type Act = { readonly type: readonly string[] } | { readonly edit: Edit };

const STEPS = pipeline.stages.map(({ step }) => step.id);
const MOST_EDITS = 6;
/** How often a command of the lab comes between two edits. */
const COMMANDS_BETWEEN = 0.3;
/** How often `dana` exists. */
const WITH_DANA = 0.25;

export function journeyOf(seed: number): Journey {
  const random = randomOf(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const command = (): readonly string[] =>
    pick([['run'], ['run', '--to', pick(STEPS)], ['goto', pick(STEPS)], ['solve', pick(STEPS)]]);
  const dana = random() < WITH_DANA;
  const possible = EDITS.filter(({ needs }) => dana || needs === undefined);
  const picked = command();
  // If there is nothing to do, goto keeps no baseline, and a reset goes to the page's start: without dana.
  const first =
    dana && picked.join(' ') === 'goto show-key-policy' ? ['run', '--to', 'show-key-policy'] : picked;
  const edits = Array.from({ length: 1 + Math.floor(random() * MOST_EDITS) }, () => pick(possible));
  const acts = edits.flatMap((edit, index): readonly Act[] => [
    ...(index > 0 && random() < COMMANDS_BETWEEN ? [{ type: command() }] : []),
    { edit },
  ]);
  return { seed, dana, first, acts };
}

/** Mulberry32: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
