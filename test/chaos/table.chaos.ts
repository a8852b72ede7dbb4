import { expect, test } from 'vitest';
import { writeDocs } from '../show/docs.ts';
import { type Life, liveThrough } from './live-through.ts';
import { WEATHERS } from './weathers.ts';

const SEEDS = Number(process.env.CHAOS_SEEDS ?? 200);
/** Most of the time they wait. */
const AT_ONCE = Number(process.env.CHAOS_AT_ONCE ?? 8);

const ABOUT = `# The lab on bad days

\`kms-lab run\`, \`rollback\` to \`after-strip-decrypt\` and \`reset\`, on a sandbox with \`--chaos\`; where a reset does not end green
it is asked again, as a person would, up to five times. Every command has to end green, or with an documented error
and a hint, or with the check that failed; in the end the plan has to be without changes up to the first step and
the sandbox's world has to be the one it was before, but for version numbers and the web app's log. Written by
\`npm run chaos\`; the same seeds strike the same requests, but the order in which requests arrive is the machine's.`;

test('chaos.md', async () => {
  const days = Array.from({ length: SEEDS }, (_, index) => ({
    weather: WEATHERS[index % WEATHERS.length]!,
    seed: index + 1,
  }));
  const lives = new Map<string, Life[]>();
  const next = days[Symbol.iterator]();
  const write = () =>
    writeDocs(
      'quality/chaos.md',
      [ABOUT, tableOf(lives), endingsOf([...lives.values()].flat())].join('\n\n'),
    );
  const worker = async () => {
    for (const { weather, seed } of next) {
      const life = await liveThrough(weather.chaos, seed);
      lives.set(weather.name, [...(lives.get(weather.name) ?? []), life]);
      if (!life.green || life.astray.length > 0) console.log(JSON.stringify(life));
      // It takes long, so partial results are kept if it is stopped.
      write();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const all = [...lives.values()].flat();
  expect(all.flatMap(({ chaos, unclear }) => unclear.map((text) => `${chaos}: ${text}`))).toEqual([]);
  expect(all.flatMap(({ chaos, astray }) => astray.map((text) => `${chaos}: ${text}`))).toEqual([]);
});

function tableOf(lives: ReadonlyMap<string, readonly Life[]>): string {
  const rows = WEATHERS.map(({ name, chaos }) => row(name, `\`${chaos}\``, lives.get(name) ?? []));
  return [
    '| Weather | Settings | Seeds | All green | Clear errors | Brought home | At most resets | Slowest |',
    '| --- | --- | --: | --: | --: | --: | --: | --: |',
    ...rows,
    row('**all**', '', [...lives.values()].flat()),
  ].join('\n');
}

function row(name: string, settings: string, lives: readonly Life[]): string {
  const count = (fits: (life: Life) => boolean) => lives.filter(fits).length;
  const slowest = Math.max(0, ...lives.map(({ milliseconds }) => milliseconds));
  const cells = [
    name,
    settings,
    lives.length,
    count(({ green }) => green),
    count(({ green, unclear }) => !green && unclear.length === 0),
    count(({ astray }) => astray.length === 0),
    Math.max(0, ...lives.map(({ resets }) => resets)),
    `${(slowest / 1000).toFixed(1)} s`,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** How the commands that were not green ended, and how often. */
function endingsOf(lives: readonly Life[]): string {
  const counted = new Map<string, number>();
  for (const ending of lives.flatMap(({ endings }) => endings)) {
    const [command = '', rest = ''] = ending.split(': ');
    if (rest === '0') continue;
    const key = `${command}: ${rest.split(' ').slice(0, 2).join(' ')}`;
    counted.set(key, (counted.get(key) ?? 0) + 1);
  }
  const lines = [...counted].sort(([, a], [, b]) => b - a).map(([key, times]) => `| ${key} | ${times} |`);
  if (lines.length === 0) return 'No command ended otherwise than green.';
  return ['| Ended otherwise | Times |', '| --- | --: |', ...lines].join('\n');
}
