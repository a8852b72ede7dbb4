/** Every number that the documentation claims of a room of accounts, each a ratio of two things measured in this one run. */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

import { parseArgs } from 'node:util';
import { hasProgram, ROOT, timed } from './processes.mjs';
import { byWorkers, overQueue, roomLatency, roomOverhead } from './room.mjs';
import { megabytes, ms, tableOf } from './table.mjs';

const { values } = parseArgs({
  options: { accounts: { type: 'string', default: '200' }, rounds: { type: 'string', default: '1' } },
});
const accounts = Number(values.accounts);
const rounds = Number(values.rounds);
const LATENCY = 50;
const SIZES = [10, 100, 1000, 5000];
const MOST_MEMORY = 300e6;

const { row, write } = tableOf('fleet-bench', 'npm run fleet-bench');

for (const size of SIZES) {
  const { stdout } = await timed(process.execPath, [`${ROOT}/scripts/bench/grow.mjs`, String(size)]);
  const one = JSON.parse(stdout);
  row(`a fleet of ${size} that only waits`, ms(one.ms), `the least: ${ms(one.least)}`, {
    ratio: one.ms / one.least,
  });
  row(`memory of a fleet of ${size}`, megabytes(one.peak), `the most: ${megabytes(MOST_MEMORY)}`, {
    ratio: one.peak / MOST_MEMORY,
    atMost: 1,
  });
}

const work = await roomOverhead({ accounts, concurrency: 20, rounds });
row(
  `plan, reset and proof of ${accounts} accounts`,
  ms(work.tool),
  `their ${work.calls.toLocaleString('en')} calls, bare: ${ms(work.bare)}`,
  { ratio: work.tool / work.bare, atMost: 1.15, note: '20 accounts at a time, both.' },
);

const far = await roomLatency({ accounts, concurrency: 50, latency: LATENCY, bare: work.bare });
row(`the same with ${LATENCY} ms a call, 50 at a time`, ms(far.ms), `its bound: ${ms(far.bound)}`, {
  ratio: far.ms / far.bound,
  atMost: 1.2,
  note: 'The bound: the time of one account with that latency, as often as there are fifty accounts, and the calls of all made bare without latency, which the two processors have to make in any case.',
});

if (hasProgram('redis-server')) {
  const { here, queue } = await overQueue({ accounts: Math.min(accounts, 50), concurrency: 10, rounds });
  row(`over Redis, ${Math.min(accounts, 50)} accounts`, ms(queue), `in one process: ${ms(here)}`, {
    ratio: queue / here,
    atMost: 1.3,
    note: 'BullMQ on loopback with one worker; the state in S3, both.',
  });

  const many = await byWorkers({ accounts: 24, latency: 100, workers: [1, 2, 4] });
  row('2 workers, 24 accounts that wait for AWS', ms(many[2]), `1 worker: ${ms(many[1])}`, {
    ratio: many[1] / many[2],
  });
  row('4 workers, 24 accounts that wait for AWS', ms(many[4]), `1 worker: ${ms(many[1])}`, {
    ratio: many[1] / many[4],
    atLeast: 3.5,
    note: 'One account at a time each, with 100 ms a call.',
  });
}

write();
process.exit();
