import { describe, expect, test } from 'vitest';
import { boardLines } from '../../src/fleet/board.ts';
import { seatNames } from '../../src/fleet/seat-names.ts';
import {
  AGREED,
  begunWith,
  endedAs,
  failedPlan,
  fleetAfter,
  plannedAs,
  seatAccount,
  seatsOf,
} from './rooms.ts';

const SIZE = 200;

/** 200 accounts: 5 refused each for a reason of its own, 30 failed, 40 done, 20 running. */
function viewOf(names = true) {
  const seats = seatsOf(SIZE);
  const all = Array.from({ length: SIZE }, (_, index) => index + 1);
  const fleet = fleetAfter({ ...begunWith(seats), limits: { ...begunWith(seats).limits, maxErrors: 100 } }, [
    ...all.map((seat) =>
      seat <= 5 ? failedPlan(seatAccount(seat), `No ${seat}.`) : plannedAs(seatAccount(seat), 'a'),
    ),
    AGREED,
    ...all
      .filter((seat) => seat > 5 && seat <= 75)
      .map((seat) => endedAs(seatAccount(seat), seat > 45 ? `The key ${seat} is disabled.` : undefined)),
  ]);
  const running = new Map(
    fleet.accounts.flatMap((account, place) =>
      fleet.progress[place]?.is === 'running' ? [[account, place * 100] as const] : [],
    ),
  );
  return { fleet, does: 'reset', names: seatNames(seats, names), now: 60_000, begunAt: 0, running };
}

describe('the board of 200 accounts', () => {
  test('fits 24 lines of 80 columns, and says everything that is asked first', () => {
    const lines = boardLines(viewOf(), { columns: 80, rows: 24 });
    expect(lines.length).toBeLessThanOrEqual(23);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    const text = lines.join('\n');
    expect(text).toContain('fleet 20261129-220507-1231a2: reset, 200 accounts, all accounts');
    expect(text).toMatch(/\] 75 of 200, 70 a minute, 1 min \d+ s left/);
    expect(text).toContain('40 done, 20 running, 105 waiting, 35 failed');
    expect(text).toMatch(/slowest\n +52\.5 s {2}seat 76 222200000076 Person 76\n/);
    expect(text).toMatch(/failed\n {2}1 × ERR_/);
    expect(text).toMatch(/… and \d+ other causes/);
  });

  test.each([
    [40, 10],
    [200, 60],
    [20, 5],
  ])('fits %i columns and %i rows', (columns, rows) => {
    const lines = boardLines(viewOf(), { columns, rows });
    expect(lines.length).toBeLessThan(rows);
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
  });

  test('shows seat numbers only, where names are off', () => {
    expect(boardLines(viewOf(false), { columns: 200, rows: 60 }).join('\n')).not.toMatch(/Person|\d{12}/);
  });
});

test('a room that plans has no pace yet', () => {
  const fleet = fleetAfter(begunWith(seatsOf(4)), [plannedAs(seatAccount(1), 'a')]);
  const view = { fleet, does: 'reset', names: seatNames(seatsOf(4), true), now: 1000, running: new Map() };
  const [head, bar] = boardLines(view, { columns: 80, rows: 24 });
  expect(head).toContain('4 accounts, planning');
  expect(bar).toMatch(/\] 1 of 4$/);
});
