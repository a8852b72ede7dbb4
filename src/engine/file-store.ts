import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Checkpoint } from '../contract/checkpoint.ts';
import type { TargetName } from '../contract/event.ts';
import type { VersionIntent } from '../contract/ledger.ts';
import { journalIn } from './journal.ts';
import { holderOf, type Lock, takeLock } from './lock.ts';
import { readState, writeState } from './state-file.ts';
import type { Store } from './store.ts';
import { unfinishedIn } from './unfinished.ts';

interface Place {
  /** The state directory. */
  readonly directory: string;
  readonly target: TargetName;
  readonly accountId: string;
  readonly region: string;
  readonly command: string;
}

const CHECKPOINT = v.looseObject({
  version: v.literal(1),
  id: v.string(),
  kind: v.picklist(['baseline', 'step', 'named']),
  takenAt: v.pipe(v.string(), v.isoTimestamp()),
  facts: v.looseObject({ accountId: v.string(), key: v.looseObject({ arn: v.string() }) }),
  variant: v.picklist(['corrected', 'published']),
  documents: v.looseObject({}),
});

const isObject = (given: unknown): boolean => typeof given === 'object' && given !== null;

const MEMORY = v.object({
  version: v.literal(1),
  position: v.optional(v.string()),
  /** Version ids that the lab made, by policy ARN. */
  policyVersions: v.record(v.string(), v.array(v.string())),
  probe: v.optional(v.object({ userName: v.string(), at: v.string(), accessKeyId: v.optional(v.string()) })),
  /** Versions that were about to be made, by policy ARN. */
  intents: v.optional(
    v.record(
      v.string(),
      v.object({
        document: v.custom<VersionIntent['document']>(isObject),
        known: v.pipe(v.array(v.string()), v.readonly()),
      }),
    ),
  ),
});

/** What names a checkpoint names a file, and no path. */
export const FILE_NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;

/** A folder for one target, account and region: `checkpoints/`, `journal/`, `memory.json`, `lock`. */
export async function openStore({ directory, target, accountId, region, command }: Place): Promise<Store> {
  const folder = join(directory, target, accountId, region);
  const file = (...names: readonly string[]): string => join(folder, ...names);
  const load = async () =>
    (await readState(file('memory.json'), MEMORY)) ?? { version: 1 as const, policyVersions: {} };
  let memory = await load();
  let lock: Lock | undefined;
  const remember = async (change: Partial<typeof memory>): Promise<void> => {
    memory = { ...memory, ...change };
    await writeState(file('memory.json'), memory);
  };
  const versionsOf = (arn: string): readonly string[] => memory.policyVersions[arn] ?? [];
  const setVersions = (arn: string, versions: string[]): Promise<void> =>
    remember({ policyVersions: { ...memory.policyVersions, [arn]: versions } });

  const checkpoint = async (id: string): Promise<Checkpoint | undefined> =>
    FILE_NAME.test(id)
      ? ((await readState(file('checkpoints', `${id}.json`), CHECKPOINT)) as Checkpoint | undefined)
      : undefined;

  return {
    directory: folder,
    checkpoint,
    async checkpoints() {
      const all = await Promise.all((await namesIn(file('checkpoints'))).map(checkpoint));
      return all.filter((one) => one !== undefined).sort((a, b) => a.takenAt.localeCompare(b.takenAt));
    },
    saveCheckpoint: (one) => writeState(file('checkpoints', `${one.id}.json`), one),
    position: () => memory.position,
    savePosition: (position) => (position === memory.position ? Promise.resolve() : remember({ position })),
    madePolicyVersion: (arn, version) => versionsOf(arn).includes(version),
    intendPolicyVersion: (arn, intent) => remember({ intents: { ...memory.intents, [arn]: intent } }),
    intendedPolicyVersion: (arn) => memory.intents?.[arn],
    settlePolicyVersion(arn, versions) {
      const { [arn]: _, ...intents } = memory.intents ?? {};
      const made = [...new Set([...versionsOf(arn), ...versions])];
      return remember({ intents, policyVersions: { ...memory.policyVersions, [arn]: made } });
    },
    forgetPolicyVersion: (arn, version) =>
      setVersions(
        arn,
        versionsOf(arn).filter((one) => one !== version),
      ),
    probe: () => memory.probe,
    recordProbe: (probe) => remember({ probe }),
    forgetProbe: () => remember({ probe: undefined }),
    journal: journalIn(file('journal'), command),
    unfinished: () => unfinishedIn(file('journal')),
    requireHeld: async () => lock?.requireHeld(),
    async lock() {
      lock = await takeLock(file('lock'), command);
      // Whoever held it until now may have remembered more.
      memory = await load();
      return lock;
    },
    holder: () => holderOf(file('lock')),
  };
}

const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};
