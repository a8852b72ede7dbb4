import { expect, test } from 'vitest';
import { afterFailure, afterReading, isSameRow } from '../../../src/web/board/seat-track.ts';
import { minutesAgo, rowAt } from './rows.ts';

const reading = (done: number) => ({ done, isBegun: false });

test('the time at a step begins when the board first sees it, and ends when the next one begins', () => {
  const first = afterReading(rowAt(1, { unread: true }), reading(0), minutesAgo(9));
  expect(first.since).toBe(minutesAgo(9));
  const same = afterReading(first, reading(0), minutesAgo(8));
  expect(same).toMatchObject({ since: minutesAgo(9), asOf: minutesAgo(8), spent: [null, null, null] });
  const next = afterReading(same, reading(1), minutesAgo(5));
  expect(next).toMatchObject({ since: minutesAgo(5), spent: [4 * 60_000, null, null] });
});

test('a jump over several steps, and a way back, tell of no step how long it takes', () => {
  const at = (done: number) => afterReading(rowAt(1, { done, for: 9 }), reading(2), minutesAgo(0));
  expect(at(0)).toMatchObject({ since: minutesAgo(0), spent: [null, null, null] });
  expect(afterReading(rowAt(1, { done: 2, for: 9 }), reading(0), minutesAgo(0)).spent).toEqual([
    null,
    null,
    null,
  ]);
});

test('a failure keeps what was seen, and the next reading forgets it', () => {
  const failed = afterFailure(rowAt(1, { done: 1, for: 3 }), { code: 'ERR_AWS', message: 'No answer.' });
  expect(failed).toMatchObject({ reading: { done: 1 }, since: minutesAgo(3), error: { code: 'ERR_AWS' } });
  expect(afterReading(failed, reading(1), minutesAgo(0)).error).toBeUndefined();
});

test('a row is the same if only the time of the reading differs', () => {
  const row = rowAt(1);
  expect(isSameRow(row, { ...row, asOf: minutesAgo(9) })).toBe(true);
  expect(isSameRow(row, afterReading(row, reading(1), minutesAgo(0)))).toBe(false);
});
