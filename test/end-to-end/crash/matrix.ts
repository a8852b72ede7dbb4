import { isDeepStrictEqual } from 'node:util';
import { documentsOf } from './documents.ts';
import type { Meddling } from './proxy.ts';
import { type Ended, type Scene, Stage } from './stage.ts';

/** A command that is killed, and what comes before it. */
export interface Row {
  readonly args: readonly string[];
  /** Commands that bring a fresh account to where it begins. */
  readonly after: readonly (readonly string[])[];
}

/** The commands that write to the account. */
const ROWS: readonly Row[] = [
  { args: ['run'], after: [] },
  { args: ['rollback', '--to', 'after-strip-decrypt'], after: [['run']] },
  { args: ['reset'], after: [['run']] },
];

/** A moment at which a process can be killed. `state`: before its n-th write to the disk. */
export type Point =
  | { readonly kind: 'state'; readonly at: number; readonly name: string }
  | { readonly kind: 'aws'; readonly at: number; readonly when: 'before' | 'after'; readonly name: string };

/** What is gone back to where a command was killed. */
const RECOVERIES = ['resume', 'reset'] as const;
type Recovery = (typeof RECOVERIES)[number];

export interface Rehearsed {
  readonly row: Row;
  readonly begins: Scene;
  /** The documents where nothing is interrupted. */
  readonly ends: unknown;
  readonly home: unknown;
  readonly points: readonly Point[];
}

/** Runs the command once, undisturbed, to learn where it writes and where it leads. */
async function rehearse(stage: Stage, row: Row, fresh: Scene): Promise<Rehearsed> {
  await stage.set(fresh);
  for (const args of row.after) requireDone(args, await stage.run(args));
  const begins = await stage.keep();
  stage.proxy.meddle({});
  const disk = await stage.recorded(row.args);
  const aws = stage.proxy.writes;
  return {
    row,
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

export interface Tried {
  readonly row: Row;
  readonly point: Point;
  readonly recovery: Recovery;
  /** Why it is lost; absent where the account came back. */
  readonly lost?: string;
}

/** Kills the command at the point, goes back by the recovery, and compares the account. */
async function attempt(
  stage: Stage,
  { row, begins, ends, home }: Rehearsed,
  point: Point,
  recovery: Recovery,
): Promise<Tried> {
  await stage.set(begins);
  const killed = await killAt(stage, row.args, point);
  if (killed.signal !== 'SIGKILL') {
    return { row, point, recovery, lost: `it was not killed: ${killed.exitCode} ${killed.stderr}` };
  }
  stage.proxy.meddle({});
  const recovered = await stage.run([recovery]);
  const now = documentsOf(stage.sandbox.world());
  const lost = verdict(recovered, now, recovery === 'reset' ? home : ends, documentsOf(begins.world));
  return { row, point, recovery, ...(lost === undefined ? {} : { lost }) };
}

/** Where the command had not set out yet, there is nothing to go on with, and the account is as it was. */
function verdict(recovered: Ended, now: unknown, wanted: unknown, before: unknown): string | undefined {
  if (recovered.exitCode !== 0) return `it ended with ${recovered.exitCode}: ${lastLine(recovered)}`;
  if (isDeepStrictEqual(now, wanted)) return undefined;
  const hadNotSetOut = /there is nothing to go on with/.test(recovered.stdout);
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

/** Around a write to the account both ways back; at a write to the disk they take turns, two by two. */
export const trialsOf = (of: Rehearsed): readonly Trial[] =>
  of.points.flatMap((point): readonly Trial[] =>
    point.kind === 'aws'
      ? RECOVERIES.map((recovery) => ({ of, point, recovery }))
      : [{ of, point, recovery: RECOVERIES[Math.floor(point.at / 2) % 2]! }],
  );

/** Every trial about the account, and every other one about the disk. */
export const everyOther = ({ point }: Trial): boolean => point.kind === 'aws' || point.at % 2 === 1;

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
  const fresh = await stage.keep();
  const rehearsed: Rehearsed[] = [];
  for (const row of ROWS) rehearsed.push(await rehearse(stage, row, fresh));
  return rehearsed;
}

function requireDone(args: readonly string[], { exitCode, stderr, stdout }: Ended): void {
  if (exitCode !== 0) throw new Error(`kms-lab ${args.join(' ')} ended with ${exitCode}: ${stderr}${stdout}`);
}

export const openStages = (count: number): Promise<readonly Stage[]> =>
  Promise.all(Array.from({ length: count }, () => Stage.open()));
