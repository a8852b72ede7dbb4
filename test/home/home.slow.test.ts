import { afterAll, describe, expect, test } from 'vitest';
import { liveThrough } from './come-home.ts';
import { EDITS } from './edits.ts';
import { journeyOf } from './journey.ts';
import { right } from './not-yet.ts';
import { Album } from './scene.ts';

const album = new Album();
afterAll(() => album.close());

/** `npm run home` does the same with 500 seeds. */
describe('a reset from anywhere', () => {
  for (let seed = 1; seed <= 12; seed++) {
    right(`seed ${seed}`, async () => {
      const { why, done, typed } = await liveThrough(journeyOf(seed), album);
      expect(why, JSON.stringify({ done, typed }, null, 2)).toEqual([]);
    });
  }
});

describe('the generator', () => {
  test('has more than 45 kinds of edits, each with a unique name', () => {
    const names = EDITS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(45);
  });

  test('a seed gives exactly one journey, and seeds differ', () => {
    expect(journeyOf(7)).toEqual(journeyOf(7));
    const journeys = Array.from({ length: 100 }, (_, index) =>
      JSON.stringify({ ...journeyOf(index), seed: 0 }),
    );
    expect(new Set(journeys).size).toBe(100);
  });

  test('500 seeds make every edit several times, one to six each', () => {
    const counts = new Map(EDITS.map(({ name }) => [name, 0]));
    for (let seed = 1; seed <= 500; seed++) {
      const edits = journeyOf(seed).acts.flatMap((act) => ('edit' in act ? [act.edit.name] : []));
      expect(edits.length).toBeGreaterThanOrEqual(1);
      expect(edits.length).toBeLessThanOrEqual(6);
      for (const name of edits) counts.set(name, counts.get(name)! + 1);
    }
    expect([...counts].filter(([, count]) => count < 3)).toEqual([]);
  });
});
