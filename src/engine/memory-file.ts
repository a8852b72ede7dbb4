import * as v from 'valibot';
import type { Ledger, VersionIntent } from '../contract/ledger.ts';
import { readOnce } from '../disk/read-once.ts';
import { readState, writeState } from './state-file.ts';
import type { Store } from './store.ts';

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

interface MemoryFile {
  readonly store: Ledger & Pick<Store, 'position' | 'savePosition'>;
  /** Includes what another process wrote meanwhile. */
  refresh(): Promise<void>;
}

/** What the lab remembers of an account between commands. Throws `ERR_STATE_DAMAGED`, `ERR_STATE_NEWER`. */
export async function openMemory(path: string): Promise<MemoryFile> {
  const read = readOnce((path) => readState(path, MEMORY));
  const load = async () => (await read(path)) ?? { version: 1 as const, policyVersions: {} };
  let memory = await load();
  const remember = async (change: Partial<typeof memory>): Promise<void> => {
    memory = { ...memory, ...change };
    await writeState(path, memory);
  };
  const versionsOf = (arn: string): readonly string[] => memory.policyVersions[arn] ?? [];
  const setVersions = (arn: string, versions: string[]): Promise<void> =>
    remember({ policyVersions: { ...memory.policyVersions, [arn]: versions } });

  const store: MemoryFile['store'] = {
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
  };
  return {
    store,
    async refresh() {
      memory = await load();
    },
  };
}
