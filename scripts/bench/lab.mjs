/** What the tool adds to its own calls: the whole lab, and a reset, beside a bare SDK script that makes the same calls. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ADDRESS, freshState, kmsLab, median, ROOT, serve, timed } from './processes.mjs';
import { record } from './recorder.mjs';

const ROUNDS = 7;
/** Milliseconds of latency in each direction, as to a distant AWS Region. */
const LATENCY = 50;

const bare = join(freshState(), 'bare.mjs');
await build({
  entryPoints: [join(ROOT, 'scripts/bench/bare.ts')],
  outfile: bare,
  bundle: true,
  format: 'esm',
  platform: 'node',
  mainFields: ['module', 'main'],
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  banner: { js: "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);" },
});

/** A recording in the bare script's form. */
function scriptOf({ address: { endpoint, token } }, calls) {
  const ends = calls.map((_, index) => index).sort((a, b) => calls[a].ended - calls[b].ended);
  const content = {
    endpoint,
    token,
    region: 'us-east-1',
    ends,
    calls: calls.map(({ service, operation, input, as, begun }) => ({
      service,
      operation,
      input,
      as,
      after: ends.filter((index) => calls[index].ended <= begun).length,
    })),
  };
  const bytes = (_, value) =>
    value?.type === 'Buffer' ? { base64: Buffer.from(value.data).toString('base64') } : value;
  const file = join(freshState(), 'calls.json');
  writeFileSync(file, JSON.stringify(content, bytes));
  return file;
}

const resetServer = ({ address: { endpoint, token } }) =>
  fetch(`${endpoint}/_kms-lab/reset`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });

/** A new state directory of the served sandbox, with its account after these commands. */
async function stateAfter(server, commands) {
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

/** Each command beside its own calls made by the bare script, on one served sandbox: median milliseconds of both. */
export async function overhead() {
  const server = await serve();
  try {
    const rows = [];
    for (const { what, before, command } of WORK) {
      await resetServer(server);
      const calls = await record(server, async (state, begin) => {
        for (const args of before) await kmsLab(args, { state });
        begin();
        await kmsLab(command, { state });
      });
      const script = scriptOf(server, calls);
      const times = { tool: [], bare: [] };
      for (let round = 0; round <= ROUNDS; round++) {
        const state = await stateAfter(server, before);
        const tool = await kmsLab(command, { state });
        await stateAfter(server, before);
        const plain = await timed(process.execPath, [bare, script]);
        // The first round warms the server up.
        if (round === 0) continue;
        times.tool.push(tool.ms);
        times.bare.push(plain.ms);
      }
      rows.push({ what, calls, tool: median(times.tool), bare: median(times.bare) });
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
