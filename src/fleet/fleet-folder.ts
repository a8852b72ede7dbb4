import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import { LabError } from '../contract/errors.ts';
import { namesIn } from '../disk/lines.ts';
import { readState, writeState } from '../engine/state-file.ts';
import { ACCOUNT_ID, type Seat } from './seat.ts';

/** The folder of all fleets in a state directory. */
export const fleetsFolder = (stateDir: string): string => join(stateDir, 'fleets');

export const fleetFolder = (stateDir: string, fleet: string): string => join(fleetsFolder(stateDir), fleet);

/** `20261129-220507-1231a2`: fleets sort by their time, to the millisecond. It is part of the name of each session. */
export function newFleetId(now: Date): string {
  const [, day = '', time = '', millis = ''] = /^([\d-]+)T([\d:]+)\.(\d+)Z$/.exec(now.toISOString()) ?? [];
  const random = randomBytes(2).toString('hex').slice(0, 3);
  return `${day.replaceAll('-', '')}-${time.replaceAll(':', '')}-${millis}${random}`;
}

const FLEET_ID = /^\d{8}-\d{6}-\d{3}[0-9a-f]{3}$/;

/** The latest first. */
export async function listFleets(stateDir: string): Promise<readonly string[]> {
  const names = await namesIn(fleetsFolder(stateDir), 'folders').catch((cause) => {
    throw new LabError(
      'ERR_STATE_DAMAGED',
      `${fleetsFolder(stateDir)} cannot be read: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  });
  return names
    .filter((name) => FLEET_ID.test(name))
    .toSorted()
    .reverse();
}

/** A fleet by its id; the latest without one. Throws `ERR_UNKNOWN_NAME`. */
export async function findFleet(stateDir: string, named: string | undefined): Promise<string> {
  const fleets = await listFleets(stateDir);
  const found = named === undefined ? fleets[0] : fleets.find((id) => id === named);
  if (found !== undefined) return found;
  if (fleets.length === 0) {
    throw new LabError(
      'ERR_UNKNOWN_NAME',
      `No fleet has been run: there is none in ${fleetsFolder(stateDir)}.`,
      {
        next: [
          {
            run: ['fleet', 'plan', '--accounts', 'room.csv'],
            why: 'shows what would change in each account',
          },
        ],
      },
    );
  }
  throw new LabError('ERR_UNKNOWN_NAME', `There is no fleet “${named}”.`, {
    hint: `the latest are ${fleets.slice(0, 5).join(', ')}`,
  });
}

const SEAT = v.object({
  account: v.pipe(v.string(), v.regex(ACCOUNT_ID)),
  name: v.optional(v.string()),
  email: v.optional(v.string()),
  role: v.optional(v.string()),
  region: v.optional(v.string()),
  externalId: v.optional(v.string()),
});
const ROOM = v.object({ version: v.literal(1), seats: v.array(SEAT) });

/**
 * The roster as it was read. It stays in the state directory of this machine: the journal of a fleet, which may be
 * shared, has no names.
 */
export const saveSeats = (folder: string, seats: readonly Seat[]): Promise<void> =>
  writeState(join(folder, 'roster.json'), { version: 1, seats });

/** Throws `ERR_UNKNOWN_NAME` if the fleet was begun on another machine. */
export async function readSeats(folder: string): Promise<readonly Seat[]> {
  const room = await readState(join(folder, 'roster.json'), ROOM);
  if (room) return room.seats as readonly Seat[];
  throw new LabError('ERR_UNKNOWN_NAME', `The roster of the fleet is not in ${folder}.`, {
    hint: 'name the roster again: --accounts FILE',
  });
}
