import { expect, test } from 'vitest';
import { allAtOnce } from '../../../src/aws/client/all-at-once.ts';

const failing = (message: string, turns: number) =>
  (async () => {
    for (let turn = 0; turn < turns; turn++) await undefined;
    throw new Error(message);
  })();

test('all answers, in order', async () => {
  expect(await allAtOnce([Promise.resolve(1), 'two', Promise.resolve(3)])).toEqual([1, 'two', 3]);
});

test('of several failures, the first in the list, not in time', async () => {
  await expect(allAtOnce([1, failing('late', 5), failing('soon', 1)])).rejects.toThrow('late');
});
