import { expect, test } from 'vitest';
import { agree, disagreements } from './agree.ts';
import { SITUATIONS } from './situations/index.ts';

test('there are at least 55 situations, each with a name of its own', () => {
  expect(SITUATIONS.length).toBeGreaterThanOrEqual(55);
  expect(new Set(SITUATIONS.map(({ name }) => name)).size).toBe(SITUATIONS.length);
});

/** Every third; `npm run agreement` asks of all. */
const SOME = SITUATIONS.filter((_, index) => index % 3 === 0);

test.each(SOME.map((situation) => [situation.name, situation] as const))('%s', async (_, situation) => {
  expect(disagreements(situation, await agree(situation))).toEqual([]);
});
