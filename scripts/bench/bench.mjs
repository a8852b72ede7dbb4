/**
 * Every number that the documentation claims, each a ratio of two things measured side by side in this one run.
 * Prints a table, writes it as docs/quality/bench.json and docs/quality/bench.md, and exits with 1 if a target is
 * missed.
 */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { byHand } from './by-hand.mjs';
import { countBy, HOPS, isWrite, pathText, repeated } from './calls.mjs';
import { decisions } from './evaluator.mjs';
import { keys } from './keys.mjs';
import { callsOnAws, latency, overhead } from './lab.mjs';
import { hasProgram, ROOT } from './processes.mjs';
import { sandbox } from './sandbox.mjs';
import { again, startup } from './startup.mjs';

/** AWS requests of the whole lab: on the sandbox, and on a target whose answers have to agree. */
const MOST_CALLS = { sandbox: 270, aws: 400 };

/** Why a call is made that an earlier one has answered. */
const FRESH =
  'What remains are fresh looks: a command reads the account again once it has opened it, and a failed check runs again.';

const ms = (value) => `${value.toFixed(0)} ms`;
const perSecond = (value) => `${Math.round(value).toLocaleString('en')} /s`;
const megabytes = (value) => `${(value / 1e6).toFixed(0)} MB`;
const NOT_HERE = 'not here';

const rows = [];

/** One line of the table. `ratio` misses its target if it is above `atMost` or below `atLeast`. */
function row(what, ours, beside, { ratio, atMost, atLeast, note } = {}) {
  const missed = ratio !== undefined && (ratio > (atMost ?? Infinity) || ratio < (atLeast ?? -Infinity));
  rows.push({ what, ours, beside, ratio, atMost, atLeast, missed, note });
  console.log(lineOf(rows.at(-1)));
}

const limitOf = ({ atMost, atLeast }) =>
  atMost !== undefined ? `at most ${atMost}x` : atLeast !== undefined ? `at least ${atLeast}x` : '';
const ratioOf = ({ ratio }) => (ratio === undefined ? '' : `${ratio.toFixed(2)}x`);

const lineOf = (one) =>
  [
    one.what.padEnd(44),
    one.ours.padStart(14),
    `  ${one.beside}`.padStart(34),
    ratioOf(one).padStart(9),
    `  ${limitOf(one)}${one.missed ? ' MISSED' : ''}`,
  ]
    .join('')
    .trimEnd();

console.log(lineOf({ what: '', ours: 'kms-lab', beside: 'beside' }));

const start = await startup();
const bare = (name, limits) =>
  row(`start: ${name}`, ms(start[name].ms), `node -e 0: ${ms(start.empty.ms)}`, {
    ratio: start[name].ms / start.empty.ms,
    ...limits,
  });
bare('version', { atMost: 1.5 });
bare('help', { atMost: 1.5 });
bare('plan', {
  note: 'It signs in, finds the lab’s things and reads them, over the wire, from an account it has to make first: no start, but work.',
});
const work = await overhead();
row('the whole lab, cold', ms(start.run.ms), `node -e 0: ${ms(start.empty.ms)}`, {
  ratio: start.run.ms / start.empty.ms,
  atMost: 12,
  note: `Its ${work[0].calls.length} calls alone, made bare by a fresh process on a server that is warm, take ${ratioOf({ ratio: work[0].bare / start.empty.ms })} of node -e 0: each runs code of the SDK that nothing has compiled yet.`,
});
row(
  'memory at its largest, the whole lab',
  megabytes(start.run.peak),
  `node -e 0: ${megabytes(start.empty.peak)}`,
  {
    ratio: start.run.peak / start.empty.peak,
  },
);

const pressed = hasProgram('script') ? await keys() : undefined;
row(
  'a key of the walk, to the next screen',
  pressed ? ms(pressed.all) : NOT_HERE,
  pressed ? `node -e 0: ${ms(pressed.empty)}` : '',
  pressed && {
    ratio: pressed.all / pressed.empty,
    atMost: 2,
    note: `In a pseudo terminal, on the sandbox. By key: ${pressed.each.map(([name, time]) => `${name} ${ms(time)}`).join(', ')}. The last four look at the account anew.`,
  },
);

const { writes } = await again();
row('writes of a second run', String(writes), 'none', { ratio: writes, atMost: 0 });

for (const { what, tool, bare: plain, calls } of work) {
  row(`${what}: the tool`, ms(tool), `its ${calls.length} calls, bare: ${ms(plain)}`, {
    ratio: tool / plain,
    atMost: 1.1,
  });
}

const [{ calls, tool }] = work;
const extra = repeated(calls);
row('calls of the whole lab', String(calls.length), `the most: ${MOST_CALLS.sandbox}`, {
  ratio: calls.length / MOST_CALLS.sandbox,
  atMost: 1,
  note: `Asked again with no write in between: ${countBy(extra, ({ operation }) => operation)
    .map(([operation, number]) => `${operation} ${number}`)
    .join(', ')}. ${calls.filter(isWrite).length} calls write. ${FRESH}`,
});

const agreeing = await callsOnAws();
row('calls where answers have to agree', String(agreeing), `the most: ${MOST_CALLS.aws}`, {
  ratio: agreeing / MOST_CALLS.aws,
  atMost: 1,
  note: 'With --target aws, against sandbox serve.',
});

const far = await latency();
const bound = tool + HOPS * far.perCall;
row(`with ${far.perCall} ms a call`, ms(far.ms), `${HOPS} calls in a row: ${ms(bound)}`, {
  ratio: far.ms / bound,
  atMost: 1.12,
  note: `In a row: ${pathText}.`,
});

const hand = await byHand();
row('the page by hand, with the aws CLI', ms(tool), hand === undefined ? NOT_HERE : ms(hand), {
  ...(hand === undefined ? {} : { ratio: hand / tool }),
});

const rate = await decisions();
row('decisions on one core', perSecond(rate.ours), `iam-simulate: ${perSecond(rate.theirs)}`, {
  ratio: rate.ours / rate.theirs,
  atLeast: 20,
});

await sandbox(row);

const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${megabytes(totalmem())}, Node ${process.version}, ${process.platform}`;
console.log(`\n${machine}`);
writeFileSync(join(ROOT, 'docs/quality/bench.json'), `${JSON.stringify({ machine, rows }, null, 2)}\n`);
const cell = (text) => text.replaceAll('|', '\\|');
const notes = rows.filter(({ note }) => note);
writeFileSync(
  join(ROOT, 'docs/quality/bench.md'),
  [
    '# What was measured',
    '',
    `\`npm run bench\`, on ${machine}. Each row is a ratio of two things measured side by side in one run; medians.`,
    '',
    '| | kms-lab | beside | ratio | target |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(
      (one) =>
        `| ${cell(one.what)} | ${one.ours} | ${cell(one.beside)} | ${ratioOf(one)} | ${limitOf(one)}${one.missed ? ' **missed**' : ''} |`,
    ),
    '',
    ...notes.map(({ what, note }) => `- **${what}.** ${note}`),
    '',
  ].join('\n'),
);
process.exitCode = rows.some(({ missed }) => missed) ? 1 : 0;
process.exit();
