import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { World, WorldAccount } from '../../../src/sandbox/world.ts';
import { createBucket } from '../../cli/fleet/bucket.ts';
import { program } from '../../cli/fleet/program.ts';
import { documentsIn } from '../../cli/fleet/room.ts';
import { kmsLab } from '../../end-to-end/kms-lab.ts';
import type { StoreServer } from '../queue/store-servers.ts';
import { type Supervised, supervise, type UnexpectedExit } from './supervised.ts';
import { type TwoWriters, twoWritersIn } from './writers.ts';

/** What is killed. */
export const VICTIMS = ['worker', 'coordinator', 'queue'] as const;
export type Victim = (typeof VICTIMS)[number];

export interface KilledFleets {
  readonly fleets: number;
  /** Of all fleets together. */
  readonly accounts: number;
  readonly kills: Readonly<Record<Victim, number>>;
  readonly lost: readonly LostAccounts[];
  readonly twoWriters: readonly TwoWriters[];
  readonly exits: readonly UnexpectedExit[];
  readonly seconds: number;
}

/** Accounts of a fleet that are not where it wanted them, whatever it said; or of which it did not say so. */
export interface LostAccounts {
  readonly fleet: string;
  readonly accounts: number;
  /** What the fleet said at its end. */
  readonly said: readonly string[];
}

interface Asked {
  readonly store: () => Promise<StoreServer>;
  readonly accounts: number;
  /** How often each victim is killed, at least. */
  readonly times: number;
  /** The same seed makes the same choices, though not at the same instants of the programs. */
  readonly seed: number;
  /** Hears of each kill, and how each fleet ended. */
  readonly told?: (line: string) => void;
}

const WORKERS = 3;
/** Milliseconds between two kills. */
const SPACING = { least: 500, most: 4500 };
/** Kills for one fleet: then it may end, which takes until the leases of those killed last have run out. */
const PER_FLEET = 25;
/** Of a fleet, in milliseconds: far more than it takes. */
const PATIENCE = 15 * 60_000;

/** Kills at random moments, starts again what was killed, and counts what came of the fleets. */
export async function killFleets({ store, accounts, times, seed, told }: Asked): Promise<KilledFleets> {
  const begun = performance.now();
  const random = randomBy(seed);
  const room = await openKillRoom(await store(), accounts);
  const kills = { worker: 0, coordinator: 0, queue: 0 };
  const tell = (line: string) => told?.(`${((performance.now() - begun) / 1000).toFixed(1)} ${line}`);
  const [lost, twoWriters]: [LostAccounts[], TwoWriters[]] = [[], []];
  let fleets = 0;
  try {
    while (VICTIMS.some((victim) => kills[victim] < times)) {
      // What one fleet has done is what the next one undoes.
      const fleet = await room.begin(fleets++ % 2 === 0 ? 'run' : 'reset');
      tell(`fleet ${fleet.id} has begun`);
      for (let left = PER_FLEET; left > 0 && !fleet.isOver(); left--) {
        const open = VICTIMS.filter((victim) => kills[victim] < times);
        const victim = open[Math.floor(random() * open.length)];
        if (victim === undefined) break;
        await pause(SPACING.least + random() * (SPACING.most - SPACING.least));
        if (fleet.isOver() || !(await fleet.kill(victim, random()))) continue;
        kills[victim]++;
        tell(`killed: ${victim}`);
      }
      const { missing, said } = await fleet.end();
      if (missing > 0) lost.push({ fleet: fleet.id, accounts: missing, said });
      twoWriters.push(...(await room.twoWriters(fleet)));
      tell([`fleet ${fleet.id} has ended, ${missing} lost`, ...said].join('\n'));
    }
  } finally {
    await room.close();
  }
  const seconds = Math.round((performance.now() - begun) / 1000);
  return { fleets, accounts: fleets * accounts, kills, lost, twoWriters, exits: room.exits, seconds };
}

interface KillRoom {
  readonly exits: readonly UnexpectedExit[];
  begin(verb: KilledVerb): Promise<KilledFleet>;
  twoWriters(fleet: KilledFleet): Promise<readonly TwoWriters[]>;
  close(): Promise<void>;
}

interface KilledFleet {
  readonly id: string;
  /** ISO 8601. */
  readonly since: string;
  isOver(): boolean;
  /** False if it had ended by itself. */
  kill(victim: Victim, which: number): Promise<boolean>;
  /** How many accounts are missing once it has ended, and what it said. */
  end(): Promise<{ readonly missing: number; readonly said: readonly string[] }>;
}

type KilledVerb = 'run' | 'reset';

