import { expect, test } from 'vitest';
import type { SeatMoment, SeatReading } from '../../../src/web/board/board-shapes.ts';
import { causesMet, momentsAfter, mostOf } from '../../../src/web/board/seat-moments.ts';
import { causeOf, minutesAgo } from './rows.ts';

const after = (...readings: readonly Pick<SeatReading, 'done' | 'cause'>[]): readonly SeatMoment[] =>
  readings.reduce<readonly SeatMoment[]>(
    (moments, reading, index) => momentsAfter(moments, reading, minutesAgo(9 - index)),
    [],
  );

test('a moment is a step more or less, or a mistake that is new at its step', () => {
  const cause = causeOf('a');
  expect(after({ done: 0 }, { done: 0 }, { done: 0, cause }, { done: 0, cause }, { done: 1, cause })).toEqual(
    [
      { at: minutesAgo(9), done: 0 },
      { at: minutesAgo(7), done: 0, cause: { id: 'a', title: 'Title of a' } },
      { at: minutesAgo(5), done: 1 },
      { at: minutesAgo(5), done: 1, cause: { id: 'a', title: 'Title of a' } },
    ],
  );
});

test('a mistake that comes back at its step is no news', () => {
  const cause = causeOf('a');
  expect(causesMet(after({ done: 1, cause }, { done: 1 }, { done: 1, cause }))).toEqual([
    { step: 1, id: 'a', title: 'Title of a' },
  ]);
});

test('a reset takes nothing away from what was reached', () => {
  expect(mostOf(after({ done: 2 }, { done: 3 }, { done: 0 }))).toBe(3);
  expect(mostOf([])).toBeUndefined();
});

test('someone who goes back and forth without end is followed to a limit', () => {
  const readings = Array.from({ length: 500 }, (_, index) => ({ done: index % 2 }));
  expect(after(...readings)).toHaveLength(200);
});
