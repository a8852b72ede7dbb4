import { describe, expect, test } from 'vitest';
import { boardCsv } from '../../../src/web/board/board-csv.ts';
import type { RoomMoments, RoomView } from '../../../src/web/board/board-shapes.ts';
import { classHtml } from '../../../src/web/board/class-html.ts';
import { seatStories, stepStories } from '../../../src/web/board/class-record.ts';
import { minutesAgo, NOON, rowAt, STEPS } from './rows.ts';

const met = (done: number, id: string) => ({
  at: minutesAgo(5),
  done,
  cause: { id, title: `Title of ${id}` },
});

/** Three seats after a reset: one had finished, one was at the second step, one was never read. */
const VIEW: RoomView = {
  ...{ target: 'aws', audience: 'acting', pause: 30_000, steps: STEPS, notes: [] },
  rows: [
    { ...rowAt(1, { spent: [60_000, 120_000, 30_000] }), account: '222200000001', name: '<b>Ann</b>' },
    rowAt(2, { spent: [240_000, null, null] }),
    rowAt(3, { unread: true }),
  ],
  work: {
    ...{ does: 'reset', seats: [1, 2, 3] },
    outcomes: [
      { seat: 1, state: 'done' },
      { seat: 2, state: 'same' },
      { seat: 3, state: 'quarantined' },
    ],
  },
};
const MOMENTS: RoomMoments = [
  [
    { at: minutesAgo(9), done: 0 },
    met(1, 'a'),
    { at: minutesAgo(1), done: 3 },
    { at: minutesAgo(0), done: 0 },
  ],
  [{ at: minutesAgo(9), done: 1 }, met(1, 'a'), met(1, 'b'), { at: minutesAgo(0), done: 0 }],
  [],
];

test('a seat’s story is what it reached, whatever a reset took back', () => {
  expect(seatStories(VIEW, MOMENTS).map(({ most, reset }) => ({ most, reset }))).toEqual([
    { most: 3, reset: 'done' },
    { most: 1, reset: 'same' },
    { most: undefined, reset: 'quarantined' },
  ]);
});

test('only the last work tells whether an account was reset', () => {
  const view = { ...VIEW, work: { ...VIEW.work!, does: 'goto two' } };
  expect(seatStories(view, MOMENTS).map(({ reset }) => reset)).toEqual([undefined, undefined, undefined]);
});

test('a step’s story is who passed it, how long it took them, and the mistakes that were met there', () => {
  expect(stepStories(seatStories(VIEW, MOMENTS), STEPS.length)).toEqual([
    { passed: 2, median: 150_000, longest: 240_000, causes: [] },
    {
      ...{ passed: 1, median: 120_000, longest: 120_000 },
      causes: [
        { id: 'a', title: 'Title of a', seats: [1, 2] },
        { id: 'b', title: 'Title of b', seats: [2] },
      ],
    },
    { passed: 1, median: 30_000, longest: 30_000, causes: [] },
  ]);
});

describe('the report', () => {
  const report = (view = VIEW): string => classHtml(view, MOMENTS, new Date(NOON));

  test('says how many finished, what was met, and whose reset is proven', () => {
    expect(report()).toContain('<h1>1 of 3 finished</h1>');
    expect(report()).toContain('2: Title of a (seats 1-2)');
    expect(report()).toContain('<dt>Reset and proven</dt><dd>2 of 3</dd>');
    expect(report({ ...VIEW, work: undefined } as unknown as RoomView)).toContain('<dd>not yet</dd>');
  });

  test('names are text, and only for the instructor who acts', () => {
    expect(report()).toContain('&lt;b&gt;Ann&lt;/b&gt;');
    expect(report({ ...VIEW, audience: 'reading' })).not.toMatch(/Ann|\d{12}/);
  });
});

test('the CSV file has what was reached and met', () => {
  const [head, first] = boardCsv(VIEW, MOMENTS, NOON).split('\r\n');
  expect(head).toContain('"most steps done","mistakes","reset"');
  expect(first).toContain('3,"a","done"');
});