async function openKillRoom(queue: StoreServer, accounts: number): Promise<KillRoom> {
  const folder = mkdtempSync(join(tmpdir(), 'kms-lab-kill-'));
  const sandbox = program(['sandbox', 'serve', '--accounts', String(accounts), '--port', '0'], {
    KMS_LAB_STATE_DIR: folder,
  });
  await sandbox.says(/^Ready at/);
  await createBucket(folder, 'the-room');
  const exits: UnexpectedExit[] = [];
  const machine = machineOf(folder, { KMS_LAB_QUEUE: queue.url, KMS_LAB_STATE: 's3://the-room/kill' });
  const workers = Array.from({ length: WORKERS }, (_, at) => {
    const env = machine(`worker-${at}`);
    const start = () => program(['fleet', 'worker', '--concurrency', '3'], env);
    return supervise({ name: 'worker', start, exits });
  });
  const env = machine('coordinator');
  const killing: Omit<Killing, 'verb' | 'wanted'> = { folder, accounts, env, queue, workers, exits };
  const wanted = await reference({ ...killing });
  return {
    exits,
    begin: (verb) => beginFleet({ ...killing, verb, wanted: wanted[verb] }),
    twoWriters: async (fleet) =>
      twoWritersIn((await kmsLab(folder, 'sandbox', 'log', '--json')).stdout, fleet.id, fleet.since),
    async close() {
      for (const one of workers) await one.stop();
      sandbox.kill('SIGTERM');
      await sandbox.ended;
      await queue.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A machine has a state directory of its own; all of them reach the one sandbox. */
const machineOf = (folder: string, shared: Readonly<Record<string, string>>) => (name: string) => {
  const directory = join(folder, 'machines', name);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  copyFileSync(join(folder, 'sandbox-server.json'), join(directory, 'sandbox-server.json'));
  return { ...shared, KMS_LAB_STATE_DIR: directory };
};

/** The documents of each account, as text. */
type Documents = ReadonlyMap<string, string>;

async function documentsOf(folder: string): Promise<Documents> {
  const path = join(folder, 'world.json');
  await kmsLab(folder, 'sandbox', 'save', path);
  const { accounts } = JSON.parse(readFileSync(path, 'utf8')) as World;
  const own = Object.entries(accounts).filter(([, { instances }]) => Object.keys(instances).length > 0);
  return new Map(own.map(([id, account]) => [id, documentsText(account)]));
}

/** A user that is made again has another id, which a key policy shows in place of its ARN once it is gone. */
const documentsText = (account: WorldAccount): string =>
  JSON.stringify(documentsIn(account)).replace(/\bAIDA[A-Z0-9]{17}\b/g, 'ID');

interface Killing {
  readonly verb: KilledVerb;
  readonly folder: string;
  readonly accounts: number;
  /** Of the coordinator. */
  readonly env: Readonly<Record<string, string>>;
  readonly queue: StoreServer;
  readonly workers: readonly Supervised[];
  readonly exits: UnexpectedExit[];
  /** What each account is to be like at the end. */
  readonly wanted: Documents;
}

/** What fleets do in which nothing is killed. */
async function reference(killing: Omit<Killing, 'verb' | 'wanted'>): Promise<Record<KilledVerb, Documents>> {
  const { folder } = killing;
  const reset = await documentsOf(folder);
  await (await beginFleet({ ...killing, verb: 'run', wanted: new Map() })).end();
  const run = await documentsOf(folder);
  await (await beginFleet({ ...killing, verb: 'reset', wanted: new Map() })).end();
  return { reset, run };
}

async function beginFleet(killing: Killing): Promise<KilledFleet> {
  const { verb, folder, accounts, env, queue, workers, exits, wanted } = killing;
  const limits = ['--expect', String(accounts), '--max-errors', String(accounts), '--canary', '0'];
  const since = new Date().toISOString();
  let id: string | undefined;
  const coordinator = supervise({
    name: 'coordinator',
    start: () =>
      id === undefined
        ? program(['fleet', verb, '--accounts', 'sandbox', '--yes', ...limits], env)
        : program(['fleet', 'resume', id, '--yes'], env),
    isDone: ({ lines }) => tallyIn(lines) !== undefined,
    exits,
  });
  const [, named] = /^fleet (\S+):/.exec(await coordinator.now.says(/^fleet \S+:/))!;
  id = named!;
  return {
    ...{ id, since },
    isOver: () => coordinator.isDone,
    async kill(victim, which) {
      if (victim === 'worker') return workers[Math.floor(which * workers.length)]!.kill();
      if (victim === 'coordinator') return coordinator.kill();
      await queue.kill();
      await queue.start();
      return true;
    },
    async end() {
      for (const end = performance.now() + PATIENCE; !coordinator.isDone; await pause(200)) {
        if (performance.now() > end)
          throw new Error(`the fleet does not end: ${coordinator.now.lines.join('\n')}`);
      }
      const { lines } = coordinator.now;
      const there = await documentsOf(folder);
      const amiss = [...wanted].filter(([account, documents]) => there.get(account) !== documents);
      return { missing: Math.max(amiss.length, accounts - tallyIn(lines)!), said: lines.slice(-12) };
    },
  };
}

/** How many accounts a fleet says are as wanted; `undefined` before it has ended. */
function tallyIn(lines: readonly string[]): number | undefined {
  const [, words] = /^\d+ accounts?: (.*)\.$/m.exec(lines.join('\n')) ?? [];
  if (words === undefined) return undefined;
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(words)?.[1] ?? 0);
  return count('done') + count('nothing to change');
}

/** From 0 to 1. https://en.wikipedia.org/wiki/Linear_congruential_generator */
function randomBy(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
