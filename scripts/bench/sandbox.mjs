/**
 * The built sandbox beside moto_server, if that is on the PATH, round by round in one run: start to first response,
 * requests per second, memory over many requests, and the cost of one write among 1,000 accounts.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TagRoleCommand } from '@aws-sdk/client-iam';
import { hasProgram, median, timed } from './processes.mjs';
import { cpuOf, prepare, start } from './servers.mjs';

const ROUNDS = 5;
const STARTS = 5;
const CONCURRENCY = 16;
const ROUND_MS = 1000;
const MANY = 100_000;
/** A slow machine makes fewer of them. */
const MANY_MS = 35_000;
const ACCOUNTS = 1000;
const WRITES = 40;

const LIMIT = {
  start: 3,
  raw: 20,
  sdk: 4,
  memory: 1.5,
  writeBytes: 64 * 1024,
};

/** Requests per second, with this many at a time, until the time is over or the number is reached. */
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

const megabytes = (pid) =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;

/** Median milliseconds from start to first answer, by server; `empty`: of a process that does nothing. */
async function startTimes(names) {
  const times = Object.fromEntries(['empty', ...names].map((name) => [name, []]));
  for (let round = 0; round < STARTS; round++) {
    times.empty.push((await timed(process.execPath, ['-e', '0'])).ms);
    for (const name of names) {
      const server = await start(name);
      times[name].push(server.ms);
      await server.stop();
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]));
}

/**
 * Requests per second and microseconds of server CPU time per request, by question and by server. The best round of
 * each, because other load on the machine only makes a round slower.
 */
async function rates(prepared) {
  const asks = Object.keys(Object.values(prepared)[0].ask);
  const best = {};
  for (let round = 0; round <= ROUNDS; round++) {
    for (const what of asks) {
      for (const [name, { ask, pid }] of Object.entries(prepared)) {
        const before = cpuOf(pid);
        const { rate, asked } = await perSecond(ask[what], { ms: round === 0 ? ROUND_MS / 2 : ROUND_MS });
        const cpu = before === undefined ? undefined : (cpuOf(pid) - before) / asked;
        // The first round warms up.
        if (round === 0) continue;
        const known = best[`${what} ${name}`];
        best[`${what} ${name}`] = {
          rate: Math.max(rate, known?.rate ?? 0),
          cpu: Math.min(cpu, known?.cpu ?? Number.POSITIVE_INFINITY),
        };
      }
    }
  }
  return asks.map((what) => ({ what, sandbox: best[`${what} sandbox`], moto: best[`${what} moto`] }));
}

/** Half of them go to KMS and half to IAM. */
async function memory({ pid }, { ask }) {
  let turn = 0;
  const both = [ask['GetKeyPolicy, raw'], ask['GetRole, raw']];
  const next = () => both[turn++ % 2]();
  // What the engine compiles and caches at first does not count as growth.
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

const kilobytes = (size) => `${(size / 1024).toFixed(1)} KB`;
const perSecondText = (rate) => `${Math.round(rate).toLocaleString('en')} /s`;

/** The rows of the table, each as soon as it is known. */
export async function sandbox(row) {
  const hasMoto = hasProgram('moto_server');
  const beside = (text) => (hasMoto ? `moto_server: ${text}` : 'no moto_server here');
  const names = hasMoto ? ['sandbox', 'moto'] : ['sandbox'];
  const running = [];
  try {
    const times = await startTimes(names);
    row(
      'sandbox: start to first response',
      `${times.sandbox.toFixed(0)} ms`,
      `node -e 0: ${times.empty.toFixed(0)} ms`,
      {
        ratio: times.sandbox / times.empty,
        atMost: LIMIT.start,
        ...(hasMoto ? { note: `${beside(`${times.moto.toFixed(0)} ms`)}.` } : {}),
      },
    );
    const prepared = {};
    for (const name of names) {
      const server = await start(name);
      running.push(server);
      prepared[name] = await prepare(server);
    }
    // Measured before the rates, whose servers are warm.
    const { before, after, asked } = await memory(running[0], prepared.sandbox);
    row('sandbox: memory over many requests', `${after.toFixed(0)} MB`, `before: ${before.toFixed(0)} MB`, {
      ratio: after / before,
      atMost: LIMIT.memory,
      note: `${asked.toLocaleString('en')} requests.`,
    });
    for (const { what, sandbox, moto } of await rates(prepared)) {
      const cpu = Number.isFinite(sandbox.cpu)
        ? `Of the server's processor ${sandbox.cpu.toFixed(0)} µs a request${moto ? `, moto's ${moto.cpu.toFixed(0)} µs` : ''}.`
        : undefined;
      row(
        `sandbox: ${what}`,
        perSecondText(sandbox.rate),
        beside(moto && perSecondText(moto.rate)),
        moto
          ? {
              ratio: sandbox.rate / moto.rate,
              atLeast: LIMIT[what.endsWith('raw') ? 'raw' : 'sdk'],
              note: cpu,
            }
          : { note: cpu },
      );
    }
    const { write, read, bytes, total } = await writes();
    row(`sandbox: a write, ${ACCOUNTS} accounts`, `${write.toFixed(1)} ms`, `a read: ${read.toFixed(1)} ms`, {
      ratio: write / read,
    });
    row('sandbox: bytes of that write', kilobytes(bytes), `of ${kilobytes(total)}`, {
      ratio: bytes / LIMIT.writeBytes,
      atMost: 1,
      note: `The ratio is to ${kilobytes(LIMIT.writeBytes)}.`,
    });
  } finally {
    await Promise.all(running.map(({ stop }) => stop()));
  }
}
