import { afterAll, describe, expect, test } from 'vitest';
import type { StepId } from '../../../steps/index.ts';
import { type Bench, openBench, textOf } from './bench.ts';
import { PAIRS } from './pairs.ts';
import { REFUSED } from './refused.ts';
import { REST_OF_ACCOUNT } from './rest-of-account.ts';

const ROWS = [...REST_OF_ACCOUNT, ...REFUSED, ...PAIRS];
const { HINTS } = process.env;
/** Every twelfth of them, or those whose name holds HINTS, all with an empty one. */
const SOME = ROWS.filter(({ name }, index) =>
  HINTS === undefined ? index % 12 === 0 : name.includes(HINTS),
);

test('each row has a name of its own', () => {
  expect(new Set(ROWS.map(({ name }) => name)).size).toBe(ROWS.length);
});

describe('what is done by hand, over the wire, has its hint', () => {
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
    const hint = await bench.after(...does);
    expect(hint?.id).toBe(id);
    expect(hint && textOf(hint)).toMatch(says);
  });
});
