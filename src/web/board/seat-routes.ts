import type { Hono } from 'hono';
import { FRESH, takeJson } from '../server/page-routes.ts';
import type { BoardDesk } from './board-desk.ts';
import type { SeatDoor } from './seat-door.ts';
import { SEAT_SAYS } from './seat-shapes.ts';

/** Bytes of what a seat says at once. */
const LARGEST = 4096;

const FOR_A_TERMINAL =
  'This is the link of a seat, for a terminal: it goes with the option --room of kms-lab’s step.';

/** What the walks of the participants say. The token decides which seat it is, and opens nothing else. */
export function seatRoutes(
  app: Hono,
  door: SeatDoor,
  desk: Pick<BoardDesk, 'admits' | 'hear' | 'text'>,
): void {
  app.get('/seat/:token', (c) => c.text(FOR_A_TERMINAL, 200, FRESH));
  // Before the body is read.
  app.use('/seat', async (c, next) => {
    const seat = door.seatOf(c);
    if (seat === undefined) return c.text('This is not the link of a seat of this room.', 401);
    return desk.admits(seat) ? next() : c.text('The seat reports too often.', 429, { 'retry-after': '5' });
  });
  takeJson(
    app,
    { path: '/seat', schema: SEAT_SAYS, largest: LARGEST, is: 'something that a seat says' },
    (said, c) => Promise.resolve(desk.text(desk.hear(door.seatOf(c)!, said))),
  );
}
