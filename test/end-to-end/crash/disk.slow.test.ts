import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampled } from '../../sampled.ts';
import { documentsOf } from './documents.ts';
import { type Scene, Stage } from './stage.ts';

const ACCOUNT = join('sandbox', '111122223333', 'us-east-1');

let stage: Stage;
let fresh: Scene;
let done: Scene;
/** As a run that was killed after its first key policy leaves it. */
let killed: Scene;
beforeAll(async () => {
  stage = await Stage.open();
  fresh = await stage.keep();
  const { child, ended } = stage.start(['run']);
  stage.proxy.meddle({
    async after(write) {
      if (write !== 'PutKeyPolicy') return 'answer';
      child.kill('SIGKILL');
      await ended;
      return 'drop';
    },
  });
  await ended;
  killed = await stage.keep();
  await stage.set(fresh);
  expect((await stage.run(['run'])).exitCode).toBe(0);
  done = await stage.keep();
});
afterAll(() => stage.close());

const home = () => documentsOf(fresh.world);
const now = () => documentsOf(stage.sandbox.world());

/** Bytes that are left of a file. */
const LENGTHS: readonly (readonly [string, (size: number) => number])[] = [
  ['nothing', () => 0],
  ['a byte', () => 1],
  ['half', (size) => Math.floor(size / 2)],
  ['all but its end', (size) => size - 2],
];

describe.each(sampled(LENGTHS, 3))('of a file %s is left', (_, left) => {
  const tear = (path: string): void => {
    const whole = join(stage.state, ACCOUNT, path);
    truncateSync(whole, left(readFileSync(whole).length));
  };

  test.each(['memory.json', join('checkpoints', 'baseline.json')])(
    '%s: reset says which file it is, and writes nothing',
    async (file) => {
      await stage.set(done);
      tear(file);
      const before = now();
      const reset = await stage.run(['reset']);
      expect(reset.exitCode).toBe(1);
      expect(reset.stdout).toContain('ERR_STATE_DAMAGED');
      expect(reset.stdout).toContain(file);
      expect(now()).toEqual(before);
      expect(stage.proxy.writes).toEqual([]);
    },
  );

  test('the journal of a killed run: resume continues, or finds nothing to resume', async () => {
    await stage.set(killed);
    const [journal] = readdirSync(join(stage.state, ACCOUNT, 'journal'));
    tear(join('journal', journal ?? ''));
    const before = now();
    const resumed = await stage.run(['resume']);
    expect(resumed.exitCode).toBe(0);
    const nothing = resumed.stdout.includes('nothing to resume');
    expect(now()).toEqual(nothing ? before : documentsOf(done.world));
    expect((await stage.run(['reset'])).exitCode).toBe(0);
    expect(now()).toEqual(home());
  });

  test('the lock of a killed run: it is taken over', async () => {
    await stage.set(killed);
    tear('lock');
    expect((await stage.run(['reset'])).exitCode).toBe(0);
    expect(now()).toEqual(home());
  });
});

describe('a disk that is full', () => {
  /** Over a run, closer at its beginning. */
  const POINTS = [1, 2, 5, 7, 10, 16, 47, 98, 149, 200];

  test.each(sampled(POINTS, 4))(
    'from write %i of a run: it says so, and resume continues once there is room',
    async (at) => {
      await stage.set(fresh);
      const full = await stage.run(['run'], { at, do: 'fill' });
      expect(full.exitCode).toBe(1);
      expect(full.stdout).toContain('ERR_STATE_UNWRITABLE');
      expect(full.stdout).toContain('ENOSPC');
      const stopped = now();
      const resumed = await stage.run(['resume']);
      expect(resumed.exitCode).toBe(0);
      const nothing = resumed.stdout.includes('nothing to resume');
      if (nothing) expect(stopped).toEqual(home());
      expect(now()).toEqual(nothing ? home() : documentsOf(done.world));
    },
  );

  test('before the intent of a write is on the disk, the write is not sent', async () => {
    await stage.set(fresh);
    const writes = await stage.recorded(['run', '--to', 'strip-decrypt']);
    const unfilled = new Set<number>();
    for (let at = 1; at <= writes.length; at++) {
      if (at % 30 !== 0) continue;
      await stage.set(fresh);
      stage.proxy.meddle({});
      await stage.run(['run', '--to', 'strip-decrypt'], { at, do: 'fill' });
      const journals = readdirSync(join(stage.state, ACCOUNT), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ndjson'))
        .map((name) => readFileSync(join(stage.state, ACCOUNT, name), 'utf8'));
      if (stage.proxy.writes.length > 0) expect(journals.join('')).toContain('"type":"change-begun"');
      else unfilled.add(at);
    }
    expect(unfilled.size).toBeGreaterThan(0);
  });
});

describe('a read-only state directory', () => {
  test.each([['run'], ['reset'], ['rollback', '--to', 'baseline']])(
    '%s says so before anything is written',
    async (...args) => {
      await stage.set(done);
      const before = now();
      const refused = await stage.run(args, { at: 1, do: 'refuse' });
      expect(refused.exitCode).toBe(1);
      expect(refused.stdout).toContain('ERR_STATE_UNWRITABLE');
      expect(refused.stdout).toContain('--state-dir');
      expect(stage.proxy.writes).toEqual([]);
      expect(now()).toEqual(before);
    },
  );

  test.each([['status'], ['verify'], ['matrix'], ['plan'], ['checkpoint', 'list']])(
    '%s reads',
    async (...args) => {
      await stage.set(done);
      expect((await stage.run(args, { at: 1, do: 'refuse' })).exitCode).toBe(0);
    },
  );
});

test('what a killed process left beside a lock does no harm', async () => {
  await stage.set(fresh);
  const lock = join(stage.state, ACCOUNT, 'lock');
  expect((await stage.run(['run', '--to', 'show-key-policy'])).exitCode).toBe(0);
  writeFileSync(`${lock}.heir-0123`, '');
  writeFileSync(`${lock}.0123`, '');
  expect((await stage.run(['reset'])).exitCode).toBe(0);
});
