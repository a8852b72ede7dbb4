import { expect, test } from 'vitest';
import { liveThrough } from './live-through.ts';
import { WEATHERS } from './weathers.ts';

const DAYS = [...WEATHERS, ...WEATHERS.slice(-2)].map(
  ({ name, chaos }, index) => [name, chaos, index + 1] as const,
);

/** `npm run chaos` does the same with 200 seeds. */
test.concurrent.each(DAYS)('%s: %s, seed %i', { timeout: 180_000 }, async (_, chaos, seed) => {
  const { unclear, astray } = await liveThrough(chaos, seed);
  expect({ unclear, astray }).toEqual({ unclear: [], astray: [] });
});
