import { isDeepStrictEqual } from 'node:util';
import type { World } from '../../../src/sandbox/world.ts';
import { documentsOf } from './documents.ts';
import type { Meddling } from './proxy.ts';
import { type Ended, type Scene, Stage } from './stage.ts';

/** A command that is killed, what precedes it, and how to continue. */
export interface Row {
  /** `KEY_ID`: the id of the account's key. */
  readonly args: readonly string[];
  readonly from: 'workshop' | 'empty';
  /** Commands that bring the account to where it begins. */
  readonly after: readonly (readonly string[])[];
  readonly recoveries: readonly Recovery[];
}

/** `again`: the command itself. */
export type Recovery = 'resume' | 'reset' | 'again';

const ON_THE_PAGE = { from: 'workshop', recoveries: ['resume', 'reset'] } as const;
const AROUND_IT = { from: 'empty', recoveries: ['again'] } as const;

/** The commands that write to the account. */
const ROWS: readonly Row[] = [
  { ...ON_THE_PAGE, args: ['run'], after: [] },
  { ...ON_THE_PAGE, args: ['rollback', '--to', 'after-strip-decrypt'], after: [['run']] },
  { ...ON_THE_PAGE, args: ['reset'], after: [['run']] },
  { ...AROUND_IT, args: ['setup'], after: [] },
  { ...AROUND_IT, args: ['teardown', '--delete-key', 'KEY_ID'], after: [['setup']] },
];

/** A moment at which a process can be killed. `state`: before its n-th write to the disk. */
export type Point =
  | { readonly kind: 'state'; readonly at: number; readonly name: string }
  | { readonly kind: 'aws'; readonly at: number; readonly when: 'before' | 'after'; readonly name: string };

export interface Rehearsed {
  readonly row: Row;
  /** The row's, as they are typed. */
  readonly args: readonly string[];
  readonly begins: Scene;
  /** The documents without an interruption. */
  readonly ends: unknown;
  readonly home: unknown;
  readonly points: readonly Point[];
}

/** Runs the command once, undisturbed, to learn where it writes and where it leads. */
async function rehearse(stage: Stage, row: Row, fresh: Scene): Promise<Rehearsed> {
  await stage.set(fresh);
  for (const args of row.after) requireDone(args, await stage.run(args));
  const begins = await stage.keep();
  const args = row.args.map((arg) => (arg === 'KEY_ID' ? onlyKeyOf(begins.world) : arg));
  stage.proxy.meddle({});
  const disk = await stage.recorded(args);
  const aws = stage.proxy.writes;
  return {
    row,
    args,
    begins,
    ends: documentsOf(stage.sandbox.world()),
    home: documentsOf(fresh.world),
    points: [
      ...disk.map((name, index): Point => ({ kind: 'state', at: index + 1, name })),
      ...aws.flatMap((name, index): Point[] =>
        (['before', 'after'] as const).map((when) => ({ kind: 'aws', at: index + 1, when, name })),
      ),
    ],
  };
}

function onlyKeyOf({ accounts, home }: World): string {
  const [id, ...others] = Object.keys(accounts[home]?.keys ?? {});
  if (id === undefined || others.length > 0)
    throw new Error(`the account has ${others.length} keys too many`);
  return id;
}

export interface Tried {
  readonly row: Row;
  readonly point: Point;
  readonly recovery: Recovery;
  /** Why it is lost; absent if the account was restored. */
  readonly lost?: string;
}

/** Kills the command at the point, goes back by the recovery, and compares the account. */
async function attempt(
  stage: Stage,
  { row, args, begins, ends, home }: Rehearsed,
  point: Point,
  recovery: Recovery,
): Promise<Tried> {
  await stage.set(begins);
  const killed = await killAt(stage, args, point);
  if (killed.signal !== 'SIGKILL') {
    return { row, point, recovery, lost: `it was not killed: ${killed.exitCode} ${killed.stderr}` };
  }
  stage.proxy.meddle({});
  const recovered = await stage.run(recovery === 'again' ? args : [recovery]);
  const now = documentsOf(stage.sandbox.world());
  const lost = verdict(recovered, now, recovery === 'reset' ? home : ends, documentsOf(begins.world));
  return { row, point, recovery, ...(lost === undefined ? {} : { lost }) };
}

