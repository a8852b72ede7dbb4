/** What a bench measured: rows of two things side by side, printed as they come, and written to docs/quality. */
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './processes.mjs';

export const ms = (value) => `${value.toFixed(0)} ms`;
export const perSecond = (value) => `${Math.round(value).toLocaleString('en')} /s`;
export const megabytes = (value) => `${(value / 1e6).toFixed(0)} MB`;
export const ratioOf = ({ ratio }) => (ratio === undefined ? '' : `${ratio.toFixed(2)}x`);

const limitOf = ({ atMost, atLeast }) =>
  atMost !== undefined ? `at most ${atMost}x` : atLeast !== undefined ? `at least ${atLeast}x` : '';

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

/** A table that becomes docs/quality/NAME.json and NAME.md. */
export function tableOf(name, command) {
  const rows = [];
  console.log(lineOf({ what: '', ours: 'kms-lab', beside: 'beside' }));
  return {
    /** One line of the table. `ratio` misses its target if it is above `atMost` or below `atLeast`. */
    row(what, ours, beside, { ratio, atMost, atLeast, note } = {}) {
      const missed = ratio !== undefined && (ratio > (atMost ?? Infinity) || ratio < (atLeast ?? -Infinity));
      rows.push({ what, ours, beside, ratio, atMost, atLeast, missed, note });
      console.log(lineOf(rows.at(-1)));
    },
    /** The process then exits with 1 if a target is missed. */
    write() {
      const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${megabytes(totalmem())}, Node ${process.version}, ${process.platform}`;
      console.log(`\n${machine}`);
      const file = join(ROOT, 'docs/quality', name);
      writeFileSync(`${file}.json`, `${JSON.stringify({ machine, rows }, null, 2)}\n`);
      writeFileSync(`${file}.md`, pageOf(rows, { command, machine }));
      process.exitCode = rows.some(({ missed }) => missed) ? 1 : 0;
    },
  };
}

const cell = (text) => text.replaceAll('|', '\\|');

const pageOf = (rows, { command, machine }) =>
  [
    '# What was measured',
    '',
    `\`${command}\`, on ${machine}. Each row is a ratio of two things measured side by side in one run; medians.`,
    '',
    '| | kms-lab | beside | ratio | target |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(
      (one) =>
        `| ${cell(one.what)} | ${one.ours} | ${cell(one.beside)} | ${ratioOf(one)} | ${limitOf(one)}${one.missed ? ' **missed**' : ''} |`,
    ),
    '',
    ...rows.filter(({ note }) => note).map(({ what, note }) => `- **${what}.** ${note}`),
    '',
  ].join('\n');
