import { afterAll, describe, expect, test } from 'vitest';
import type { StepId } from '../../../steps/index.ts';
import { sampled } from '../../sampled.ts';
import { type Bench, openBench, textOf } from './bench.ts';
import { follow } from './follow.ts';
import { PAIRS } from './pairs.ts';
import { SINGLES } from './singles.ts';

const ROWS = [...SINGLES, ...PAIRS];
const { HINTS } = process.env;
/** Every twenty-fourth of them, or those whose name holds HINTS, all with an empty one. */
const SOME = HINTS === undefined ? sampled(ROWS, 48) : ROWS.filter(({ name }) => name.includes(HINTS));

test('each row has a unique name', () => {
  expect(new Set(ROWS.map(({ name }) => name)).size).toBe(ROWS.length);
});

test('there are 120 single mistakes and 60 pairs at the least', () => {
  expect(SINGLES.length).toBeGreaterThanOrEqual(120);
  expect(PAIRS.length).toBeGreaterThanOrEqual(60);
});

describe('what is done by hand, over the wire, gets its hint, which leads to the end of the step', () => {
  const benches = new Map<StepId, Promise<Bench>>();
  const benchAt = (step: StepId): Promise<Bench> => {
    const bench = benches.get(step) ?? openBench(step);
    benches.set(step, bench);
    return bench;
  };
  afterAll(async () => {
    for (const bench of benches.values()) await (await bench).close();
  });

  test.each(SOME.map((row) => [row.name, row] as const))('%s', async (_, { step, does, hint: id, says }) => {
    const bench = await benchAt(step);
    const given = await bench.after(...does);
    expect(given?.hint.id).toBe(id);
    expect(textOf(given!.hint)).toMatch(says);
    await follow(bench, given!);
  });
});
