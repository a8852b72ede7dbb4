import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { kmsLab } from '../../end-to-end/kms-lab.ts';
import { NO_REDIS, redisServer, type StoreServer } from '../../fleet/queue/store-servers.ts';
import { createBucket } from './bucket.ts';
import { type Program, program } from './program.ts';

const ACCOUNTS = 3;
const ROOM = ['--accounts', 'sandbox', '--yes', '--expect', String(ACCOUNTS)];

describe.skipIf(NO_REDIS)('a fleet on several machines', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kms-lab-many-'));
  const programs: Program[] = [];
  let redis: StoreServer;
  let sandbox: Program;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    redis = await redisServer();
    env = { KMS_LAB_STATE_DIR: folder, KMS_LAB_QUEUE: redis.url, KMS_LAB_STATE: 's3://the-room/class' };
    sandbox = program(['sandbox', 'serve', '--accounts', String(ACCOUNTS), '--port', '0'], env);
    await sandbox.says(/^Ready at/);
    await createBucket(folder, 'the-room');
  });
  afterEach(async () => {
    for (const one of programs.splice(0)) {
      one.kill('SIGKILL');
      await one.ended;
    }
  });
  afterAll(async () => {
    sandbox.kill('SIGTERM');
    await sandbox.ended;
    await redis.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const started = (...args: string[]): Program => {
    const one = program(args, env);
    programs.push(one);
    return one;
  };

  test('a worker runs its accounts, tells of them, and drains on SIGTERM', async () => {
    const worker = started('fleet', 'worker', '--metrics-port', '0');
    const at = /http:\/\/[\d.]+:\d+/.exec(await worker.says(/^Counters at/))![0];
    await worker.says(/^Worker .* takes accounts from redis:\/\/127\.0\.0\.1:\d+\.$/);
    const fleet = started('fleet', 'goto', '3', ...ROOM);
    expect([await fleet.ended, fleet.lines.join('\n')]).toEqual([0, expect.stringContaining('3 done')]);
    expect(worker.lines.filter((line) => /^\d{12} done$/.test(line))).toHaveLength(ACCOUNTS);
    const metrics = await (await fetch(`${at}/metrics`)).text();
    expect(metrics).toContain(`kms_lab_units_total{outcome="done",cause=""} ${ACCOUNTS}`);
    worker.kill('SIGTERM');
    expect(await worker.ended).toBe(0);
    expect(worker.lines.at(-1)).toBe('The worker has ended.');
  });

  test('a coordinator that was killed is followed by another, on another machine', async () => {
    const first = started('fleet', 'reset', ...ROOM);
    const begun = await first.says(/^fleet \S+: reset in/);
    const [, id = ''] = /^fleet (\S+):/.exec(begun)!;
    // It has planned, asked and put, and there is no worker yet.
    await first.says(/accounts? with the same changes/);
    first.kill('SIGKILL');
    await first.ended;
    const worker = started('fleet', 'worker');
    // Another machine has nothing of the fleet.
    rmSync(join(folder, 'fleets'), { recursive: true });
    const next = started('fleet', 'resume', id, '--yes');
    expect([await next.ended, next.lines.join('\n')]).toEqual([0, expect.stringContaining('3 done')]);
    worker.kill('SIGTERM');
    await worker.ended;
  });

  test('a fleet of another machine has to be named', async () => {
    const other = join(folder, 'other');
    mkdirSync(other, { mode: 0o700 });
    copyFileSync(join(folder, 'sandbox-server.json'), join(other, 'sandbox-server.json'));
    const { exitCode, stderr } = await kmsLab(other, 'fleet', 'resume', '--yes', env);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/on this machine.*fleet resume ID/s)]);
  });

  test.each<[string, readonly string[], Readonly<Record<string, string>>, number, RegExp]>([
    ['no queue', ['fleet', 'worker'], { KMS_LAB_QUEUE: '' }, 2, /needs a queue/],
    ['no shared state', ['fleet', 'worker'], { KMS_LAB_STATE: '' }, 2, /state that they share/],
    [
      'no shared state for a coordinator',
      ['fleet', 'run', ...ROOM],
      { KMS_LAB_STATE: '' },
      2,
      /state that they share/,
    ],
    [
      'a queue of another kind',
      ['fleet', 'worker', '--queue', 'amqp://h'],
      {},
      2,
      /not one that kms-lab knows/,
    ],
    [
      'a queue that is not there',
      ['fleet', 'worker', '--queue', 'redis://127.0.0.1:9'],
      {},
      1,
      /127\.0\.0\.1:9 does not answer/,
    ],
    [
      'a password in the list of processes',
      ['fleet', 'worker', '--queue', 'redis://:hidden@h'],
      {},
      2,
      /could see/,
    ],
  ])('with %s, a person is told', async (_, args, more, exit, message) => {
    const { exitCode, stdout, stderr } = await kmsLab(folder, ...args, { ...env, ...more });
    expect([exitCode, stderr]).toEqual([exit, expect.stringMatching(message)]);
    expect(stdout + stderr).not.toContain('hidden');
  });
});
