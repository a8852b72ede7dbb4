import { version } from '../../../package.json';
import { type ExitCode, LabError } from '../../contract/errors.ts';
import { asLabError } from '../../engine/recorder.ts';
import { replayFleet } from '../../fleet/drive.ts';
import {
  findFleet,
  fleetFolder,
  fleetsFolder,
  listFleets,
  newFleetId,
  readSeats,
  saveSeats,
} from '../../fleet/fleet-folder.ts';
import { accountProgress, type FleetLimits } from '../../fleet/fleet-state.ts';
import type { FleetJournal } from '../../fleet/journal.ts';
import { limitsOf } from '../../fleet/limits.ts';
import { readQuarantine } from '../../fleet/quarantine.ts';
import type { Shown } from '../board/fleet-on-board.ts';
import type { Working } from '../board/room-work.ts';
import type { Invocation } from '../command.ts';
import { type Conducted, conductFleet } from './conduct.ts';
import { fleetConsent, requireExpected } from './fleet-consent.ts';
import { type FleetPlace, openFleetPlace } from './fleet-place.ts';
import { fleetWorkOf, readFleetWork, seatsOfWork } from './fleet-work.ts';
import { openRoom, type RoomAccess } from './room.ts';
import { type FleetVerb, type FleetWant, fleetVerb } from './verbs.ts';

/** A fleet as it is asked for on the command line. */
export interface FleetWish extends FleetWant {
  /** For `fleet plan`. */
  readonly plansOnly?: boolean;
}

/** Plans all accounts, asks once, and does the work in each. */
export async function beginFleet(invocation: Invocation, wish: FleetWish): Promise<ExitCode> {
  const { options, given } = invocation;
  const { plansOnly = false } = wish;
  const verb = await fleetVerb(wish);
  const expected = expectedIn(given.expect);
  const consent = verb.foresee && !plansOnly ? fleetConsent(invocation, expected) : 'given';
  const access = accessIn(invocation);
  const fleet = newFleetId(new Date());
  const place = await openFleetPlace(invocation);
  const room = await openRoom(place.options, access, `kms-lab-${fleet}`).catch(async (error) => {
    await place.close();
    throw error;
  });
  try {
    const { seats } = room.roster;
    requireExpected(expected, seats.length);
    const limits = forVerb(
      verb,
      limitsOf(given, seats.length, place.isShared ? 'aws' : options.target),
      seats.length,
    );
    const accounts = seats.map(({ account }) => account);
    const work = fleetWorkOf(wish, access, options, seats);
    const first = { type: 'begun', fleet, version, accounts, limits, work } as const;
    const conducted = { verb, fleet, first, consent, concurrency: limits.concurrency };
    const names = given.names !== 'off';
    if (plansOnly)
      return await conductFleet({ ...conducted, invocation, room, names, plansOnly, journal: keptNowhere() });
    const folder = fleetFolder(options.stateDir, fleet);
    await saveSeats(folder, names ? seats : seats.map(({ name: _, email: __, ...seat }) => seat));
    return await conductKept({ invocation, room, access, place }, { ...conducted, names, folder });
  } finally {
    await room.close();
    await place.close();
  }
}

/** Goes on with a fleet that was killed or stopped, or in which accounts failed: only with what is unfinished. */
export async function resumeFleet(invocation: Invocation, named: string | undefined): Promise<ExitCode> {
  const { options } = invocation;
  const place = await openFleetPlace(invocation);
  try {
    return await goOn(invocation, place, await fleetToResume(place, options.stateDir, named));
  } finally {
    await place.close();
  }
}

/** Another machine may have begun it. Throws `ERR_UNKNOWN_NAME`. */
async function fleetToResume(
  { isShared }: FleetPlace,
  stateDir: string,
  named: string | undefined,
): Promise<string> {
  if (!isShared) return findFleet(stateDir, named);
  const [latest] = await listFleets(stateDir);
  const fleet = named ?? latest;
  if (fleet !== undefined) return fleet;
  throw new LabError('ERR_UNKNOWN_NAME', 'No fleet was begun on this machine, and the command names none.', {
    hint: 'name it by its id, which the machine that began it has shown',
    next: [{ run: ['fleet', 'resume', 'ID'], why: 'goes on with a fleet of another machine' }],
  });
}

