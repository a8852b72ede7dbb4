import * as v from 'valibot';
import type { Ledger, VersionIntent } from '../contract/ledger.ts';
import { readOnce } from '../disk/read-once.ts';
import { readState, writeState } from './state-file.ts';
import type { Store } from './store.ts';

const isObject = (given: unknown): boolean => typeof given === 'object' && given !== null;

export const MEMORY = v.object({
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

/** What the lab remembers of an account between commands. */
export type AccountMemory = v.InferOutput<typeof MEMORY>;

export const NO_MEMORY: AccountMemory = { version: 1, policyVersions: {} };

/** Where a memory is kept. */
export interface MemoryPlace {
  /** As it was last read or changed. */
  now(): AccountMemory;
  /** Kept when it resolves. */
  change(change: (memory: AccountMemory) => AccountMemory): Promise<void>;
  /** Kept with the next change at the latest: if the process dies first, the account itself tells it again. */
  settle(change: (memory: AccountMemory) => AccountMemory): Promise<void>;
}

type Remembering = Ledger & Pick<Store, 'position' | 'savePosition'>;

export function rememberingIn({ now, change, settle }: MemoryPlace): Remembering {
  const versionsOf = (memory: AccountMemory, arn: string): readonly string[] =>
    memory.policyVersions[arn] ?? [];
  const withVersions = (memory: AccountMemory, arn: string, versions: readonly string[]): AccountMemory => ({
    ...memory,
    policyVersions: { ...memory.policyVersions, [arn]: [...versions] },
  });
  return {
    position: () => now().position,
    savePosition: async (position) => {
      if (position !== now().position) await settle((memory) => ({ ...memory, position }));
    },
    madePolicyVersion: (arn, version) => versionsOf(now(), arn).includes(version),
    intendPolicyVersion: (arn, intent) =>
      change((memory) => ({ ...memory, intents: { ...memory.intents, [arn]: intent } })),
    intendedPolicyVersion: (arn) => now().intents?.[arn],
    settlePolicyVersion: (arn, versions) =>
      settle((memory) => {
        const { [arn]: _, ...intents } = memory.intents ?? {};
        const made = [...new Set([...versionsOf(memory, arn), ...versions])];
        return { ...withVersions(memory, arn, made), intents };
      }),
    forgetPolicyVersion: (arn, version) =>
      settle((memory) =>
        withVersions(
          memory,
          arn,
          versionsOf(memory, arn).filter((one) => one !== version),
        ),
      ),
    probe: () => now().probe,
    recordProbe: (probe) => change((memory) => ({ ...memory, probe })),
    forgetProbe: () => change((memory) => ({ ...memory, probe: undefined })),
  };
}

interface MemoryFile extends MemoryPlace {
  /** Includes what another process wrote meanwhile. */
  refresh(): Promise<void>;
}

/** Throws `ERR_STATE_DAMAGED`, `ERR_STATE_NEWER`. */
export async function openMemoryFile(path: string): Promise<MemoryFile> {
  const read = readOnce((path) => readState(path, MEMORY));
  const load = async () => (await read(path)) ?? NO_MEMORY;
  let memory = await load();
  const change: MemoryPlace['change'] = async (changed) => {
    memory = changed(memory);
    await writeState(path, memory);
  };
  return {
    now: () => memory,
    change,
    settle: change,
    async refresh() {
      memory = await load();
    },
  };
}
