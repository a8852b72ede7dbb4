import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GlobalOptions } from '../../src/cli/global-options.ts';
import { openLab } from '../../src/cli/open-lab.ts';
import { ERRORS } from '../../src/contract/errors.ts';
import type { LabEvent, Summary } from '../../src/contract/event.ts';
import { plan, reset, rollback, run } from '../../src/engine/index.ts';
import type { CommandSession } from '../../src/engine/session.ts';
import { openSandbox } from '../../src/sandbox/sandbox.ts';
import { whatToDo } from '../what-to-do.ts';
import { differences } from './differences.ts';
import { seeded } from './weathers.ts';

/** How one seed went. */
export interface Life {
  readonly chaos: string;
  /** Each requested command, and how it ended: `0`, `3 role-cannot-decrypt`, `1 ERR_AWS`. */
  readonly endings: readonly string[];
  /** Every command ended with exit code 0. */
  readonly green: boolean;
  /** Commands that ended differently without saying why, and what to do. */
  readonly unclear: readonly string[];
  /** The number of resets it took. */
  readonly resets: number;
  /** What differs from the original; empty if the account is restored. */
  readonly astray: readonly string[];
  readonly milliseconds: number;
}

/** Of a command line without any. */
export const OPTIONS: Omit<GlobalOptions, 'stateDir' | 'chaos'> = {
  target: 'sandbox',
  variant: 'corrected',
  names: {
    roleName: 'KMSWorkshop-InstanceInitRole',
    alias: 'alias/ImportedCMK',
    userName: 'userA',
    instanceName: 'KMSWorkshop-Instance',
    sampleObject: 'SampleFile-KMS.txt',
  },
  ...{ yes: false, json: false, summary: false, color: false, verbose: false, quiet: false },
  ...{ probeMfa: false, allowProduction: false, allowRoot: false, allowHttp: false },
};

/** The number of resets under the same chaos: users try again. */
const PATIENCE = 5;
/** How far back; a run that did not get that far goes all the way. */
const HALF = 'after-strip-decrypt';

/** The whole lab, most of the way back, and a reset, each command as in a process of its own, all under the same chaos. */
export async function liveThrough(weather: string, seed: number): Promise<Life> {
  const chaos = () => seeded(weather, seed, endings.length);
  const begun = performance.now();
  const stateDir = await mkdtemp(join(tmpdir(), 'kms-lab-chaos-'));
  const before = await worldOf(stateDir);
  const endings: Ending[] = [];
  const ask = async (name: string, work: (session: CommandSession) => Promise<Summary>) => {
    const ending = await attempt({ ...OPTIONS, stateDir, chaos: chaos() }, name, work);
    endings.push(ending);
    return ending;
  };
  try {
    await ask('run', (session) => run(session, { onFailure: 'stop' }));
    await ask('rollback', async (session) =>
      rollback(session, { to: (await session.store.checkpoint(HALF)) ? HALF : 'baseline' }),
    );
    let resets = 0;
    for (let home = false; !home && resets < PATIENCE; resets++) {
      home = (await ask('reset', reset)).exitCode === 0;
    }
    const planned = await attempt({ ...OPTIONS, stateDir }, 'plan', (session) =>
      plan(session, { to: 'show-key-policy' }),
    );
    const astray = [
      ...(planned.exitCode === 0 ? [] : [`plan: ${planned.text}`]),
      ...differences(before, await worldOf(stateDir)),
    ];
    return {
      chaos: seeded(weather, seed),
      endings: endings.map(({ text }) => text),
      green: endings.every(({ exitCode }) => exitCode === 0),
      unclear: endings.filter(({ clear }) => !clear).map(({ text }) => text),
      resets,
      astray,
      milliseconds: Math.round(performance.now() - begun),
    };
  } finally {
    await rm(stateDir, { recursive: true, force: true });
  }
}

interface Ending {
  readonly text: string;
  readonly exitCode: number;
  /** Green, or a failed check, or an error of the table with a hint. */
  readonly clear: boolean;
}

async function attempt(
  options: GlobalOptions,
  name: string,
  work: (session: CommandSession) => Promise<Summary>,
): Promise<Ending> {
  const events: LabEvent[] = [];
  const host = { notify: (event: LabEvent) => events.push(event) };
  try {
    const { session, close } = await openLab(options, name, host, new AbortController().signal);
    const summary = await work(session).finally(close);
    return endingOf(name, summary);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    const known = code !== undefined && Object.hasOwn(ERRORS, code) && code !== 'ERR_INTERNAL';
    return { text: `${name}: ${code ?? ''} ${message}`, exitCode: 1, clear: known && whatToDo(error) !== '' };
  }
}

function endingOf(name: string, { exitCode, error, steps, checks }: Summary): Ending {
  const failed = [...steps.flatMap((step) => step.checks), ...checks]
    .filter(({ status }) => status === 'failed')
    .map(({ id }) => id);
  const why = error ? `${error.code} ${error.message}` : failed.join(', ');
  const clear =
    exitCode === 0 ||
    (error ? error.code !== 'ERR_INTERNAL' && whatToDo(error) !== '' : exitCode === 3 && failed.length > 0);
  return { text: `${name}: ${exitCode}${why ? ` ${why}` : ''}`, exitCode, clear };
}

async function worldOf(stateDir: string) {
  const sandbox = await openSandbox({ directory: join(stateDir, 'sandbox') });
  const world = structuredClone(sandbox.world());
  await sandbox.replaceWorld(structuredClone(world));
  await sandbox.close();
  return world;
}
