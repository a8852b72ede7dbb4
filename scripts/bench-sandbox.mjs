/**
 * The built sandbox beside moto_server, where that is on the PATH, round by round in one run: start to first response,
 * requests a second, memory over many requests, and what one write costs among 1,000 accounts.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import http from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CreateRoleCommand, GetRoleCommand, IAMClient, TagRoleCommand } from '@aws-sdk/client-iam';
import { CreateKeyCommand, GetKeyPolicyCommand, KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';

const BINARY = resolve(import.meta.dirname, '../dist/kms-lab.js');
const ROUNDS = 3;
const STARTS = 5;
const CONCURRENCY = 16;
const ROUND_MS = 1000;
const MANY = 100_000;
/** A slow machine makes fewer of them. */
const MANY_MS = 35_000;
const ACCOUNTS = 1000;
const WRITES = 40;

const LIMIT = {
  startMs: 250,
  raw: 20,
  sdk: 4,
  memory: 1.5,
  writeBytes: 64 * 1024,
};

const DUMMY = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

const states = [];
function freshState() {
  const state = mkdtempSync(join(tmpdir(), 'kms-lab-bench-'));
  states.push(state);
  return state;
}

const SERVERS = {
  sandbox: (port, { state = freshState(), args = [] } = {}) => ({
    state,
    child: spawn(process.execPath, [BINARY, 'sandbox', 'serve', '--port', port, ...args], {
      env: { ...process.env, KMS_LAB_STATE_DIR: state },
      stdio: 'ignore',
    }),
  }),
  moto: (port) => ({ child: spawn('moto_server', ['-H', '127.0.0.1', '-p', port], { stdio: 'ignore' }) }),
};

/** Resolves when it gave its first answer, whatever that is: its caller is nobody. */
async function start(name, options) {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const request = await signed(
    KMSClient,
    new ListKeysCommand({}),
    clientOptions({ endpoint, credentials: DUMMY }),
  );
  const begun = performance.now();
  const { child, state } = SERVERS[name](String(port), options);
  const exit = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await exit;
  };
  while (!(await answers(request))) {
    if (child.exitCode !== null || performance.now() - begun > 20_000)
      throw new Error(`${name} did not start`);
    await sleep(2);
  }
  return { name, endpoint, state, pid: child.pid, ms: performance.now() - begun, stop };
}

/** 503 is the sandbox's port before the sandbox. */
const answers = (request) =>
  send(request).then(
    (status) => status !== 503,
    () => false,
  );

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

const clientOptions = ({ endpoint, credentials }) => ({
  endpoint,
  credentials,
  region: 'us-east-1',
  maxAttempts: 1,
});

/** What the SDK would send. */
async function signed(Client, command, options) {
  let sent;
  const requestHandler = {
    handle: async (request) => {
      sent = request;
      throw new Error('not sent');
    },
  };
  await new Client({ ...options, requestHandler }).send(command).catch(() => {});
  const { hostname, port, method, path, headers, body } = sent;
  return { options: { hostname, port, method, path, headers }, body };
}

const agent = new http.Agent({ keepAlive: true, maxSockets: CONCURRENCY });

/** Resolves to the status, when the answer was read. */
const send = ({ options, body }) =>
  new Promise((answered, failed) => {
    const request = http.request({ ...options, agent }, (response) => {
      response.on('end', () => answered(response.statusCode));
      response.on('error', failed);
      response.resume();
    });
    request.on('error', failed);
    request.end(body);
  });

async function sendWell(request) {
  const status = await send(request);
  if (status !== 200) throw new Error(`answered ${status}`);
}

/** Requests a second, so many at a time, until the time is over or that many are made. */
async function perSecond(ask, { ms = ROUND_MS, most = Number.POSITIVE_INFINITY } = {}) {
  const begun = performance.now();
  let asked = 0;
  const worker = async () => {
    while (asked < most && performance.now() - begun < ms) {
      asked++;
      await ask();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return { asked, rate: (asked / (performance.now() - begun)) * 1000 };
}

/** A key and a role to ask for, and the ways to do so. */
async function prepare(server) {
  const credentials = server.name === 'sandbox' ? await operatorOf(server) : DUMMY;
  const options = clientOptions({ ...server, credentials });
  const kms = new KMSClient(options);
  const iam = new IAMClient(options);
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const RoleName = 'Bench';
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
  const keyPolicy = new GetKeyPolicyCommand({ KeyId: KeyMetadata.KeyId, PolicyName: 'default' });
  const role = new GetRoleCommand({ RoleName });
  const [rawKeyPolicy, rawRole] = await Promise.all([
    signed(KMSClient, keyPolicy, options),
    signed(IAMClient, role, options),
  ]);
  return {
    iam,
    ask: {
      'GetKeyPolicy, raw': () => sendWell(rawKeyPolicy),
      'GetRole, raw': () => sendWell(rawRole),
      'GetKeyPolicy, SDK': () => kms.send(keyPolicy),
      'GetRole, SDK': () => iam.send(role),
    },
  };
}

async function operatorOf({ state }, as = 'operator') {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [BINARY, 'sandbox', 'env', '--credential-process', '--as', as],
    { env: { ...process.env, KMS_LAB_STATE_DIR: state } },
  );
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = JSON.parse(stdout);
  return { accessKeyId, secretAccessKey };
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const megabytes = (pid) =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;

/** Median milliseconds from nothing to the first answer, by server. */
async function startTimes(names) {
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < STARTS; round++) {
    for (const name of names) {
      const server = await start(name);
      times[name].push(server.ms);
      await server.stop();
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name])]));
}

