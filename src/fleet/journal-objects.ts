import PQueue from 'p-queue';
import { LabError } from '../contract/errors.ts';
import type { Objects } from '../contract/objects.ts';
import type { FleetBegun } from './fleet-state.ts';
import { entriesIn, entriesOf, type FleetEntry, type FleetJournal } from './journal.ts';

/** A name that is taken stays as it is. */
type JournalObjects = Pick<Objects, 'get' | 'create' | 'list'>;

/** How many objects are read at a time. */
const READERS = 20;

const folderOf = (fleet: string): string => `fleets/${fleet}/events/`;
/** Named after its first event, so that names are in order, and two coordinators want the same one. */
const nameOf = (fleet: string, number: number): string =>
  `${folderOf(fleet)}${String(number).padStart(8, '0')}`;

/**
 * In a store that machines share. Each append is an object of its own that is created once, so of two coordinators only
 * one can go on: the other one ends with `ERR_LOCKED` before it acts. A coordinator that was killed blocks nothing.
 */
export function openJournalObjects(objects: JournalObjects, fleet: string): FleetJournal {
  let last: number | undefined;
  const read = async (): Promise<readonly FleetEntry[]> => {
    const names = await objects.list(folderOf(fleet));
    const readers = new PQueue({ concurrency: READERS });
    const bodies = await readers.addAll(
      names.map((name) => async () => linesOf(name, await objects.get(name))),
    );
    const entries = entriesIn(bodies.flat());
    last = entries.length;
    return entries;
  };
  return {
    read,
    async append(events, at) {
      last ??= (await read()).length;
      const lines = entriesOf(events, at, last).map((entry) => `${JSON.stringify(entry)}\n`);
      if ((await objects.create(nameOf(fleet, last + 1), lines.join(''))) === undefined)
        throw takenOver(fleet);
      last += events.length;
    },
    close: async () => undefined,
  };
}

/** What a fleet began with; `undefined` if there is no such fleet. Reads one object. */
export async function fleetBegun(objects: JournalObjects, fleet: string): Promise<FleetBegun | undefined> {
  const name = nameOf(fleet, 1);
  const [first] = entriesIn(linesOf(name, await objects.get(name)));
  return first?.event.type === 'begun' ? first.event : undefined;
}

const linesOf = (name: string, found: { readonly body: string } | undefined) =>
  (found?.body ?? '')
    .split('\n')
    .filter(Boolean)
    .map((text, index) => ({ text, place: `line ${index + 1} of ${name}` }));

const takenOver = (fleet: string): LabError =>
  new LabError('ERR_LOCKED', `Another coordinator has gone on with the fleet ${fleet}.`, {
    hint: 'let that one end; only one coordinates a fleet at a time',
  });
