/** What the tool adds to its own requests: the whole lab, and a reset, beside a bare SDK script that makes the same. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { ADDRESS, freshState, kmsLab, median, serve } from './processes.mjs';
import { record } from './recorder.mjs';
import { replay, scriptOf } from './replay.mjs';

const ROUNDS = 7;
/** Milliseconds of latency in each direction, as to a distant AWS Region. */
const LATENCY = 50;

export const resetServer = ({ address: { endpoint, token } }) =>
  fetch(`${endpoint}/_kms-lab/reset`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });

/** A new state directory of the served sandbox, with its account after these commands. */
export async function stateAfter(server, commands) {
  await resetServer(server);
  const state = freshState();
  copyFileSync(join(server.state, ADDRESS), join(state, ADDRESS));
  for (const args of commands) await kmsLab(args, { state });
  return state;
}

const WORK = [
  { what: 'the whole lab', before: [], command: ['run'] },
  { what: 'a reset', before: [['run']], command: ['reset'] },
];

/** Each command beside its own calls and visits made by the bare script, on one served sandbox: median milliseconds of both. */
export async function overhead() {
  const server = await serve();
  try {
    const rows = [];
    for (const { what, before, command } of WORK) {
      await resetServer(server);
      const asked = await record(server, async (state, begin, webAppUrl) => {
        for (const args of before) await kmsLab(args, { state });
        begin();
        await kmsLab([...command, '--web-app-url', webAppUrl], { state });
      });
      const script = scriptOf(server, [asked]);
      const times = { tool: [], bare: [] };
      for (let round = 0; round <= ROUNDS; round++) {
        const state = await stateAfter(server, before);
        const tool = await kmsLab(command, { state });
        await stateAfter(server, before);
        const plain = await replay(script);
        // The first round warms the server up.
        if (round === 0) continue;
        times.tool.push(tool.ms);
        times.bare.push(plain.ms);
      }
      const calls = asked.filter(({ service }) => service !== 'web-app');
      const visits = asked.length - calls.length;
      rows.push({ what, calls, visits, tool: median(times.tool), bare: median(times.bare) });
    }
    return rows;
  } finally {
    await server.stop();
  }
}

/** The whole lab with latency on every call, beside the minimum time of its longest chain of calls. */
export async function latency() {
  const times = [];
  for (let round = 0; round < 3; round++) {
    const server = await serve({ args: ['--chaos', `latency=${LATENCY}ms`] });
    try {
      times.push((await kmsLab(['run'], { state: await stateAfter(server, []) })).ms);
    } finally {
      await server.stop();
    }
  }
  return { ms: median(times), perCall: LATENCY };
}

/**
 * The whole lab with its state in S3 beside one with its state in a folder, with latency on every call: median
 * milliseconds of both, and the most requests that the state cost.
 */
export async function sharedState() {
  const server = await serve({ args: ['--port', '0', '--chaos', `latency=${LATENCY}ms`] });
  try {
    const times = { folder: [], s3: [] };
    let requests = 0;
    for (let round = 0; round < 3; round++) {
      times.folder.push((await kmsLab(['run'], { state: await stateAfter(server, []) })).ms);
      const state = await stateAfter(server, []);
      await createBucket(state, 'bench-state');
      const run = await kmsLab(['run', '--summary', '--state', 's3://bench-state/lab'], { state });
      times.s3.push(run.ms);
      requests = Math.max(requests, JSON.parse(run.stdout).stateRequests);
    }
    return { folder: median(times.folder), s3: median(times.s3), requests, perCall: LATENCY };
  } finally {
    await server.stop();
  }
}

/** `as`: the principal of the sandbox that signs the requests to the state. */
export async function createBucket(state, Bucket, as = 'operator') {
  const told = await kmsLab(['sandbox', 'env', '--json', '--as', as], { state });
  const { variables } = JSON.parse(told.stdout.split('\n')[0]);
  const s3 = new S3Client({
    endpoint: variables.AWS_ENDPOINT_URL,
    region: variables.AWS_REGION,
    credentials: {
      accessKeyId: variables.AWS_ACCESS_KEY_ID,
      secretAccessKey: variables.AWS_SECRET_ACCESS_KEY,
    },
    forcePathStyle: true,
  });
  await s3.send(new CreateBucketCommand({ Bucket }));
  s3.destroy();
}

/** AWS requests of the whole lab on a target whose answers have to agree, as on AWS. */
export async function callsOnAws() {
  const server = await serve();
  try {
    const { state, address } = server;
    const told = await kmsLab(['sandbox', 'env', '--json'], { state });
    const { variables } = JSON.parse(told.stdout.split('\n')[0]);
    const account = ['--target', 'aws', '--account', '111122223333', '--yes'];
    const { stdout } = await kmsLab(
      ['run', '--json', ...account, '--endpoint-url', address.endpoint, '--web-app-url', address.webAppUrl],
      { env: variables },
    );
    return JSON.parse(stdout.trim().split('\n').at(-1)).calls;
  } finally {
    await server.stop();
  }
}
