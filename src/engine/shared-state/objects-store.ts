import { join } from 'node:path';
import type { Objects } from '../../contract/objects.ts';
import { folderOf, type StorePlace } from '../file-store.ts';
import { givenHintsIn } from '../given-hints.ts';
import { thisProcess } from '../holder.ts';
import { takeLock } from '../lock.ts';
import { rememberingIn } from '../memory.ts';
import { pruneJournals } from '../prune.ts';
import { unwritable } from '../state-file.ts';
import type { Store } from '../store.ts';
import { failedStepsAmong, unfinishedAmong } from '../told-run.ts';
import { type LeaseClock, leaseClock } from './clock.ts';
import { type FoundHead, readHead } from './head.ts';
import { hintObject } from './hint-object.ts';
import { leaseHolder, takeLease } from './lease.ts';
import { provenObjects } from './proven-objects.ts';
import { SharedAccount } from './shared-account.ts';
import { sharedJournal } from './shared-journal.ts';

interface SharedPlace extends StorePlace {
  /** Those of the account. */
  readonly objects: Objects;
  readonly clock?: LeaseClock;
}

/**
 * An account’s state in a store of objects: the head, which changes, and checkpoints and journals, which do not. What
 * only this machine needs is in its folder: the journal while it is written, drafts, and a lock.
 */
export async function openObjectsStore({
  objects: bare,
  clock,
  command,
  ...place
}: SharedPlace): Promise<Store> {
  const folder = folderOf(place);
  const objects = provenObjects(bare);
  let opened: FoundHead | undefined = await readHead(objects);
  const account = new SharedAccount(objects, opened.head.record);

  /** The lock of the folder first: the heir of a process that died on this machine need not wait for its lease to end. */
  async function lock() {
    const me = thisProcess(command);
    const local = await takeLock(join(folder, 'lock'), command, me);
    try {
      await pruneJournals(join(folder, 'journal')).catch((error) => {
        throw unwritable(join(folder, 'journal'), error);
      });
      const taking = { objects, me, clock: clock ?? leaseClock(), dead: local.inherited, last: opened };
      opened = undefined;
      return account.hold(await takeLease(taking), local.release);
    } catch (error) {
      await local.release();
      throw error;
    }
  }

  return {
    ...rememberingIn(account.memory),
    ...givenHintsIn(hintObject(objects)),
    ...sharedJournal(objects, folder, command, (run) => {
      account.running = run;
    }),
    directory: folder,
    refresh: () => account.refresh(),
    workshop: account.workshop,
    requests: objects.requests,
    checkpoint: (id) => account.checkpoint(id),
    checkpoints: () => account.checkpoints(),
    expectCheckpoint: (one) => account.expectCheckpoint(one),
    saveCheckpoint: (one) => account.saveCheckpoint(one),
    persist: () => account.persist(),
    unfinished: () => unfinishedAmong(account.record.runs),
    failedSteps: () => failedStepsAmong(account.record.runs),
    async requireHeld(forMs) {
      const { lease } = account;
      await lease?.requireHeld(forMs);
      return lease?.fence;
    },
    lock,
    release: () => account.release(),
    holder: () => leaseHolder(objects),
  };
}