/** If the command had not started its work yet, there is nothing to resume, and the account is unchanged. */
function verdict(recovered: Ended, now: unknown, wanted: unknown, before: unknown): string | undefined {
  if (recovered.exitCode !== 0) return `it ended with ${recovered.exitCode}: ${lastLine(recovered)}`;
  if (isDeepStrictEqual(now, wanted)) return undefined;
  const hadNotSetOut = /there is nothing to resume/.test(recovered.stdout);
  if (hadNotSetOut && isDeepStrictEqual(now, before)) return undefined;
  return `the account has ${JSON.stringify(now)} and not ${JSON.stringify(wanted)}`;
}

const lastLine = ({ stdout, stderr }: Ended): string => stderr || (stdout.trimEnd().split('\n').at(-1) ?? '');

async function killAt(stage: Stage, args: readonly string[], point: Point): Promise<Ended> {
  if (point.kind === 'state') return stage.run(args, { at: point.at, do: 'kill' });
  const { child, ended } = stage.start(args);
  const here = async (_: string, count: number) => {
    if (count !== point.at) return false;
    child.kill('SIGKILL');
    await ended;
    return true;
  };
  const meddling: Meddling =
    point.when === 'before'
      ? { before: async (...write) => ((await here(...write)) ? 'drop' : 'forward') }
      : { after: async (...write) => ((await here(...write)) ? 'drop' : 'answer') };
  stage.proxy.meddle(meddling);
  return ended;
}

/** A point, and how the command is gone back to from there. */
interface Trial {
  readonly of: Rehearsed;
  readonly point: Point;
  readonly recovery: Recovery;
}

export interface Spread {
  /** Of so many moments one is tried, evenly: at writes to the disk, and right before and after writes to the account. */
  readonly every: Readonly<Record<Point['kind'], number>>;
  /** Around a write to the account `each` way back, or they take turns. */
  readonly ways: 'each' | 'in turn';
}

export const trialsOf = (of: Rehearsed, { every, ways }: Spread): readonly Trial[] =>
  (['aws', 'state'] as const).flatMap((kind) =>
    of.points
      .filter((point) => point.kind === kind)
      .filter((_, index) => index % every[kind] === 0)
      .flatMap((point, turn): readonly Trial[] => {
        const { recoveries } = of.row;
        const chosen =
          kind === 'aws' && ways === 'each' ? recoveries : [recoveries[turn % recoveries.length]!];
        return chosen.map((recovery) => ({ of, point, recovery }));
      }),
  );

/** Tries them, each stage one after the other; `tell` hears of each as it ends. */
export async function tryAll(
  trials: readonly Trial[],
  stages: readonly Stage[],
  tell: (tried: Tried) => void = () => {},
): Promise<readonly Tried[]> {
  const all: Tried[] = [];
  const next = trials.values();
  await Promise.all(
    stages.map(async (stage) => {
      for (const { of, point, recovery } of next) {
        const tried = await attempt(stage, of, point, recovery);
        all.push(tried);
        tell(tried);
      }
    }),
  );
  return all;
}

/** The commands undisturbed, each from where it begins. */
export async function rehearseAll(stage: Stage): Promise<readonly Rehearsed[]> {
  const workshop = await stage.keep();
  await stage.sandbox.reset({ empty: true });
  const fresh = { workshop, empty: await stage.keep() };
  const rehearsed: Rehearsed[] = [];
  for (const row of ROWS) rehearsed.push(await rehearse(stage, row, fresh[row.from]));
  return rehearsed;
}

function requireDone(args: readonly string[], { exitCode, stderr, stdout }: Ended): void {
  if (exitCode !== 0) throw new Error(`kms-lab ${args.join(' ')} ended with ${exitCode}: ${stderr}${stdout}`);
}

export const openStages = (count: number): Promise<readonly Stage[]> =>
  Promise.all(Array.from({ length: count }, () => Stage.open()));
