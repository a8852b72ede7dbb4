import { appendFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { writeDocs } from '../show/docs.ts';
import { type Life, liveThrough } from './come-home.ts';
import { EDITS } from './edits.ts';
import { journeyOf } from './journey.ts';
import { Album } from './scene.ts';

const { HOME_SEEDS = '500', HOME_FROM = '1', HOME_AT_ONCE = '2', HOME_RECORD } = process.env;
const FROM = Number(HOME_FROM);
const SEEDS = Number(HOME_SEEDS);

const ABOUT = `# Home from anywhere

Each seed is a walk on a fresh sandbox: a command of the lab (\`run\`, \`run --to\`, \`goto\` or \`solve\`), one to six edits by hand
over the wire with more commands between them, then \`reset\`. Where it does not end with 0, every command that it names is
typed once, in order (where a command of the lab is refused then and names more, that too, and the command again), and
\`reset\` is asked again: it has to end with 0, with the documents of the baseline, and with a plan
without changes. Written by \`npm run home -- --seeds 500\`; \`--from N --seeds 1\` repeats one walk.`;

test('home.md', async () => {
  const album = new Album();
  const seeds = Array.from({ length: SEEDS }, (_, index) => FROM + index);
  const next = seeds[Symbol.iterator]();
  const lives: Life[] = [];
  const worker = async () => {
    for (const seed of next) {
      const life = await liveThrough(journeyOf(seed), album);
      lives.push(life);
      if (HOME_RECORD) appendFileSync(HOME_RECORD, `${JSON.stringify(recordOf(life))}\n`);
      // One walk is for reading; the file is for many.
      if (SEEDS === 1) console.log(JSON.stringify(recordOf(life), null, 2));
      else if (lives.length % 10 === 0 || lives.length === SEEDS) writeDocs('quality/home.md', pageOf(lives));
    }
  };
  try {
    await Promise.all(Array.from({ length: Number(HOME_AT_ONCE) }, worker));
  } finally {
    await album.close();
  }
  expect(failed(lives).map(({ journey, why }) => `seed ${journey.seed}: ${why[0]}`)).toEqual([]);
});

/** What is kept of a seed: edits and places, exit codes, what was named and typed, the verdict and its reason. */
const recordOf = ({ journey, done, resets, named, typed, verdict, why, milliseconds }: Life) => ({
  ...{ seed: journey.seed, dana: journey.dana, done, resets, named, typed, verdict, why, milliseconds },
});

const failed = (lives: readonly Life[]): readonly Life[] =>
  lives.filter(({ verdict }) => verdict === 'failed').sort((a, b) => a.journey.seed - b.journey.seed);

const pageOf = (lives: readonly Life[]): string =>
  [ABOUT, tableOf(lives), ...failuresOf(failed(lives))].join('\n\n');

function tableOf(lives: readonly Life[]): string {
  const rows = EDITS.map(({ name }) =>
    row(
      name,
      lives.filter(({ made }) => made.some((edit) => edit.name === name)),
    ),
  );
  return [
    '| Edit | Seeds | Restored by reset alone | Named, and restored by typing | Failed |',
    '| --- | --: | --: | --: | --: |',
    ...rows,
    row('**all seeds**', lives),
  ].join('\n');
}

function row(name: string, lives: readonly Life[]): string {
  const counts = (['restored', 'typed', 'failed'] as const).map(
    (verdict) => lives.filter((life) => life.verdict === verdict).length,
  );
  return `| ${[name, lives.length, ...counts].join(' | ')} |`;
}

function failuresOf(lives: readonly Life[]): readonly string[] {
  if (lives.length === 0) return ['No seed failed.'];
  const lines = lives.map(
    ({ journey, done, why }) => `- seed ${journey.seed}: ${done.join('; ')}. ${why.map(short).join('; ')}`,
  );
  return ['## Seeds that failed', lines.join('\n')];
}

const short = (text: string): string =>
  (text.length > 160 ? `${text.slice(0, 160)}…` : text).replaceAll('\n', ' ');
