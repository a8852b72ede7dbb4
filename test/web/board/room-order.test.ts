import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BoardRow } from '../../../src/web/board/board-shapes.ts';
import {
  bottlenecksOf,
  bottleneckText,
  byNeed,
  markOf,
  median,
  mediansOf,
  type Need,
  troubleOf,
} from '../../../src/web/board/room-order.ts';
import { minutesAgo, NOON, rowAt, STEPS } from './rows.ts';

const DENIED = { code: 'ERR_ACCESS', message: 'The account denies it.' } as const;
const EXPIRED = { code: 'ERR_CREDENTIALS', message: 'The session has expired.' } as const;

test.each<[readonly number[], number | undefined]>([
  [[], undefined],
  [[5], 5],
  [[9, 1, 5], 5],
  [[1, 9, 3, 5], 4],
])('the median of %j is %j', (values, expected) => {
  expect(median(values)).toBe(expected);
});

describe('how long a step takes in the room', () => {
  test.each<[string, readonly BoardRow[], number | undefined]>([
    ['without anyone at it', [rowAt(1, { done: 2 })], undefined],
    [
      'those who are at it count while few have passed',
      [rowAt(1, { for: 2 }), rowAt(2, { for: 6 })],
      4 * 60_000,
    ],
    [
      'those who passed count alone once there are three',
      [
        ...[1000, 2000, 3000].map((ms, index) => rowAt(index, { done: 1, spent: [ms, null, null] })),
        rowAt(9, { for: 50 }),
      ],
      2000,
    ],
  ])('%s', (_, rows, expected) => {
    expect(mediansOf(rows, 3, NOON)[0]).toBe(expected);
  });
});

/** Three who passed the first step in a minute each. */
const PASSED = [7, 8, 9].map((seat) => rowAt(seat, { done: 3, spent: [60_000, null, null] }));

describe('who needs help', () => {
  test.each<[string, Parameters<typeof rowAt>[1], Need]>([
    ['locked out', { lockOut: 'The key policy denies it.' }, 'lock-out'],
    ['locked out, and an error', { lockOut: 'no', error: DENIED }, 'lock-out'],
    ['an error', { error: DENIED }, 'error'],
    ['an account that was never read', { unread: true, error: DENIED }, 'error'],
    ['not read yet', { unread: true }, 'unknown'],
    ['a mistake, for twice the median', { cause: 'a', for: 2 }, 'wrong'],
    ['a mistake, for longer than twice the median', { cause: 'a', for: 2.1 }, 'stuck'],
    ['long, without a mistake', { for: 2.1 }, 'slow'],
    ['at work', { for: 1 }, 'working'],
    ['at a step that has no median', { done: 1, cause: 'a', for: 99 }, 'wrong'],
    ['done', { done: 3, for: 99 }, 'finished'],
  ])('%s', (_, given, expected) => {
    const others = [...PASSED, rowAt(10, { done: 1, for: 99 }), rowAt(11, { done: 1, for: 99 })];
    expect(byNeed([rowAt(1, given), ...others], 3, NOON).find(({ row }) => row.seat === 1)?.need).toBe(
      expected,
    );
  });

  test('no one is stuck within a minute, however fast the others were', () => {
    const fast = [7, 8, 9].map((seat) => rowAt(seat, { done: 3, spent: [1000, null, null] }));
    const needs = (minutes: number) =>
      byNeed([rowAt(1, { cause: 'a', for: minutes }), ...fast], 3, NOON)[0]?.need;
    expect([needs(0.9), needs(1.1)]).toEqual(['wrong', 'stuck']);
  });

  test('those who need it most come first; of equals, the longest at their step, then by seat', () => {
    const rows = [
      ...PASSED,
      rowAt(1, { for: 1 }),
      rowAt(2, { cause: 'a', for: 3 }),
      rowAt(3, { cause: 'a', for: 5 }),
      rowAt(4, { lockOut: 'no' }),
      rowAt(5, { error: DENIED }),
      rowAt(6, { for: 1 }),
    ];
    expect(byNeed(rows, 3, NOON).map(({ row }) => row.seat)).toEqual([4, 3, 2, 5, 1, 6, 7, 8, 9]);
  });

  test('a raised hand comes before everything, who has raised it for longest first', () => {
    const raised = (seat: number, minutes: number, given: Parameters<typeof rowAt>[1] = {}) => ({
      ...rowAt(seat, given),
      hand: { at: minutesAgo(minutes) },
    });
    const rows = [
      rowAt(1, { lockOut: 'no' }),
      raised(2, 1, { for: 90 }),
      raised(3, 5),
      raised(4, 3, { error: DENIED }),
    ];
    const ordered = byNeed(rows, 3, NOON);
    expect(ordered.map(({ row }) => row.seat)).toEqual([3, 4, 2, 1]);
    expect(ordered.map(({ need }) => need)).toEqual(['hand', 'hand', 'hand', 'lock-out']);
  });

  test('the order does not depend on the order in which accounts were read, and leaves no one out', () => {
    const row = fc.record({
      done: fc.nat(3),
      isBegun: fc.boolean(),
      for: fc.nat(30),
      ...{ cause: fc.constantFrom('a', 'b', '') },
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), fc.infiniteStream(fc.nat()), (given, numbers) => {
        const rows = given.map((one, index) => rowAt(index + 1, one));
        const shuffled = rows
          .map((one) => [numbers.next().value ?? 0, one] as const)
          .toSorted(([a], [b]) => a - b)
          .map(([, one]) => one);
        const order = byNeed(rows, 3, NOON).map(({ row: { seat } }) => seat);
        expect(byNeed(shuffled, 3, NOON).map(({ row: { seat } }) => seat)).toEqual(order);
        expect(order.toSorted((a, b) => a - b)).toEqual(rows.map(({ seat }) => seat));
      }),
    );
  });
});

