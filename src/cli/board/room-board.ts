import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { pipeline } from '../../../steps/index.ts';
import { limitsOf } from '../../fleet/limits.ts';
import { visibleWord } from '../../report/visible.ts';
import {
  type BoardLink,
  type BoardServing,
  type ServedBoard,
  serveBoard,
} from '../../web/board/serve-board.ts';
import type { PageAddress } from '../../web/server/page-server.ts';
import type { Invocation } from '../command.ts';
import type { Room } from '../fleet/room.ts';
import { openInBrowser } from '../open-browser.ts';
import { pageFolder } from '../page-folder.ts';
import { opensBrowser } from '../page-options.ts';
import { isWatched, type Out } from '../streams.ts';
import { openKeptRoom } from './kept-room.ts';
import { roomWork, type Working } from './room-work.ts';
import { openSeatLinks, type SeatLinks } from './seat-links.ts';
import { seatReader } from './seat-reader.ts';

/** Characters of a name on a row: a longer one is cut. */
const LONGEST_NAME = 80;

/** The board of a room that is open, and prints its links. Closed before the room is. */
export async function openRoomBoard(working: Working, address: PageAddress): Promise<ServedBoard> {
  const { invocation, room } = working;
  const { given, signal } = invocation;
  const over = new AbortController();
  const stopped = AbortSignal.any([signal, over.signal]);
  // Every account listens to it.
  setMaxListeners(0, stopped);
  const parts = boardParts({ ...working, invocation: { ...invocation, signal: stopped } });
  const closing = [parts.close];
  const close = async (): Promise<void> => {
    over.abort();
    for (const one of closing.toReversed()) await one();
  };
  try {
    const kept = await keptRoomFor(invocation, room);
    const seatLinks = await seatLinksFor(invocation, room);
    const served = await serveBoard({
      ...{ ...parts.serving, ...kept, seatTokens: seatLinks?.tokens, address, folder: pageFolder() },
      onLink: linkPrinter(invocation),
    });
    closing.push(served.close);
    await seatLinks?.save(served.origin);
    const out = outOf(invocation);
    if (seatLinks) out.write(`The link of each seat is in ${given.seatLinks}.\n`);
    const keeps = kept ? 'the times are kept' : 'it keeps nothing';
    out.write(`Each link is good for one browser. Ctrl-C ends the board; ${keeps}.\n`);
    return { ...served, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** NDJSON goes to programs, and a link to a person. */
const outOf = ({ options, streams }: Invocation): Out => (options.json ? streams.stderr : streams.stdout);

/** Links are printed at the start, and when one was used. */
function linkPrinter(invocation: Invocation): BoardServing['onLink'] {
  const { streams, given } = invocation;
  let isFirst = true;
  return (link, to) => {
    outOf(invocation).write(`${LINKS[to]}\n${link}\n`);
    if (isFirst && isWatched(streams) && opensBrowser(given)) openInBrowser(link);
    isFirst = false;
  };
}

const keptRoomFor = async ({ given, streams }: Invocation, { roster }: Room) =>
  given.keep === undefined
    ? undefined
    : openKeptRoom(
        given.keep,
        roster.seats.map(({ account }) => account),
        (text) => void streams.stderr.write(`${text}\n`),
      );

const seatLinksFor = async ({ given }: Invocation, { roster }: Room): Promise<SeatLinks | undefined> =>
  given.seatLinks === undefined
    ? undefined
    : openSeatLinks(given.seatLinks, roster.seats, given.names !== 'off');

const LINKS: { readonly [To in BoardLink]: string } = {
  acting: 'For you, who may act, with names:',
  reading: 'For another instructor, who only looks, without names:',
};

/** What the board works with. */
interface OpenedParts {
  readonly serving: Omit<BoardServing, 'address' | 'folder' | 'onLink'>;
  /** Requests sent to a seat's account so far. */
  calls(seat: number): number;
  close(): Promise<void>;
}

export function boardParts({ invocation, room, access, place }: Working): OpenedParts {
  const { options, given, signal, streams } = invocation;
  const { seats, notes } = room.roster;
  const readers = seats.map((seat) => seatReader(room, seat, signal));
  const { concurrency } = limitsOf({ concurrency: given.concurrency }, seats.length, options.target);
  const withNames = given.names !== 'off';
  return {
    serving: {
      ...{ target: options.target, notes, concurrency, pause: Number(given.every ?? '30') * 1000 },
      steps: pipeline.stages.map(({ step: { id, title } }) => ({ id, title })),
      seats: seats.map(({ account, name }) => ({
        ...(withNames ? { account } : {}),
        ...(withNames && name !== undefined ? { name: visibleWord(name).slice(0, LONGEST_NAME) } : {}),
      })),
      clock: { now: () => new Date(), sleep: untilAborted },
      typed: streams.typed,
      read: (seat, thorough) => readers[seat - 1]!.read(thorough),
      open: (seat) => readers[seat - 1]!.open(),
      ...roomWork({ invocation, room, access, place }),
    },
    calls: (seat) => readers[seat - 1]!.calls,
    close: async () => {
      await Promise.all(readers.map((reader) => reader.close()));
    },
  };
}

const untilAborted = (ms: number, signal?: AbortSignal): Promise<void> =>
  pause(ms, undefined, signal ? { signal } : {}).catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
  });
