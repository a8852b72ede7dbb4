import { type ErrorCode, LabError } from '../../contract/errors.ts';
import { asLabError } from '../../engine/recorder.ts';
import { fleetBegun } from '../../fleet/journal-objects.ts';
import type { Outcome, RunUnit } from '../../fleet/queue.ts';
import { workerName } from '../../fleet/worker-name.ts';
import { accountWork } from './account-work.ts';
import { readFleetWork, seatsOfWork } from './fleet-work.ts';
import type { FleetState } from './open-fleet-state.ts';
import { openRoom, type Room } from './room.ts';
import { shareRecord } from './shared-records.ts';
import { fleetVerb } from './verbs.ts';

/** Runs units of any fleet whose journal is in the shared state. */
export interface UnitRunner {
  readonly run: RunUnit;
  close(): Promise<void>;
}

interface Opened {
  readonly room: Room;
  readonly run: RunUnit;
}

/** A room is opened with the first of its units, and stays open: signing in again would cost each unit a request. */
export function unitRunner({ options, objects }: Pick<FleetState, 'options' | 'objects'>): UnitRunner {
  const rooms = new Map<string, Promise<Opened>>();
  const opened = (fleet: string): Promise<Opened> => {
    const known = rooms.get(fleet);
    if (known) return known;
    const opening = openFleet({ options, objects }, fleet);
    rooms.set(fleet, opening);
    // The next unit tries again.
    opening.catch(() => rooms.delete(fleet));
    return opening;
  };
  return {
    async run(unit, signal) {
      try {
        return await (await opened(unit.fleet)).run(unit, signal);
      } catch (thrown) {
        return failedToOpen(asLabError(thrown));
      }
    },
    async close() {
      for (const opening of rooms.values())
        await opening.then(
          ({ room }) => room.close(),
          () => undefined,
        );
    },
  };
}

async function openFleet(
  { options, objects }: Pick<FleetState, 'options' | 'objects'>,
  fleet: string,
): Promise<Opened> {
  const begun = await fleetBegun(objects, fleet);
  if (!begun) {
    throw new LabError('ERR_UNKNOWN_NAME', `The fleet ${fleet} is not in ${objects.where}.`, {
      hint: 'give the worker the --state of the coordinator',
    });
  }
  const work = readFleetWork(fleet, begun.work);
  if (work.target !== options.target) {
    throw new LabError('ERR_USAGE', `The fleet ${fleet} was begun with --target ${work.target}.`, {
      hint: `start a worker with --target ${work.target}`,
    });
  }
  const verb = await fleetVerb(work);
  const room = await openRoom(
    { ...options, variant: work.variant },
    work,
    sessionName(fleet),
    seatsOfWork(work),
  );
  return { room, run: accountWork(room, verb, (record) => shareRecord(objects, fleet, record)).run };
}

/** Names the machine, too, in CloudTrail. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const sessionName = (fleet: string): string =>
  `kms-lab-${fleet}-${workerName().replace(/[^\w.-]/g, '-')}`.slice(0, 64);

/** Nothing was written. What another worker, or this one later, could do is tried again. */
function failedToOpen({ code, message }: LabError): Outcome {
  const forGood: readonly ErrorCode[] = ['ERR_STATE_DAMAGED', 'ERR_STATE_NEWER'];
  return { is: forGood.includes(code) ? 'refused' : 'failed', cause: code, detail: message, wrote: false };
}
