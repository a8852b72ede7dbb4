import { regionOf } from '../../aws/account.ts';
import { openClients } from '../../aws/client/clients.ts';

import type { Objects } from '../../contract/objects.ts';
import type { GlobalOptions } from '../global-options.ts';
import { openState } from '../open-state.ts';
import { startSandbox } from '../start-sandbox.ts';
import { targetOf } from '../target.ts';
import { SANDBOX_INSTRUCTOR } from './room.ts';

/** The state that the machines of a fleet share. */
export interface FleetState {
  /** Of the fleets themselves: their journals, and how their accounts fared. */
  readonly objects: Objects;
  /** The same options, for commands on accounts whose state is there, too. */
  readonly options: GlobalOptions;
  close(): Promise<void>;
}

/** Signs as the instructor, because the role of an account need not reach the bucket. */
export async function openFleetState(options: GlobalOptions, url: string): Promise<FleetState> {
  const sandbox = options.target === 'sandbox' ? await startSandbox(options, 'fleet') : undefined;
  const target = await targetOf(sandbox, { operator: SANDBOX_INSTRUCTOR, ...options }, 'fleet');
  const clients = openClients(target);
  const { objectsBelow, close } = await openState(options, url, {
    target,
    account: { clients, region: () => regionOf(clients) },
  });
  return {
    objects: objectsBelow([]),
    options: { ...options, stateObjects: objectsBelow },
    async close() {
      close();
      clients.close();
      await sandbox?.close();
    },
  };
}
