import { once, setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { pipeline } from '../../../steps/index.ts';
import { limitsOf } from '../../fleet/limits.ts';
import { visibleWord } from '../../report/visible.ts';
import { type BoardLink, type BoardServing, serveBoard } from '../../web/board/serve-board.ts';
import type { Invocation } from '../command.ts';
import { openFleetPlace } from '../fleet/fleet-place.ts';
import { openRoom, type Room } from '../fleet/room.ts';
import { accessIn } from '../fleet/run-fleet.ts';
import { openInBrowser } from '../open-browser.ts';
import { pageAddress } from '../page-address.ts';
import { pageFolder } from '../page-folder.ts';
import { opensBrowser } from '../page-options.ts';
import { isWatched } from '../streams.ts';
import { openKeptRoom } from './kept-room.ts';
import { roomWork, type Working } from './room-work.ts';
import { openSeatLinks, type SeatLinks } from './seat-links.ts';
import { seatReader } from './seat-reader.ts';

/** Characters of a name on a row: a longer one is cut. */
const LONGEST_NAME = 80;

/** Serves the board until Ctrl-C. */
export async function openBoard(invocation: Invocation): Promise<0> {
  const { streams, given, signal } = invocation;
  const access = accessIn(invocation);
  const address = await pageAddress(given);
  const place = await openFleetPlace(invocation);
  const room = await openRoom(place.options, access, 'kms-lab-board').catch(async (error) => {
    await place.close();
    throw error;
  });
  const over = new AbortController();
  const stopped = AbortSignal.any([signal, over.signal]);
  // Every account listens to it.
  setMaxListeners(0, stopped);
  const accounts = room.roster.seats.map(({ account }) => account);
  const parts = boardParts({ invocation: { ...invocation, signal: stopped }, room, access, place });
  let isFirst = true;
  const onLink = (link: string, to: BoardLink): void => {
    streams.stdout.write(`${LINKS[to]}\n${link}\n`);
    if (isFirst && isWatched(streams) && opensBrowser(given)) openInBrowser(link);
    isFirst = false;
  };
  try {
    const troubled = (text: string) => void streams.stderr.write(`${text}\n`);
    const kept = given.keep === undefined ? undefined : await openKeptRoom(given.keep, accounts, troubled);
    const seatLinks = await seatLinksFor(invocation, room);
    const serving = { ...parts.serving, ...kept, seatTokens: seatLinks?.tokens };
    const served = await serveBoard({ ...serving, address, folder: pageFolder(), onLink });
    await seatLinks?.save(served.origin).catch(async (error) => {
      over.abort();
      await served.close();
      throw error;
    });
    if (seatLinks) streams.stdout.write(`The link of each seat is in ${given.seatLinks}.\n`);
    const keeps = kept ? 'the times are kept' : 'it keeps nothing';
    streams.stdout.write(`Each link is good for one browser. Ctrl-C ends the board; ${keeps}.\n`);
    if (!signal.aborted) await once(signal, 'abort');
    over.abort();
    await served.close();
    return 0;
  } finally {
    over.abort();
    await parts.close();
    await room.close();
    await place.close();
  }
}

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