test('causes are counted by step, the most frequent first', () => {
  const rows = [
    rowAt(1, { cause: 'space' }),
    rowAt(2, { cause: 'other' }),
    rowAt(3, { cause: 'space' }),
    rowAt(4),
    rowAt(5, { done: 1, cause: 'space' }),
    rowAt(6, { unread: true }),
  ];
  const [first, second, third] = bottlenecksOf(rows, 3);
  expect(first).toMatchObject({
    seats: [1, 2, 3, 4],
    causes: [
      { id: 'space', seats: [1, 3] },
      { id: 'other', seats: [2] },
    ],
  });
  expect(second).toMatchObject({ seats: [5] });
  expect(third).toMatchObject({ seats: [], causes: [] });
  expect(bottleneckText(first!, STEPS)).toBe(
    '4 at step 1, Step one. 2 of them: Title of space. 1 of them: Title of other.',
  );
});

test.each([
  [{ done: 1 }, 0, 'solved'],
  [{ done: 1, isBegun: true, cause: 'a' }, 1, 'wrong'],
  [{ done: 1, isBegun: true }, 1, 'tried'],
  [{ done: 1 }, 1, 'opened'],
  [{ done: 1 }, 2, 'ahead'],
  [{ unread: true }, 0, 'unknown'],
] as const)('%j: the cell of step %i is %s', (given, step, mark) => {
  expect(markOf(rowAt(1, given), step)).toBe(mark);
});

test.each<[string, readonly BoardRow[], string | undefined]>([
  ['all accounts', [rowAt(1, { error: EXPIRED }), rowAt(2, { error: EXPIRED })], 'ERR_CREDENTIALS'],
  ['one account', [rowAt(1, { error: EXPIRED }), rowAt(2)], undefined],
  ['different errors', [rowAt(1, { error: EXPIRED }), rowAt(2, { error: DENIED })], undefined],
  ['no account', [rowAt(1), rowAt(2)], undefined],
])('an error of %s is the room’s, or not', (_, rows, code) => {
  expect(troubleOf(rows)?.code).toBe(code);
});
