/** A room of sandbox accounts: a reset of each, beside its own calls, on one machine and on several. */
import { createBucket, stateAfter } from './lab.mjs';
import { BINARY, freePort, freshState, kmsLab, median, running, serve } from './processes.mjs';
import { record } from './recorder.mjs';
import { replay, scriptOf } from './replay.mjs';

const ROOM = ['--accounts', 'sandbox'];
/** What the resets undo. */
const BEFORE = ['fleet', 'goto', '3', ...ROOM, '--concurrency', '50'];
const reset = (...more) => ['fleet', 'reset', ...ROOM, ...more];

const BUCKET = 'bench-room';
const ON_S3 = ['--state', `s3://${BUCKET}/lab`];

/** A new state directory and bucket for a room in which each account is to be reset. */
async function preparedOnS3(server) {
  const state = await stateAfter(server, []);
  await createBucket(state, BUCKET, 'org-admin');
  await kmsLab([...BEFORE, ...ON_S3], { state });
  return state;
}

const room = (accounts, ...args) => serve({ args: ['--port', '0', '--accounts', String(accounts), ...args] });

/** Each account's calls by themselves; those that belong to no account last. */
function lanesOf(calls) {
  const lanes = new Map();
  for (const call of calls) {
    const account = /^arn:aws:iam::(\d{12}):/.exec(call.input.RoleArn ?? '')?.[1] ?? call.account ?? '';
    lanes.set(account, [...(lanes.get(account) ?? []), call]);
  }
  return [...lanes].sort(([a], [b]) => (a < b ? 1 : -1)).map(([, lane]) => lane);
}

/** A plan, a reset and the proof of each account, beside the same calls made bare, in as many lanes at a time. */
export async function roomOverhead({ accounts, concurrency, rounds }) {
  const server = await room(accounts);
  const work = reset('--concurrency', String(concurrency));
  try {
    await stateAfter(server, []);
    const calls = await record(server, async (state, begin) => {
      await kmsLab(BEFORE, { state });
      begin();
      await kmsLab(work, { state });
    });
    const script = scriptOf(server, lanesOf(calls), concurrency);
    const times = { tool: [], bare: [] };
    for (let round = 0; round < rounds; round++) {
      times.tool.push((await kmsLab(work, { state: await stateAfter(server, [BEFORE]) })).ms);
      await stateAfter(server, [BEFORE]);
      times.bare.push((await replay(script)).ms);
    }
    return { calls: calls.length, tool: median(times.tool), bare: median(times.bare) };
  } finally {
    await server.stop();
  }
}

/** With latency on every call: the room beside the time that one account takes, in as few rows as the concurrency allows. */
export async function roomLatency({ accounts, concurrency, latency, bare }) {
  const times = {};
  for (const size of [1, accounts]) {
    const server = await room(accounts, '--chaos', `latency=${latency}ms`);
    try {
      const state = await stateAfter(server, [BEFORE]);
      const only = size === 1 ? ['reset'] : reset('--concurrency', String(concurrency));
      times[size] = (await kmsLab(only, { state })).ms;
    } finally {
      await server.stop();
    }
  }
  return { ms: times[accounts], bound: Math.ceil(accounts / concurrency) * times[1] + bare };
}

/** The same fleet in one process and over a queue with one worker, the state in S3 for both: median milliseconds. */
export async function overQueue({ accounts, concurrency, rounds }) {
  const redis = await redisServer();
  const server = await room(accounts);
  const shared = [...ON_S3, '--concurrency', String(concurrency)];
  try {
    const times = { here: [], queue: [] };
    for (let round = 0; round < rounds; round++) {
      times.here.push((await kmsLab(reset(...shared), { state: await preparedOnS3(server) })).ms);
      const state = await preparedOnS3(server);
      const worker = await startWorker(state, redis.url, shared);
      times.queue.push((await kmsLab(reset(...shared, '--queue', redis.url), { state })).ms);
      await worker.stop();
    }
    return { here: median(times.here), queue: median(times.queue) };
  } finally {
    await server.stop();
    await redis.stop();
  }
}

/** Milliseconds of one fleet by how many workers it has, where an account waits most of its time for answers. */
export async function byWorkers({ accounts, latency, workers }) {
  const redis = await redisServer();
  const times = {};
  try {
    for (const count of workers) {
      const server = await room(accounts, '--chaos', `latency=${latency}ms`);
      try {
        const state = await preparedOnS3(server);
        const started = [];
        for (let at = 0; at < count; at++) {
          started.push(await startWorker(state, redis.url, [...ON_S3, '--concurrency', '1']));
        }
        // No canary: the ratio is of workers.
        const all = ['--concurrency', '50', '--canary', '0', '--max-errors', '100%'];
        times[count] = (await kmsLab(reset(...ON_S3, ...all, '--queue', redis.url), { state })).ms;
        for (const worker of started) await worker.stop();
      } finally {
        await server.stop();
      }
    }
    return times;
  } finally {
    await redis.stop();
  }
}

const startWorker = (state, queue, options) =>
  running(
    process.execPath,
    [BINARY, 'fleet', 'worker', '--queue', queue, ...options],
    /takes accounts from/,
    { env: { KMS_LAB_STATE_DIR: state } },
  );

async function redisServer() {
  const port = await freePort();
  const settings = ['--bind', '127.0.0.1', '--save', '', '--maxmemory-policy', 'noeviction'];
  const { stop } = await running('redis-server', ['--port', String(port), ...settings], /Ready to accept/, {
    cwd: freshState(),
  });
  return { url: `redis://127.0.0.1:${port}`, stop };
}
