import { join } from 'node:path';
import type { Checkpoint } from '../contract/checkpoint.ts';
import type { TargetName } from '../contract/event.ts';
import { readOnce } from '../disk/read-once.ts';
import { CHECKPOINT, checkpointOfFile, FILE_NAME } from './checkpoint-file.ts';
import { sealed } from './digest.ts';
import { givenHintsIn, hintFile } from './given-hints.ts';
import type { Lock } from './holder.ts';
import { journalIn } from './journal.ts';
import { holderOf, takeLock } from './lock.ts';
import { openMemoryFile, rememberingIn } from './memory.ts';
import { pruneJournals } from './prune.ts';
import { readSealed, stateNames, unwritable, writeState } from './state-file.ts';
import type { Store } from './store.ts';
import { failedStepsAmong, unfinishedAmong } from './told-run.ts';
import { toldRunsIn } from './told-runs.ts';
import { requireVerified } from './verified.ts';
import { workshopFileIn } from './workshop-record.ts';

/** An account as a command finds it. */
export interface StorePlace {
  /** The state directory. */
  readonly directory: string;
  readonly target: TargetName;
  readonly accountId: string;
  readonly region: string;
  readonly command: string;
}

export const folderOf = ({
  directory,
  target,
  accountId,
  region,
}: Pick<StorePlace, 'directory' | 'target' | 'accountId' | 'region'>): string =>
  join(directory, target, accountId, region);

const AT_ONCE = 64;

async function checkpointIn(path: string): Promise<Checkpoint | undefined> {
  const read = await readSealed(path, CHECKPOINT);
  return read && checkpointOfFile(read);
}

/** A folder for one target, account and region: `checkpoints/`, `journal/`, `memory.json`, `hints.json`, `lock`. */
export async function openStore({ command, ...place }: StorePlace): Promise<Store> {
  const folder = folderOf(place);
  const file = (...names: readonly string[]): string => join(folder, ...names);
  const memory = await openMemoryFile(file('memory.json'));
  const journal = journalIn(file('journal'), command);
  const toldRuns = toldRunsIn(file('journal'));
  let lock: Lock | undefined;

  const readCheckpoint = readOnce(checkpointIn);
  const checkpoint = async (id: string): Promise<Checkpoint | undefined> =>
    FILE_NAME.test(id) ? readCheckpoint(file('checkpoints', `${id}.json`)) : undefined;

  return {
    ...rememberingIn(memory),
    ...givenHintsIn(hintFile(file('hints.json'))),
    directory: folder,
    workshop: workshopFileIn(folder),
    refresh: memory.refresh,
    checkpoint,
    async checkpoints() {
      const names = await stateNames(file('checkpoints'));
      const all: (Checkpoint | undefined)[] = [];
      // All at once would open more files than a process may.
      for (let start = 0; start < names.length; start += AT_ONCE) {
        all.push(...(await Promise.all(names.slice(start, start + AT_ONCE).map(checkpoint))));
      }
      return all.filter((one) => one !== undefined).sort((a, b) => a.takenAt.localeCompare(b.takenAt));
    },
    expectCheckpoint: () => {},
    async saveCheckpoint(one) {
      requireVerified(one);
      await writeState(file('checkpoints', `${one.id}.json`), sealed(one));
    },
    journal: journal.append,
    // Each line is in the folder already.
    persist: async () => {},
    publish: async () => {},
    unfinished: () => unfinishedAmong(toldRuns()),
    failedSteps: () => failedStepsAmong(toldRuns()),
    async requireHeld() {
      await lock?.requireHeld();
      return undefined;
    },
    async lock() {
      lock = await takeLock(file('lock'), command);
      await pruneJournals(file('journal')).catch((error) => {
        throw unwritable(file('journal'), error);
      });
      // The previous holder may have remembered more.
      await memory.refresh();
      return lock;
    },
    async release() {
      const had = lock;
      lock = undefined;
      await had?.release();
    },
    holder: () => holderOf(file('lock')),
  };
}
