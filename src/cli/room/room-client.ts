import * as v from 'valibot';
import { LabError } from '../../contract/errors.ts';
import { readWithin } from '../../disk/read-file.ts';
import { parseJsonText } from '../../disk/read-json.ts';
import { isLoopback } from '../../sandbox/server.ts';
import { SEAT_ANSWER, type SeatAnswer, type SeatSays } from '../../web/board/seat-shapes.ts';

/** Where a board takes what a seat says. */
export interface SeatAddress {
  readonly origin: string;
  /** A secret: it is in no message and no file. */
  readonly token: string;
}

/** Milliseconds. A board that answers later is as good as gone. */
const PATIENCE = 5000;
const LONGEST_ANSWER = 64 * 1024;

/** Reads the link of a seat. Throws `ERR_USAGE`, which does not repeat it: its end is a secret. */
export function seatAddress(link: string): SeatAddress {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  const token = /^\/seat\/([\w-]{20,100})$/.exec(url?.pathname ?? '')?.[1];
  if (!url || token === undefined || !/^https?:$/.test(url.protocol)) {
    throw new LabError('ERR_USAGE', '--room is not the link of a seat.', {
      hint: 'the link that the instructor gave you: https://NAME/seat/…',
    });
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname.replace(/^\[(.*)\]$/, '$1'))) {
    throw new LabError(
      'ERR_USAGE',
      '--room is a link without encryption to another machine. Nothing was sent.',
      {
        hint: 'ask the instructor for a link that begins with https://',
      },
    );
  }
  return { origin: url.origin, token };
}

/** Why a board does not take what a seat says. `unknown`: it does not know the seat. `busy`: the seat says too much. */
export class NotTaken extends Error {
  readonly why: 'gone' | 'unknown' | 'busy';
  /** `ECONNREFUSED`, `HTTP 502` */
  readonly detail: string;

  constructor(why: NotTaken['why'], detail: string, cause?: unknown) {
    super(`${why}: ${detail}`, { cause });
    this.why = why;
    this.detail = detail;
  }
}

const WHYS: Readonly<Record<number, NotTaken['why']>> = { 401: 'unknown', 429: 'busy' };

/** Says it once. Throws `NotTaken`. */
export async function sayToBoard(
  { origin, token }: SeatAddress,
  says: SeatSays,
  signal: AbortSignal,
): Promise<SeatAnswer> {
  try {
    const response = await fetch(`${origin}/seat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, origin },
      body: JSON.stringify(says),
      // A link leads nowhere else.
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
    });
    const { status, body } = response;
    if (status !== 200 || !body) throw new NotTaken(WHYS[status] ?? 'gone', `HTTP ${status}`);
    const text = (await readWithin(body, LONGEST_ANSWER)).toString();
    return v.parse(SEAT_ANSWER, parseJsonText(text));
  } catch (error) {
    throw error instanceof NotTaken ? error : new NotTaken('gone', detailOf(error), error);
  }
}

/** Fetch hides the system's error behind one that says only that it failed. */
function detailOf(error: unknown): string {
  const { name, cause } = error as Error;
  const { code, message } = (cause ?? {}) as Partial<NodeJS.ErrnoException>;
  return code ?? message ?? name;
}
