import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { BoardDesk } from '../../src/web/board/board-desk.ts';
import type { BoardParts } from '../../src/web/board/board-parts.ts';
import { AUDIENCES, type SeatReading } from '../../src/web/board/board-shapes.ts';
import { serveBoard } from '../../src/web/board/serve-board.ts';
import { newToken } from '../../src/web/server/guard.ts';

/** A class without accounts: what a board itself costs. */

const STEPS = Array.from({ length: 7 }, (_, at) => ({ id: `step-${at + 1}`, title: `Step ${at + 1}` }));
const CAUSES = Array.from({ length: 12 }, (_, at) => ({
  id: `mistake-${at}`,
  title: `mistake ${at}`,
  says: 'The condition key has a space.',
}));
const PAUSE = 30_000;

const partsOf = (
  seats: number,
  clock: BoardParts['clock'],
  read: (seat: number) => SeatReading,
): BoardParts => ({
  ...{ target: 'sandbox', steps: STEPS, notes: [], pause: PAUSE, concurrency: 20, clock },
  seats: Array.from({ length: seats }, (_, at) => ({
    account: String(222_200_000_001 + at),
    name: `Person ${at + 1}`,
  })),
  read: async (seat) => read(seat),
  open: () => Promise.reject(new Error('No seat is opened here.')),
  foresee: async () => ({ plans: new Map(), groups: [] }),
  work: async () => 0,
});

/** A board over HTTP, whose seats stand still. `folder`: of the built page. */
export async function servedClass(seats: number, folder: string) {
  const seatTokens = Array.from({ length: seats }, newToken);
  const clock = {
    now: () => new Date(),
    sleep: (ms: number, signal?: AbortSignal) =>
      pause(ms, undefined, signal ? { signal } : {}).catch(() => {}),
  };
  const links: string[] = [];
  const { origin, close } = await serveBoard({
    ...partsOf(seats, clock, (seat) => ({ done: seat % 7, isBegun: false })),
    ...{ seatTokens, folder, address: { port: 0 } },
    onLink: (link, to) => {
      if (to === 'acting') links.push(link);
    },
  });
  return { origin, links, seatTokens, close };
}

/** Milliseconds: a person solves a step so often, makes a mistake before it, and reports while at it. */
const STEP_TAKES = 500_000;
const REPORTS_EVERY = 20_000;
const MINUTE = 60_000;

/**
 * An hour of a class, as fast as it can be computed. Each seat works at its own pace, reports, and raises its hand now
 * and then; `pages` follow each audience. Returns the bytes in use after ten minutes and at the end, and the readings.
 */
export async function simulatedHour(seats: number, pages: number, bytesInUse: () => number) {
  const begun = Date.parse('2026-11-30T09:00:00Z');
  let now = begun;
  let readings = 0;
  const elapsed = (): number => now - begun;
  const read = (seat: number): SeatReading => {
    readings += 1;
    const at = (elapsed() * (0.5 + (seat % 10) / 10)) / STEP_TAKES;
    const done = Math.min(STEPS.length, Math.floor(at));
    const isBegun = done < STEPS.length && at % 1 > 0.3;
    return {
      done,
      isBegun,
      ...(isBegun && at % 1 < 0.7 ? { cause: CAUSES[(seat + done) % CAUSES.length]! } : {}),
    };
  };
  const over = new AbortController();
  const used: number[] = [];
  const marks = [10 * MINUTE, 60 * MINUTE];
  const clock = {
    now: () => new Date(now),
    async sleep(ms: number) {
      now += ms;
      await turn();
      if (now % REPORTS_EVERY === 0) reportAll();
      if (elapsed() < marks[used.length]!) return;
      used.push(bytesInUse());
      if (used.length === marks.length) over.abort();
    },
  };
  const desk = new BoardDesk({ ...partsOf(seats, clock, read), hasSeatLinks: true });
  const reportAll = (): void => {
    for (let seat = 1; seat <= seats; seat += 1) {
      if (desk.admits(seat)) desk.hear(seat, { do: 'report', settled: 'stands' });
      const turns = now / REPORTS_EVERY;
      if ((turns + seat) % 50 === 0) desk.hear(seat, { do: 'raise', line: 'Which key?' });
      if ((turns + seat) % 50 === 5) desk.hear(seat, { do: 'lower' });
    }
  };
  const following = AUDIENCES.flatMap((audience) =>
    Array.from({ length: pages }, async () => {
      for await (const _ of desk.logs[audience].follow(undefined, over.signal));
    }),
  );
  await desk.watch(over.signal);
  await Promise.all(following);
  return { early: used[0]!, late: used[1]!, readings };
}
