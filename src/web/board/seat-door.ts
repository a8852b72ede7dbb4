import { timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { tokenDigest } from '../server/guard.ts';

/** The path of a seat's link; the walk sends its end in a header, which no log of a proxy has. */
export const seatPath = (token: string): string => `/seat/${token}`;

/** By which seat a report is. A token of a seat opens nothing else. */
export class SeatDoor {
  readonly #wanted: readonly Buffer[];

  /** By seat. */
  constructor(tokens: readonly string[]) {
    this.#wanted = tokens.map(tokenDigest);
  }

  /** `undefined` for a token that is of no seat. Takes the same time wherever they differ, and whichever seat it is of. */
  seatOf(c: Context): number | undefined {
    const [, token = ''] = /^Bearer (\S{1,100})$/.exec(c.req.header('authorization') ?? '') ?? [];
    const given = tokenDigest(token);
    const same = this.#wanted.map((wanted) => timingSafeEqual(given, wanted));
    const index = same.lastIndexOf(true);
    return index < 0 ? undefined : index + 1;
  }
}
