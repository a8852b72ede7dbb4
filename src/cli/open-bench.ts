import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../contract/errors.ts';
import type { Variant } from '../contract/facts.ts';
import type { Lab } from '../contract/lab.ts';
import { SILENT } from '../engine/silent-host.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { World } from '../sandbox/world.ts';
import type { Bench } from '../selftest/bench.ts';
import type { GlobalOptions } from './global-options.ts';
import { openLab } from './open-lab.ts';
import { NAME_OPTIONS } from './options.ts';

export interface OpenedBench {
  readonly bench: Bench;
  close(): Promise<void>;
}

/** A separate sandbox in a separate folder, both deleted afterward. The user's settings do not affect it. */
export async function openBench(variant: Variant, signal: AbortSignal): Promise<OpenedBench> {
  const stateDir = await mkdtemp(join(tmpdir(), 'kms-lab-selftest-'));
  const forget = () => rm(stateDir, { recursive: true, force: true });
  let sandbox: Sandbox | undefined;
  const start = async () => {
    const { openSandbox } = await import('../sandbox/sandbox.ts');
    sandbox = await openSandbox({ directory: join(stateDir, 'sandbox') });
    return sandbox;
  };
  try {
    const { session, close } = await openLab(
      optionsFor(variant, stateDir),
      'selftest',
      SILENT,
      signal,
      // Nothing is late here: waiting would not change KMS's answer.
      { start, sleep: async () => {} },
    );
    return {
      bench: { lab: session.lab, pipeline: session.pipeline, ...handsIn(sandbox!, session.lab, signal) },
      close: () => close().finally(forget),
    };
  } catch (error) {
    await forget();
    throw error;
  }
}

/** The published text locks out everyone but the account root. */
const optionsFor = (variant: Variant, stateDir: string): GlobalOptions => ({
  target: 'sandbox',
  variant,
  operator: variant === 'published' ? 'root' : 'operator',
  stateDir,
  names: Object.fromEntries(
    NAME_OPTIONS.flatMap((row) => ('fallback' in row ? [[row.key, row.fallback]] : [])),
  ) as unknown as GlobalOptions['names'],
  ...{ yes: false, json: false, summary: false, color: false, verbose: false, quiet: false },
  ...{ probeMfa: false, allowProduction: false, allowRoot: false, allowHttp: false },
});

function handsIn(
  sandbox: Sandbox,
  lab: Pick<Lab, 'newRound'>,
  signal: AbortSignal,
): Pick<Bench, 'keep' | 'others' | 'standIns'> {
  const home = () => {
    const { accounts, home } = sandbox.world();
    return accounts[home]!;
  };
  /** What the lab read before the change is no longer valid. */
  const replace = async (world: World): Promise<void> => {
    if (signal.aborted) throw new LabError('ERR_INTERRUPTED', 'Stopped. Not every check was proven.');
    await sandbox.replaceWorld(world);
    lab.newRound();
  };
  /** Changes the sandbox's data without a request, so no policy is evaluated. */
  const change = (make: () => void): Promise<void> => {
    make();
    return replace(structuredClone(sandbox.world()));
  };
  const { region, accounts, home: homeId } = sandbox.world();
  const strangers = Object.keys(accounts).filter((id) => id !== homeId);
  return {
    standIns: {
      principals: [
        `arn:aws:iam::${homeId}:user/another-admin`,
        ...strangers.map((id) => `arn:aws:iam::${id}:root`),
      ],
      key: `arn:aws:kms:${region}:${homeId}:key/99999999-0000-4000-8000-000000000000`,
    },
    keep() {
      const kept = structuredClone(sandbox.world());
      return () => replace(numberedOn(structuredClone(kept), sandbox.world()));
    },
    others: {
      addUser: (name) =>
        change(() => {
          const { users } = home();
          const [pattern] = Object.values(users);
          users[name] = { ...structuredClone(pattern!), name, id: 'AIDASOMEBODYELSE00000', accessKeys: [] };
        }),
      removeSample: () =>
        change(() => {
          for (const { objects } of Object.values(home().buckets)) delete objects['SampleFile-KMS.txt'];
        }),
      saveKeyPolicy: (document) =>
        change(() => {
          const { aliases, keys } = home();
          keys[aliases['alias/ImportedCMK']!.keyId]!.policy = document;
        }),
    },
  };
}

/** Never reuses a version number: a reader may remember what that version said. */
function numberedOn(world: World, now: World): World {
  for (const [id, { policies }] of Object.entries(world.accounts)) {
    for (const [arn, policy] of Object.entries(policies)) {
      policy.nextVersion = Math.max(policy.nextVersion, now.accounts[id]?.policies[arn]?.nextVersion ?? 0);
    }
  }
  return world;
}
