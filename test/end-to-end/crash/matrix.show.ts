import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeDocs } from '../../show/docs.ts';
import { openStages, type Rehearsed, rehearseAll, type Tried, trialsOf, tryAll } from './matrix.ts';
import type { Stage } from './stage.ts';

const AT_ONCE = 2;

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

test('every point is tried, and none is lost', async () => {
  const rehearsed = await rehearseAll(stages[0]!);
  const begun = performance.now();
  const tried = await tryAll(rehearsed.flatMap(trialsOf), stages, tell);
  const seconds = Math.round((performance.now() - begun) / 1000);
  writeDocs('crash-matrix.md', page(rehearsed, tried, seconds));
  expect(tried.filter(({ lost }) => lost !== undefined)).toEqual([]);
}, 3_600_000);

function page(rehearsed: readonly Rehearsed[], tried: readonly Tried[], seconds: number): string {
  const lost = tried.filter((one) => one.lost !== undefined);
  const rows = rehearsed.map((one) => {
    const mine = tried.filter(({ row }) => row === one.row);
    const by = (recovery: Tried['recovery']) => {
      const those = mine.filter((trial) => trial.recovery === recovery);
      return `${those.filter((trial) => trial.lost === undefined).length} of ${those.length}`;
    };
    const kinds = (kind: 'state' | 'aws') =>
      new Set(one.points.filter((p) => p.kind === kind).map(({ at }) => at)).size;
    const cells = [`\`kms-lab ${one.row.args.join(' ')}\``, kinds('state'), kinds('aws'), one.points.length];
    return `| ${[...cells, by('resume'), by('reset')].join(' | ')} |`;
  });
  return [
    '# Killed at every point',
    '',
    'Written by `npm run crash`. A process is killed (SIGKILL) before each of its writes to the state directory, and before',
    'and after the account does each of its writes; then `resume` or `reset` is run, and the whole account compared with',
    'what it is where nothing is interrupted. Between two writes nothing is written, so that “after” one to the disk is',
    '“before” the next. The points are counted, not timed: `test/end-to-end/crash`.',
    '',
    '| Command | Writes to the disk | Writes to AWS | Points | Recovered by `resume` | Recovered by `reset` |',
    '|---|---:|---:|---:|---:|---:|',
    ...rows,
    '',
    `${tried.length} trials, ${tried.length - lost.length} recovered, ${lost.length} lost; ${seconds} s, ${AT_ONCE} at a time.`,
    ...lost.map(
      ({ row, point, recovery, lost }) =>
        `- ${row.args.join(' ')}, ${JSON.stringify(point)}, ${recovery}: ${lost}`,
    ),
  ].join('\n');
}
