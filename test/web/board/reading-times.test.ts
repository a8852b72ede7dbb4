import { describe, expect, test } from 'vitest';
import { ReadingTimes } from '../../../src/web/board/reading-times.ts';

const PAUSE = 30_000;
const READ = { thorough: false, isDone: false };

/** The first millisecond after a time at which the account is read. */
function dueAfter(times: ReadingTimes, now: number): number {
  let at = now;
  while (!times.isDue(at)) at += 500;
  return at - now;
}

describe('a report', () => {
  test('moves the next reading forward', () => {
    const times = new ReadingTimes(PAUSE);
    times.begin(0);
    times.read(100, READ);
    expect(dueAfter(times, 10_000)).toBe(20_500);
    times.hasten(10_000);
    expect(dueAfter(times, 10_000)).toBe(0);
  });

  test('many of them: five seconds are between two readings', () => {
    const times = new ReadingTimes(PAUSE);
    const begun: number[] = [];
    for (let now = 0; now < 60_000; now += 100) {
      times.hasten(now);
      if (!times.isDue(now)) continue;
      begun.push(now);
      times.begin(now);
      times.read(now + 50, READ);
    }
    expect(begun).toEqual(Array.from({ length: 12 }, (_, index) => index * 5000));
  });

  test('during a reading, which may have come too late for it, has another one follow', () => {
    const times = new ReadingTimes(PAUSE);
    times.begin(0);
    times.hasten(1000);
    times.read(2000, READ);
    expect(dueAfter(times, 2000)).toBe(3000);
    times.begin(5000);
    times.read(6000, READ);
    expect(dueAfter(times, 6000)).toBe(PAUSE);
  });

  test('never puts a reading off', () => {
    const times = new ReadingTimes(1000);
    times.begin(0);
    times.read(0, READ);
    times.hasten(900);
    expect(dueAfter(times, 900)).toBeLessThanOrEqual(500);
  });

  test('does not make it look around', () => {
    const times = new ReadingTimes(PAUSE);
    expect(times.begin(1_000_000)).toBe(true);
    times.read(1_000_000, { thorough: true, isDone: false });
    times.hasten(1_010_000);
    expect(times.begin(1_010_000)).toBe(false);
    times.lookAround();
    expect(times.begin(1_020_000)).toBe(true);
  });
});
