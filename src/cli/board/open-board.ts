import { once } from 'node:events';
import type { Invocation } from '../command.ts';
import { openFleetPlace } from '../fleet/fleet-place.ts';
import { openRoom } from '../fleet/room.ts';
import { accessIn } from '../fleet/run-fleet.ts';
import { pageAddress } from '../page-address.ts';
import { openRoomBoard } from './room-board.ts';

/** Serves the board until Ctrl-C. */
export async function openBoard(invocation: Invocation): Promise<0> {
  const { given, signal } = invocation;
  const access = accessIn(invocation);
  const address = await pageAddress(given);
  const place = await openFleetPlace(invocation);
  const room = await openRoom(place.options, access, 'kms-lab-board').catch(async (error) => {
    await place.close();
    throw error;
  });
  try {
    const board = await openRoomBoard({ invocation, room, access, place }, address);
    if (!signal.aborted) await once(signal, 'abort');
    await board.close();
    return 0;
  } finally {
    await room.close();
    await place.close();
  }
}
