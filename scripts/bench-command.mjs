/** How long a user waits: the built command beside the emptiest Node process, round by round in one run. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROUNDS = 15;
const BINARY = resolve(import.meta.dirname, '../dist/kms-lab.js');

/** Name, arguments, and the most it may take: a multiple of `node -e 0`, or milliseconds. */
const ROWS = [
  { name: 'node -e 0', args: ['-e', '0'] },
  { name: 'kms-lab --version', args: [BINARY, '--version'], ratio: 1.5 },
  { name: 'kms-lab --help', args: [BINARY, '--help'], ratio: 1.5 },
  { name: 'kms-lab plan (fresh)', args: [BINARY, 'plan'], exits: 4 },
  { name: 'kms-lab run (fresh)', args: [BINARY, 'run'], milliseconds: 1000 },
];

function once({ args, exits = 0 }) {
  const state = mkdtempSync(join(tmpdir(), 'kms-lab-bench-'));
  const begun = process.hrtime.bigint();
  try {
    execFileSync(process.execPath, args, {
      env: { ...process.env, KMS_LAB_STATE_DIR: state },
      stdio: 'pipe',
    });
  } catch (error) {
    if (error.status !== exits) throw error;
  }
  const took = Number(process.hrtime.bigint() - begun) / 1e6;
  rmSync(state, { recursive: true });
  return took;
}

const times = ROWS.map(() => []);
for (let round = 0; round < ROUNDS; round++) {
  for (const [index, row] of ROWS.entries()) times[index].push(once(row));
}
const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const empty = median(times[0]);

for (const [index, { name, ratio, milliseconds }] of ROWS.entries()) {
  const took = median(times[index]);
  const kept =
    (ratio === undefined || took / empty <= ratio) && (milliseconds === undefined || took <= milliseconds);
  const limit = ratio ? `at most ${ratio}x` : milliseconds ? `at most ${milliseconds} ms` : '';
  console.log(
    `${took.toFixed(0).padStart(6)} ms ${(took / empty).toFixed(2).padStart(6)}x  ${name.padEnd(22)} ${limit} ${kept ? '' : 'MISSED'}`,
  );
  if (!kept) process.exitCode = 1;
}
