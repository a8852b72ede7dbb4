import { sayToBoard, seatAddress } from './room-client.ts';
import { lightSleep, RoomLine } from './room-line.ts';
import type { WalkRoom } from './walk-room.ts';

/** The line to the board that the link of a seat names. Says nothing yet. Throws `ERR_USAGE`. */
export function openRoomLine(link: string): WalkRoom {
  const address = seatAddress(link);
  return new RoomLine({ say: (says, signal) => sayToBoard(address, says, signal), sleep: lightSleep });
}
