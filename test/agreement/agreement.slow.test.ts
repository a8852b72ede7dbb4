import { expect, test } from 'vitest';
import { sampled } from '../sampled.ts';
import { agree, disagreements } from './agree.ts';
import { SITUATIONS } from './situations/index.ts';

test('there are at least 55 situations, each with a unique name', () => {
  expect(SITUATIONS.length).toBeGreaterThanOrEqual(55);
  expect(new Set(SITUATIONS.map(({ name }) => name)).size).toBe(SITUATIONS.length);
});

/** Every sixteenth, or those whose name holds AGREEMENT, all with an empty one; `npm run agreement` writes the whole table. */
const { AGREEMENT } = process.env;
const SOME =
  AGREEMENT === undefined
    ? sampled(SITUATIONS, 24)
    : SITUATIONS.filter(({ name }) => name.includes(AGREEMENT));

test.each(SOME.map((situation) => [situation.name, situation] as const))('%s', async (_, situation) => {
  const found = disagreements(situation, await agree(situation));
  expect(found, found.join('\n')).toEqual([]);
});
