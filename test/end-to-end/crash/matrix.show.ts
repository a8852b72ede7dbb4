import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeDocs } from '../../show/docs.ts';
import { openStages, type Rehearsed, rehearseAll, type Tried, trialsOf, tryAll } from './matrix.ts';
import type { Stage } from './stage.ts';

const AT_ONCE = 2;
/** Of so many writes to the disk one is tried, evenly: `CRASH_EVERY=4 npm run crash`. */
const EVERY = Number(process.env.CRASH_EVERY ?? 1);

let stages: readonly Stage[];
beforeAll(async () => {
  stages = await openStages(AT_ONCE);
}, 60_000);
afterAll(() => Promise.all(stages.map((stage) => stage.close())));

const tell = ({ row, point, recovery, lost }: Tried): void => {
  const { kind, at, name } = point;
  const how = `${row.args.join(' ')}: ${kind} ${at} ${name}, ${recovery}`;
  process.stderr.write(`${lost === undefined ? 'recovered' : 'LOST'} ${how}\n`);
};

test(
  'every point is tried, and none is lost',
  async () => {
    expect(EVERY, 'CRASH_EVERY').toBeGreaterThanOrEqual(1);
    const rehearsed = await rehearseAll(stages[0]!);
    const tried = await tryAll(
      rehearsed.flatMap((one) => trialsOf(one, { every: { aws: 1, state: EVERY }, ways: 'each' })),
      stages,
      tell,
    );
    writeDocs('quality/crash.md', page(rehearsed, tried));
    expect(tried.filter(({ lost }) => lost !== undefined)).toEqual([]);
  },
  3 * 3_600_000,
);

const WAYS = ['resume', 'reset', 'again'] as const;

function page(rehearsed: readonly Rehearsed[], tried: readonly Tried[]): string {
  const lost = tried.filter((one) => one.lost !== undefined);
  const rows = rehearsed.map((one) => {
    const mine = tried.filter(({ row }) => row === one.row);
    const by = (recovery: Tried['recovery']) => {
      if (!one.row.recoveries.includes(recovery)) return '';
      const those = mine.filter((trial) => trial.recovery === recovery);
      return `${those.filter((trial) => trial.lost === undefined).length} of ${those.length}`;
    };
    const kinds = (kind: 'state' | 'aws') =>
      new Set(one.points.filter((p) => p.kind === kind).map(({ at }) => at)).size;
    const reached = new Set(mine.map(({ point }) => point)).size;
    const cells = [kinds('state'), kinds('aws'), one.points.length, reached];
    return `| ${[`\`kms-lab ${one.row.args.join(' ')}\``, ...cells, ...WAYS.map(by)].join(' | ')} |`;
  });
  return [
    '# Killed at every point',
    '',
    'Written by `npm run crash`. A process is killed (SIGKILL) before each of its writes to the state directory, and before',
    'and after the account does each of its writes; then `resume` or `reset` is run, or the same command again, and the',
    'whole account compared with what it is where nothing is interrupted: one of each part after `setup`, none after',
    '`teardown`. Between two writes nothing is written, so that “after” one to the disk is “before” the next. The points are',
    'counted, not timed: `test/end-to-end/crash`.',
    ...(EVERY === 1
      ? []
      : [
          '',
          `Here all points around writes to AWS, and one of ${EVERY} to the disk (\`CRASH_EVERY=${EVERY} npm run crash\`).`,
        ]),
    '',
    '| Command | Writes to the disk | Writes to AWS | Points | Tried | Recovered by `resume` | by `reset` | by the same again |',
    '|---|---:|---:|---:|---:|---:|---:|---:|',
    ...rows,
    '',
    `${tried.length} trials, ${tried.length - lost.length} recovered, ${lost.length} lost.`,
    ...lost.map(
      ({ row, point, recovery, lost }) =>
        `- ${row.args.join(' ')}, ${JSON.stringify(point)}, ${recovery}: ${lost}`,
    ),
  ].join('\n');
}
