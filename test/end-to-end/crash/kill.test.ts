import { afterAll, beforeAll, expect, test } from 'vitest';
import { everyOther, openStages, rehearseAll, trialsOf, tryAll } from './matrix.ts';
import type { Stage } from './stage.ts';

/** As many as the machine that has the fewest cores can use. */
const AT_ONCE = 2;

let stages: readonly Stage[];
beforeAll(async () => {
  stages = await openStages(AT_ONCE);
}, 60_000);
afterAll(() => Promise.all(stages.map((stage) => stage.close())));

/** `npm run crash` tries them all. */
test('killed around every write to the account, and at every other one to the disk: nothing is lost', async () => {
  const trials = (await rehearseAll(stages[0]!)).flatMap(trialsOf);
  const chosen = trials.filter(everyOther);
  const tried = await tryAll(chosen, stages);
  expect(tried.filter(({ lost }) => lost !== undefined)).toEqual([]);
  expect(tried).toHaveLength(chosen.length);
  // It is worth nothing unless it was tried: sixteen writes to accounts, before and after, with both ways back.
  expect(new Set(chosen.map(({ point }) => `${point.kind} ${point.at}`)).size).toBeGreaterThan(100);
  expect(chosen.filter(({ point }) => point.kind === 'aws').length).toBeGreaterThanOrEqual(64);
}, 900_000);
