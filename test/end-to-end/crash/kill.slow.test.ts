import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStages, type Rehearsed, rehearseAll, type Spread, trialsOf, tryAll } from './matrix.ts';
import type { Stage } from './stage.ts';

/** As many as the smallest supported machine has cores. */
const AT_ONCE = 2;

let stages: readonly Stage[];
beforeAll(async () => {
  stages = await openStages(AT_ONCE);
});
afterAll(() => Promise.all(stages.map((stage) => stage.close())));

/** `npm run crash` tries them all. */
const SPREAD: Spread = { every: { aws: 7, state: 400 }, ways: 'in turn' };

let rehearsed: readonly Rehearsed[];
beforeAll(async () => {
  rehearsed = await rehearseAll(stages[0]!);
});

const rehearsal = (command: string): Rehearsed => rehearsed.find(({ args }) => args[0] === command)!;

test('undisturbed, setup creates what the workshop needs, one of each, and teardown leaves nothing', () => {
  expect(rehearsal('setup').ends).toEqual(rehearsal('run').home);
  const { ends, home } = rehearsal('teardown') as { ends: object; home: object };
  expect(ends).toEqual({ ...home, keys: { 'key 1': expect.objectContaining({ state: 'PendingDeletion' }) } });
});

test('killed at many moments around writes to the account and to the disk: nothing is lost', async () => {
  const chosen = rehearsed.flatMap((one) => trialsOf(one, SPREAD));
  const tried = await tryAll(chosen, stages);
  expect(tried.filter(({ lost }) => lost !== undefined)).toEqual([]);
  expect(tried).toHaveLength(chosen.length);
  // The test is meaningful only if it tried these: before and after writes to the account, and at some of those to
  // the disk.
  for (const one of rehearsed) {
    const mine = chosen.filter(({ of }) => of === one).map(({ point }) => point);
    const around = mine.filter((point) => point.kind === 'aws');
    expect(around.length).toBeGreaterThanOrEqual(2);
    expect(new Set(around.map(({ when }) => when))).toEqual(new Set(['before', 'after']));
    expect(mine.some(({ kind }) => kind === 'state')).toBe(true);
  }
}, 1_800_000);
