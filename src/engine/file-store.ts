import { join } from 'node:path';
import * as v from 'valibot';
import type { Checkpoint } from '../contract/checkpoint.ts';
import type { TargetName } from '../contract/event.ts';
import { readOnce } from '../disk/read-once.ts';
import { sealed } from './digest.ts';
import { failedStepsIn } from './failed-steps.ts';
import { givenHintsIn } from './given-hints.ts';
import { journalIn } from './journal.ts';
import { KEPT, MOMENT, SNAPSHOT } from './kept-shapes.ts';
import { holderOf, type Lock, takeLock } from './lock.ts';
import { openMemory } from './memory-file.ts';
import { pruneJournals } from './prune.ts';
import { readSealed, stateNames, unwritable, writeState } from './state-file.ts';
import type { Store } from './store.ts';
import { unfinishedIn } from './unfinished.ts';
import { requireVerified } from './verified.ts';

interface Place {
  /** The state directory. */
  readonly directory: string;
  readonly target: TargetName;
  readonly accountId: string;
  readonly region: string;
  readonly command: string;
}

const CHECKPOINT = v.looseObject({
  ...KEPT,
  id: v.string(),
  kind: v.picklist(['baseline', 'step', 'named']),
  takenAt: MOMENT,
  documents: SNAPSHOT,
});

const UNVERIFIED = { intact: undefined, broken: 'changed', none: 'without digest' } as const;

async function checkpointIn(path: string): Promise<Checkpoint | undefined> {
  const read = await readSealed(path, CHECKPOINT);
  if (!read) return undefined;
  const { digest: _, unverified: __, ...content } = read.content;
  const unverified = UNVERIFIED[read.seal];
  return { ...content, ...(unverified ? { unverified } : {}) } as unknown as Checkpoint;
}

const AT_ONCE = 64;

/** A checkpoint's name is also a file's name, and must not be a path. */
export const FILE_NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;

/** A folder for one target, account and region: `checkpoints/`, `journal/`, `memory.json`, `hints.json`, `lock`. */
export async function openStore({ directory, target, accountId, region, command }: Place): Promise<Store> {
  const folder = join(directory, target, accountId, region);
  const file = (...names: readonly string[]): string => join(folder, ...names);
  const memory = await openMemory(file('memory.json'));
  let lock: Lock | undefined;

  const readCheckpoint = readOnce(checkpointIn);
  const checkpoint = async (id: string): Promise<Checkpoint | undefined> =>
    FILE_NAME.test(id) ? readCheckpoint(file('checkpoints', `${id}.json`)) : undefined;

  return {
    ...memory.store,
    ...givenHintsIn(file('hints.json')),
    directory: folder,
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
    async saveCheckpoint(one) {
      requireVerified(one);
      await writeState(file('checkpoints', `${one.id}.json`), sealed(one));
    },
    journal: journalIn(file('journal'), command),
    unfinished: unfinishedIn(file('journal')),
    failedSteps: failedStepsIn(file('journal')),
    requireHeld: async () => lock?.requireHeld(),
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
