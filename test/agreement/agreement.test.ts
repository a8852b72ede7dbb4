import { expect, test } from 'vitest';
import { agree, disagreements } from './agree.ts';
import { SITUATIONS } from './situations/index.ts';

test('there are at least 55 situations, each with a name of its own', () => {
  expect(SITUATIONS.length).toBeGreaterThanOrEqual(55);
  expect(new Set(SITUATIONS.map(({ name }) => name)).size).toBe(SITUATIONS.length);
});

test.each(SITUATIONS.map((situation) => [situation.name, situation] as const))('%s', async (_, situation) => {
  const agreement = await agree(situation);
  if (process.env.AGREEMENT_SHOW) console.log(JSON.stringify({ name: situation.name, ...agreement }));
  expect(disagreements(situation, agreement)).toEqual([]);
});
