import { once } from 'node:events';
import type { ExitCode } from '../../contract/errors.ts';
import type { Fleet } from '../../fleet/fleet-state.ts';
import { type Conducted, conductFleet } from '../fleet/conduct.ts';
import { openRoomBoard } from './room-board.ts';
import { tellWork, type Working } from './room-work.ts';

/**
 * Conducts a fleet while a board shows it, and can stop it. The board is then served until Ctrl-C, unless nothing was
 * agreed to.
 */
export async function conductOnBoard(
  fleet: Omit<Conducted, 'page'>,
  { access, place }: Pick<Working, 'access' | 'place'>,
): Promise<ExitCode> {
  const { invocation, room, verb } = fleet;
  const { signal, streams } = invocation;
  const board = await openRoomBoard({ invocation, room, access, place }, { port: 0 });
  try {
    const seats = room.roster.seats.map((_, index) => index + 1);
    const shown = board.shows({ does: verb.name, step: verb.step }, seats, signal);
    let ended: Fleet | undefined;
    const exitCode = await conductFleet({
      ...fleet,
      invocation: { ...invocation, signal: AbortSignal.any([signal, shown.signal]) },
      page: {
        notify: (event) => tellWork(shown, event),
        end: (now) => {
          ended = now;
        },
      },
    });
    await shown.ended({ exitCode });
    if (ended?.stopped === 'declined') return exitCode;
    streams.stderr.write('The board is still served. Ctrl-C ends it.\n');
    if (!signal.aborted) await once(signal, 'abort');
    return exitCode;
  } finally {
    await board.close();
  }
}
