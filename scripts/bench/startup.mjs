/** How long a user waits for the first output: the built command beside an empty Node process, round by round. */
import { BINARY, freshState, median, timed } from './processes.mjs';

const ROUNDS = 15;

const ROWS = {
  empty: { args: ['-e', '0'] },
  version: { args: [BINARY, '--version'] },
  help: { args: [BINARY, '--help'] },
  plan: { args: [BINARY, 'plan'], exits: [4] },
  run: { args: [BINARY, 'run'] },
};

/** Median milliseconds of each, and the largest memory of any of its rounds, in bytes. */
export async function startup() {
  const seen = Object.fromEntries(Object.keys(ROWS).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, { args, exits }] of Object.entries(ROWS)) {
      const env = { KMS_LAB_STATE_DIR: freshState() };
      seen[name].push(await timed(process.execPath, args, { env, exits }));
    }
  }
  return Object.fromEntries(
    Object.entries(seen).map(([name, rounds]) => [
      name,
      { ms: median(rounds.map(({ ms }) => ms)), peak: Math.max(...rounds.map(({ peak }) => peak)) },
    ]),
  );
}

/** Once, as a second run on the same account. */
export async function again() {
  const env = { KMS_LAB_STATE_DIR: freshState() };
  await timed(process.execPath, [BINARY, 'run'], { env });
  const { stdout } = await timed(process.execPath, [BINARY, 'run', '--json'], { env });
  const { writes } = JSON.parse(stdout.trim().split('\n').at(-1));
  return { writes };
}
