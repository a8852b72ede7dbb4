import { expect, test } from 'vitest';
import { sampled } from '../sampled.ts';
import { liveThrough } from './live-through.ts';
import { WEATHERS } from './weathers.ts';

const DAYS = WEATHERS.map(({ name, chaos }, index) => [name, chaos, index + 1] as const);

/** `npm run chaos` does the same with 200 seeds. */
test.concurrent.each(sampled(DAYS, 4))('%s: %s, seed %i', async (_, chaos, seed) => {
  const { unclear, astray } = await liveThrough(chaos, seed);
  expect({ unclear, astray }).toEqual({ unclear: [], astray: [] });
});
