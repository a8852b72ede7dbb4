import { version } from '../../../package.json';
import { LabError } from '../../contract/errors.ts';
import type { FleetGroup, LabEvent } from '../../contract/event.ts';
import { fleetFolder, newFleetId, saveSeats } from '../../fleet/fleet-folder.ts';
import type { Fleet } from '../../fleet/fleet-state.ts';
import type { FleetJournal } from '../../fleet/journal.ts';
import { limitsOf } from '../../fleet/limits.ts';
import type { SeatPlans } from '../../web/board/agreements.ts';
import type { BoardParts } from '../../web/board/board-parts.ts';
import type { RoomVerb } from '../../web/board/board-shapes.ts';
import type { ShownWork } from '../../web/board/running-work.ts';
import type { Invocation } from '../command.ts';
import { type Conducted, conductFleet } from '../fleet/conduct.ts';
import type { FleetPlace } from '../fleet/fleet-place.ts';
import type { FleetScreen } from '../fleet/fleet-screen.ts';
import { fleetWorkOf } from '../fleet/fleet-work.ts';
import type { Room, RoomAccess } from '../fleet/room.ts';
import { fleetVerb } from '../fleet/verbs.ts';

/** A room that a board is of. */
export interface Working {
  readonly invocation: Invocation;
  readonly room: Room;
  readonly access: RoomAccess;
  /** Where its fleets are kept. */
  readonly place: FleetPlace;
}

/** What a board does in the accounts of its room: each time a fleet of its own, with its canary, limits and journal. */
export const roomWork = (working: Working): Pick<BoardParts, 'foresee' | 'work'> => ({
  foresee: (...given) => foreseeInRoom(working, ...given),
  work: (...given) => workInRoom(working, ...given),
});

async function foreseeInRoom(
  working: Working,
  ...[verb, seats, signal]: Parameters<BoardParts['foresee']>
): ReturnType<BoardParts['foresee']> {
  let plans: SeatPlans = new Map();
  let groups: readonly FleetGroup[] = [];
  await conductFleet({
    ...(await conductedFor(working, verb, seats, signal)),
    plansOnly: true,
    journal: KEPT_NOWHERE,
    screen: screenFor(() => {}),
    agree: (planned, itsGroups) => {
      plans = plansIn(planned, working.room);
      groups = itsGroups;
      return false;
    },
  });
  return { plans, groups };
}

async function workInRoom(
  working: Working,
  ...[verb, seats, { agreed, signal, begun, tell }]: Parameters<BoardParts['work']>
): ReturnType<BoardParts['work']> {
  const { room, invocation, place } = working;
  const fleet = await conductedFor(working, verb, seats, signal);
  const folder = fleetFolder(invocation.options.stateDir, fleet.fleet);
  await saveSeats(
    folder,
    room.roster.seats.map(({ name: _, email: __, ...seat }) => seat),
  );
  const journal = await place.open(fleet.fleet, folder);
  let isStale = false;
  const agree = (planned: Fleet): boolean => {
    isStale = agreed !== undefined && !isAsAgreed(plansIn(planned, room), agreed);
    return !isStale;
  };
  try {
    const screen = screenFor((event) => tellWork({ begun, tell }, event));
    const exitCode = await conductFleet({ ...fleet, journal, folder, screen, agree });
    if (isStale) throw changedMeanwhile();
    return exitCode;
  } finally {
    await journal.close();
  }
}

/** Tells a page an event of a fleet, if it shows it. */
export function tellWork({ begun, tell }: Pick<ShownWork, 'begun' | 'tell'>, event: LabEvent): void {
  // Told once it is saved, so that it can be resumed by its id.
  if (event.type === 'fleet-started') begun(event.fleet);
  if (event.type !== 'fleet-account') return;
  const { seat, state, error } = event;
  tell({ seat, state, ...(error ? { error } : {}) });
}

/** An account that needs no change any more does no harm; one that would change otherwise does. */
const isAsAgreed = (plans: SeatPlans, agreed: SeatPlans): boolean =>
  [...plans].every(([seat, hash]) => agreed.get(seat) === hash);

const changedMeanwhile = (): LabError =>
  new LabError('ERR_DRIFT', 'While the question was open, an account was changed. Nothing was written.', {
    hint: 'choose it again, and read what would change now',
  });

/** By seat. */
function plansIn({ accounts, progress }: Fleet, { roster }: Room): SeatPlans {
  const seatOf = new Map(roster.seats.map(({ account }, index) => [account, index + 1]));
  return new Map(
    accounts.flatMap((account, place) => {
      const now = progress[place];
      return now?.is === 'waiting' && now.plan === 'change'
        ? [[seatOf.get(account)!, now.hash] as const]
        : [];
    }),
  );
}

async function conductedFor(
  { invocation, room, access }: Working,
  wanted: RoomVerb,
  seats: readonly number[],
  signal: AbortSignal,
): Promise<Omit<Conducted, 'journal'>> {
  const verb = await fleetVerb(wanted);
  const { options } = invocation;
  const accounts = [...new Set(seats)].flatMap((seat) => room.roster.seats[seat - 1]?.account ?? []);
  const limits = limitsOf({}, accounts.length, options.target);
  const fleet = newFleetId(new Date());
  const work = fleetWorkOf(wanted, access, options, room.roster.seats);
  return {
    ...{ invocation: { ...invocation, signal }, room, verb, fleet, consent: 'given', names: false },
    first: {
      ...{ type: 'begun', fleet, version, accounts, work },
      limits: verb.foresee ? limits : { ...limits, canary: 0, maxErrors: accounts.length },
    },
    concurrency: limits.concurrency,
  };
}

const screenFor = (notify: (event: LabEvent) => void): FleetScreen => ({
  notify,
  show: () => {},
  pause: (ask) => ask(),
  end: () => {},
  close: () => {},
});

const KEPT_NOWHERE: FleetJournal = {
  read: async () => [],
  append: async () => {},
  close: async () => {},
};
