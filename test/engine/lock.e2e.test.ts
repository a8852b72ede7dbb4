import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { processStart } from '../../src/disk/process-alive.ts';
import { LEASE } from '../../src/engine/holder.ts';
import { holderOf, takeLock } from '../../src/engine/lock.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kms-lab-lock-'));
  path = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process id that Linux, macOS and Windows never use. */
const NOBODY = 2 ** 22 - 1;
const MINE = {
  host: hostname(),
  pid: process.pid,
  started: processStart(process.pid),
  since: '2026-01-01T00:00:00.000Z',
  command: 'run',
};

/** A lock that another process left, renewed this many milliseconds ago. */
function leave(holder: object | string, age = 0, at = path): void {
  writeFileSync(at, typeof holder === 'string' ? holder : JSON.stringify(holder));
  const then = new Date(Date.now() - age);
  utimesSync(at, then, then);
}

describe('a lock', () => {
  test('is held by one, and the other learns by whom; leaves nothing when it is released', async () => {
    const lock = await takeLock(path, 'reset');
    expect(lock.tookOver).toBeUndefined();
    await expect(takeLock(path, 'run')).rejects.toMatchObject({
      code: 'ERR_LOCKED',
      message: expect.stringMatching(
        `The account is held by kms-lab reset \\(process ${process.pid} on ${hostname()}\\) since 20`,
      ),
    });
    expect(await holderOf(path)).toMatch(/^kms-lab reset/);
    await lock.release();
    expect(await holderOf(path)).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('says who holds it: host, process, its start, and since when', async () => {
    const lock = await takeLock(path, 'run');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      ...MINE,
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    await lock.release();
  });

  test.each<[string, object | string, number]>([
    ['of a process that is gone', { ...MINE, pid: NOBODY }, 0],
    ['of a process whose number another one has by now', { ...MINE, started: '1' }, 0],
    ['from another machine whose lease has run out', { ...MINE, host: 'elsewhere' }, LEASE + 1000],
    ['that is torn', '{"host":', 0],
    ['that is empty', '', 0],
  ])('%s is taken over, with a message', async (_, holder, age) => {
    leave(holder, age);
    const lock = await takeLock(path, 'reset');
    expect(lock.tookOver).toBe(
      typeof holder === 'string'
        ? 'a lock that cannot be read'
        : `kms-lab run (process ${'pid' in holder ? holder.pid : ''} on ${'host' in holder ? holder.host : ''}) since ${MINE.since}`,
    );
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ command: 'reset', pid: process.pid });
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each<[string, object, number]>([
    ['of a process that is alive, however long ago it renewed', MINE, 10 * LEASE],
    ['of a process that does not say when it began', { ...MINE, started: undefined }, 0],
    ['from another machine within its lease', { ...MINE, host: 'elsewhere', pid: NOBODY }, LEASE / 2],
  ])('%s is not', async (_, holder, age) => {
    leave(holder, age);
    const before = readFileSync(path, 'utf8');
    await expect(takeLock(path, 'reset')).rejects.toMatchObject({ code: 'ERR_LOCKED' });
    expect(readFileSync(path, 'utf8')).toBe(before);
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  test('is released only by its owner, who learns that it was taken over', async () => {
    const lock = await takeLock(path, 'run');
    await lock.requireHeld();
    leave({ ...MINE, command: 'reset', host: 'elsewhere' });
    await expect(lock.requireHeld()).rejects.toMatchObject({
      code: 'ERR_LOCKED',
      message: expect.stringContaining('kms-lab reset'),
    });
    await lock.release();
    expect(existsSync(path)).toBe(true);
  });

  test('is renewed while it is held', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const lock = await takeLock(path, 'run');
    const long = new Date(Date.now() - LEASE);
    utimesSync(path, long, long);
    vi.advanceTimersByTime(LEASE / 2);
    await expect.poll(() => Date.now() - statSync(path).mtimeMs).toBeLessThan(LEASE / 2);
    await lock.release();
  });

  test('whose heir died before it took over can be taken over from the heir', async () => {
    leave({ ...MINE, pid: NOBODY });
    const first = await dyingHeir({ ...MINE, pid: NOBODY });
    await dyingHeir(first);
    const lock = await takeLock(path, 'reset');
    expect(lock.tookOver).toContain(`process ${NOBODY}`);
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('whose heir is at work belongs to that heir', async () => {
    leave({ ...MINE, pid: NOBODY });
    writeFileSync(heirOf(readFileSync(path, 'utf8')), JSON.stringify({ ...MINE, command: 'heir' }));
    await expect(takeLock(path, 'reset')).rejects.toMatchObject({
      code: 'ERR_LOCKED',
      message: expect.stringContaining('kms-lab heir'),
    });
  });

  test.each<[string, string, number, 'removed' | 'left']>([
    ['of a process that was killed', JSON.stringify({ ...MINE, pid: NOBODY }), 0, 'removed'],
    ['of a process that is about to link it', JSON.stringify(MINE), 0, 'left'],
    ['that is being written', '', 0, 'left'],
    ['that was never written', '', LEASE + 1000, 'removed'],
  ])('a file beside it %s', async (_, text, age, expected) => {
    const beside = `${path}.${randomUUID()}`;
    leave(text, age, beside);
    await (await takeLock(path, 'run')).release();
    expect(existsSync(beside) ? 'left' : 'removed').toBe(expected);
  });

  test('that cannot be written names another way', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(takeLock(join(folder, 'file', 'lock'), 'run')).rejects.toMatchObject({
      code: 'ERR_STATE_UNWRITABLE',
    });
  });
});

/** The name under which a lock with that content is inherited. */
const heirOf = (text: string): string =>
  `${path}.heir-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;

/** What a process leaves that died while taking the lock over. */
async function dyingHeir(of: object): Promise<object> {
  const heir = { ...MINE, pid: NOBODY, token: String(Math.random()) };
  writeFileSync(heirOf(JSON.stringify(of)), JSON.stringify(heir));
  return heir;
}

describe('of many processes that race for it', () => {
  test.each([
    ['a lock that is free', undefined],
    ['a stale lock', { ...MINE, pid: NOBODY }],
  ])('%s: exactly one wins, each time', async (_, stale) => {
    for (let round = 0; round < 12; round++) {
      if (stale) leave({ ...stale, since: String(round) });
      const takers = Array.from({ length: 20 }, (_, taker) => takeLock(path, `taker-${taker}`));
      const locks = (await Promise.allSettled(takers)).flatMap((taker) =>
        taker.status === 'fulfilled' ? [taker.value] : [],
      );
      expect(locks).toHaveLength(1);
      await locks[0]!.release();
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a stale lock, as 20 processes: exactly one wins', async () => {
    const taker = join(folder, 'taker.mjs');
    await build({ ...TAKER, outfile: taker });
    leave({ ...MINE, pid: NOBODY });
    const processes = Array.from({ length: 20 }, () => startTaker(taker));
    await Promise.all(processes.map(({ ready }) => ready));
    for (const { go } of processes) go();
    const answers = await Promise.all(processes.map(({ answer }) => answer));
    for (const { stop } of processes) stop();
    expect(answers.filter((answer) => answer.startsWith('won'))).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'ERR_LOCKED')).toHaveLength(19);
    await Promise.all(processes.map(({ ended }) => ended));
  });
});

const TAKER = {
  stdin: {
    contents: `
      import { takeLock } from './lock.ts';
      console.log('ready');
      process.stdin.once('data', () =>
        takeLock(process.argv[2], 'taker').then(
          ({ tookOver }) => console.log('won ' + tookOver),
          ({ code }) => console.log(code),
        ),
      );`,
    resolveDir: resolve(import.meta.dirname, '../../src/engine'),
  },
  bundle: true,
  format: 'esm',
  platform: 'node',
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url); const __filename = "";',
  },
} as const;

/** A process that takes the lock when told to, reports the result, and holds it until it is stopped. */
function startTaker(taker: string) {
  const child = spawn(process.execPath, [taker, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => String((await lines.next()).value);
  const ready = line();
  return {
    ready,
    go: () => child.stdin.write('go\n'),
    answer: ready.then(line),
    stop: () => child.kill('SIGKILL'),
    ended: new Promise((done) => child.on('close', done)),
  };
}