async function goOn(invocation: Invocation, place: FleetPlace, fleet: string): Promise<ExitCode> {
  const { given } = invocation;
  const { options } = place;
  const folder = fleetFolder(options.stateDir, fleet);
  const before = replayFleet(await place.read(fleet, folder));
  const work = readFleetWork(fleet, before.work);
  if (work.target !== options.target) {
    throw new LabError('ERR_USAGE', `The fleet ${fleet} was begun with --target ${work.target}.`, {
      next: [{ run: ['fleet', 'resume', fleet, '--target', work.target], why: 'goes on with it there' }],
    });
  }
  const verb = await fleetVerb(work);
  const expected = expectedIn(given.expect);
  const consent = verb.foresee ? fleetConsent(invocation, expected) : 'given';
  const seats = await readSeats(folder).catch((error) => {
    // Begun on another machine, which keeps the names.
    if (place.isShared && asLabError(error).code === 'ERR_UNKNOWN_NAME') return seatsOfWork(work);
    throw error;
  });
  requireExpected(expected, seats.length);
  const quarantine = await readQuarantine(fleetsFolder(options.stateDir));
  const lifted = before.accounts.filter(
    (account) => accountProgress(before, account)?.is === 'quarantined' && quarantine[account] === undefined,
  );
  const asBegun = { ...invocation, options: { ...options, variant: work.variant } };
  const room = await openRoom(asBegun.options, work, `kms-lab-${fleet}`, seats);
  try {
    return await conductKept(
      { invocation: asBegun, room, access: work, place },
      {
        ...{ verb, fleet, consent, folder },
        first: { type: 'resumed', lifted },
        concurrency: before.limits.concurrency,
        names: given.names !== 'off',
      },
    );
  } finally {
    await room.close();
  }
}

type KeptFleet = Pick<Conducted, 'verb' | 'fleet' | 'first' | 'concurrency' | 'consent' | 'names'> & {
  readonly folder: string;
};

/** With its journal; in the terminal, and with --board in a browser, too. */
async function conductKept(working: Working, kept: KeptFleet): Promise<ExitCode> {
  const { invocation, room, place } = working;
  const conduct = async (shown: Shown): Promise<ExitCode> => {
    const journal = await place.open(kept.fleet, kept.folder);
    try {
      return await conductFleet({ ...kept, ...shown, room, journal, elsewhere: place.elsewhere });
    } finally {
      await journal.close();
    }
  };
  if (invocation.given.board === undefined) return conduct({ invocation });
  return (await import('../board/fleet-on-board.ts')).conductOnBoard(working, kept.verb, conduct);
}

/** For plans, after which there is nothing to go on with. */
const keptNowhere = (): FleetJournal => ({
  read: async () => [],
  append: async () => {},
  close: async () => {},
});

/** A command that only looks can do no harm, so nothing stops it. */
const forVerb = ({ foresee }: FleetVerb, limits: FleetLimits, accounts: number): FleetLimits =>
  foresee ? limits : { ...limits, canary: 0, maxErrors: accounts };

/** Throws `ERR_USAGE` if no roster is named. */
export function accessIn({ words, given: { accounts, assumeRole, externalId } }: Invocation): RoomAccess {
  if (accounts !== undefined) return { accounts, roleName: assumeRole, externalId };
  throw new LabError('ERR_USAGE', 'No roster is named: kms-lab does not know which accounts are meant.', {
    next: [
      { run: [...words, '--accounts', 'sandbox'], why: 'means all accounts of the sandbox' },
      { run: [...words, '--accounts', 'room.csv'], why: 'means those that the file lists' },
    ],
  });
}

function expectedIn(typed: string | undefined): number | undefined {
  return typed === undefined ? undefined : Number(typed);
}