/** Median requests a second, by what is asked and by server. */
async function rates(prepared) {
  const asks = Object.keys(Object.values(prepared)[0].ask);
  const all = Object.fromEntries(
    asks.map((what) => [what, Object.fromEntries(Object.keys(prepared).map((name) => [name, []]))]),
  );
  for (let round = 0; round <= ROUNDS; round++) {
    for (const what of asks) {
      for (const [name, { ask }] of Object.entries(prepared)) {
        const { rate } = await perSecond(ask[what], { ms: round === 0 ? ROUND_MS / 2 : ROUND_MS });
        // The first round warms up.
        if (round > 0) all[what][name].push(rate);
      }
    }
  }
  return Object.entries(all).map(([what, by]) => ({
    what,
    sandbox: median(by.sandbox),
    moto: by.moto && median(by.moto),
  }));
}

/** Half of them are asked of KMS and half of IAM. */
async function memory({ pid }, { ask }) {
  let turn = 0;
  const both = [ask['GetKeyPolicy, raw'], ask['GetRole, raw']];
  const next = () => both[turn++ % 2]();
  // What the engine compiles and caches at first is no growth.
  await perSecond(next, { ms: MANY_MS / 4, most: MANY / 5 });
  const before = megabytes(pid);
  const { asked } = await perSecond(next, { ms: MANY_MS, most: MANY });
  return { before, after: megabytes(pid), asked };
}

/** A tag on a role of one account among many. */
async function writes() {
  const server = await start('sandbox', { args: ['--accounts', String(ACCOUNTS)] });
  try {
    const { iam, ask } = await prepare(server);
    const write = (Value) =>
      iam.send(new TagRoleCommand({ RoleName: 'Bench', Tags: [{ Key: 'number', Value }] }));
    const timed = async (work) => {
      const begun = performance.now();
      await work();
      return performance.now() - begun;
    };
    const took = [];
    const reads = [];
    for (let number = 0; number < WRITES; number++) {
      took.push(await timed(() => write(String(number))));
      reads.push(await timed(ask['GetRole, SDK']));
    }
    const folder = join(server.state, 'sandbox', 'world');
    const seen = () => new Map(readdirSync(folder).map((name) => [name, statSync(join(folder, name))]));
    const before = seen();
    await write('measured');
    const after = [...seen()];
    const size = (entries) => entries.reduce((sum, [, { size }]) => sum + size, 0);
    const changed = after.filter(([name, { ino }]) => before.get(name)?.ino !== ino);
    return { write: median(took), read: median(reads), bytes: size(changed), total: size(after) };
  } finally {
    await server.stop();
  }
}

const COLUMNS = [26, 14, 14, 8];
function row(what, sandbox, moto, ratio, limit = '', kept = true) {
  const cells = [what.padEnd(COLUMNS[0])].concat(
    [sandbox, moto, ratio].map((cell, index) => cell.padStart(COLUMNS[index + 1])),
  );
  console.log(`${cells.join('')}  ${limit}${kept ? '' : ' MISSED'}`.trimEnd());
  if (!kept) process.exitCode = 1;
}

const hasMoto = (process.env.PATH ?? '')
  .split(':')
  .some((folder) => statSync(join(folder, 'moto_server'), { throwIfNoEntry: false })?.isFile());
const names = hasMoto ? ['sandbox', 'moto'] : ['sandbox'];
const running = [];
try {
  row('', 'sandbox', 'moto_server', '');
  const times = await startTimes(names);
  row(
    'start to first response',
    `${times.sandbox.toFixed(0)} ms`,
    hasMoto ? `${times.moto.toFixed(0)} ms` : 'not here',
    hasMoto ? `${(times.moto / times.sandbox).toFixed(1)}x` : '',
    `at most ${LIMIT.startMs} ms`,
    times.sandbox <= LIMIT.startMs,
  );

  const prepared = {};
  for (const name of names) {
    const server = await start(name);
    running.push(server);
    prepared[name] = await prepare(server);
  }
  // Before the rates, which are those of servers that are warm.
  const { before, after, asked } = await memory(running[0], prepared.sandbox);
  const megabytesOf = `${before.toFixed(0)} → ${after.toFixed(0)} MB`;
  const grown = `${(after / before).toFixed(2)}x`;
  row(
    `${asked} requests`,
    megabytesOf,
    '',
    grown,
    `at most ${LIMIT.memory}x`,
    after / before <= LIMIT.memory,
  );

  for (const { what, sandbox, moto } of await rates(prepared)) {
    const limit = LIMIT[what.endsWith('raw') ? 'raw' : 'sdk'];
    row(
      what,
      `${sandbox.toFixed(0)} /s`,
      moto ? `${moto.toFixed(0)} /s` : 'not here',
      moto ? `${(sandbox / moto).toFixed(1)}x` : '',
      moto ? `at least ${limit}x` : '',
      !moto || sandbox / moto >= limit,
    );
  }

  const { write, read, bytes, total } = await writes();
  row(`a read, ${ACCOUNTS} accounts`, `${read.toFixed(1)} ms`, '', '');
  row(`a write, ${ACCOUNTS} accounts`, `${write.toFixed(1)} ms`, '', '');
  const kilobytes = (size) => `${(size / 1024).toFixed(1)} KB`;
  row(
    `written of ${kilobytes(total)}`,
    kilobytes(bytes),
    '',
    '',
    `at most ${kilobytes(LIMIT.writeBytes)}`,
    bytes <= LIMIT.writeBytes,
  );
} finally {
  agent.destroy();
  await Promise.all(running.map(({ stop }) => stop()));
  for (const state of states) rmSync(state, { recursive: true, force: true });
}
