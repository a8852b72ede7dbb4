import { once } from 'node:events';
import type { ExitCode } from '../../contract/errors.ts';
import type { Fleet } from '../../fleet/fleet-state.ts';
import type { Conducted } from '../fleet/conduct.ts';
import type { FleetVerb } from '../fleet/verbs.ts';
import { openRoomBoard } from './room-board.ts';
import { tellWork, type Working } from './room-work.ts';

/** Where a fleet is shown, and what stops it. */
export type Shown = Pick<Conducted, 'invocation' | 'page'>;

/**
 * Conducts a fleet while a board shows it, and can stop it. The board is then served until Ctrl-C, unless nothing was
 * agreed to.
 */
export async function conductOnBoard(
  working: Working,
  { name, step }: Pick<FleetVerb, 'name' | 'step'>,
  conduct: (shown: Shown) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { invocation, room } = working;
  const { signal, streams } = invocation;
  const board = await openRoomBoard(working, { port: 0 });
  try {
    const seats = room.roster.seats.map((_, index) => index + 1);
    const shown = board.shows({ does: name, step }, seats, signal);
    let ended: Fleet | undefined;
    const exitCode = await conduct({
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
