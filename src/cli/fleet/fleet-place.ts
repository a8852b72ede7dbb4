import type { Objects } from '../../contract/objects.ts';
import { type FleetEntry, type FleetJournal, openJournalFile, readJournalFile } from '../../fleet/journal.ts';
import { openJournalObjects } from '../../fleet/journal-objects.ts';
import { storeOf } from '../../fleet/queue/address.ts';
import type { Invocation } from '../command.ts';
import type { GlobalOptions } from '../global-options.ts';
import { queueAddress, requireSharedState } from './queue-option.ts';

/** Other machines, which do the work. */
export interface OtherMachines {
  /** The address of the queue. */
  readonly queue: string;
  /** Where workers keep how their accounts fared. */
  readonly objects: Objects;
}

/** Where a fleet is kept, and where its work is done. */
export interface FleetPlace {
  /** For commands on its accounts. */
  readonly options: GlobalOptions;
  /** Absent: the work is done by this process. */
  readonly elsewhere?: OtherMachines;
  /** Its journal is not only on this machine. */
  readonly isShared: boolean;
  open(fleet: string, folder: string): Promise<FleetJournal>;
  /** Without taking it. */
  read(fleet: string, folder: string): Promise<readonly FleetEntry[]>;
  close(): Promise<void>;
}

/** In the shared state if there is one, otherwise in the fleet's folder. Throws `ERR_USAGE` before it opens anything. */
export async function openFleetPlace({ options, given, streams }: Invocation): Promise<FleetPlace> {
  const queue = queueAddress(given, streams);
  if (queue !== undefined) {
    storeOf(queue);
    requireSharedState(options.state);
  }
  if (options.state === undefined) {
    return {
      options,
      isShared: false,
      open: (_, folder) => openJournalFile(folder),
      read: (_, folder) => readJournalFile(folder),
      close: async () => {},
    };
  }
  const { openFleetState } = await import('./open-fleet-state.ts');
  const shared = await openFleetState(options, options.state);
  const { objects } = shared;
  return {
    options: shared.options,
    isShared: true,
    ...(queue === undefined ? {} : { elsewhere: { queue, objects } }),
    open: async (fleet) => openJournalObjects(objects, fleet),
    read: (fleet) => openJournalObjects(objects, fleet).read(),
    close: shared.close,
  };
}
