import { LabError } from '../../../src/contract/errors.ts';
import type { BoardParts } from '../../../src/web/board/board-parts.ts';
import type { SeatReading } from '../../../src/web/board/board-shapes.ts';
import { NOON, STEPS } from './rows.ts';

/** A room without accounts, whose clock goes on only while the board sleeps. */
export function fakeRoom(readings: readonly (SeatReading | LabError)[], more: Partial<BoardParts> = {}) {
  const now = { ms: NOON };
  const asked: [seat: number, at: number, thorough: boolean][] = [];
  const current = [...readings];
  const parts: BoardParts = {
    ...{ target: 'sandbox', steps: STEPS, notes: [], pause: 30_000, concurrency: 2 },
    seats: readings.map((_, index) => ({
      account: String(222200000001 + index),
      name: `Person ${index + 1}`,
    })),
    clock: {
      now: () => new Date(now.ms),
      async sleep(ms) {
        now.ms += ms;
        await new Promise((resolve) => setImmediate(resolve));
      },
    },
    async read(seat, thorough) {
      asked.push([seat, (now.ms - NOON) / 1000, thorough]);
      const one = current[seat - 1]!;
      if (one instanceof LabError) throw one;
      return one;
    },
    open: () => Promise.reject(new LabError('ERR_ACCESS', 'The account denies it.')),
    foresee: async (_, seats) => ({
      plans: new Map(seats.map((seat) => [seat, `plan ${seat}`])),
      groups: [],
    }),
    work: async () => 0,
    ...more,
  };
  return { parts, asked, current, now };
}
