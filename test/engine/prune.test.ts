import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../src/engine/file-store.ts';
import { KEPT_RUNS } from '../../src/engine/kept-runs.ts';
import { pruneState } from '../../src/engine/prune.ts';
import { type } from '../cli/streams.ts';

const ACCOUNT = ['sandbox', '111122223333', 'us-east-1'];

function stateWith(runs: number) {
  const directory = mkdtempSync(join(tmpdir(), 'kms-lab-prune-'));
  const folder = join(directory, ...ACCOUNT, 'journal');
  mkdirSync(folder, { recursive: true });
  for (let run = 0; run < runs; run++) {
    const at = new Date(run * 60_000).toISOString().replace(/[:.]/g, '-');
    writeFileSync(join(folder, `${at}-0000000${run % 10}-run.ndjson`), '{}\n');
  }
  writeFileSync(join(folder, 'notes.txt'), 'not a journal');
  return { directory, folder };
}

test('the oldest journals are removed, and nothing else', async () => {
  const { directory, folder } = stateWith(8);
  const all = readdirSync(folder).sort();
  expect(await pruneState(directory, 3)).toHaveLength(5);
  expect(readdirSync(folder).sort()).toEqual(all.slice(5));
  expect(await pruneState(directory, 3)).toEqual([]);
});

test('a command that takes the account keeps the last 50, and removes what a killed one left of its lock', async () => {
  const { directory, folder } = stateWith(KEPT_RUNS + 7);
  const account = join(directory, ...ACCOUNT);
  const holder = { host: hostname(), since: '2026-01-01T00:00:00.000Z', command: 'run', token: 'x' };
  const left = (pid: number, id: string) => {
    const name = `lock.${id.repeat(8)}-1111-4111-8111-111111111111`;
    writeFileSync(join(account, name), JSON.stringify({ ...holder, pid }));
    return name;
  };
  const [dead, alive] = [left(2 ** 30, 'a'), left(process.pid, 'b')];
  const [target, accountId, region] = ACCOUNT as ['sandbox', string, string];
  const store = await openStore({ directory, target, accountId, region, command: 'run' });
  const lock = await store.lock();
  expect(readdirSync(folder).filter((name) => name.endsWith('.ndjson'))).toHaveLength(KEPT_RUNS);
  expect(readdirSync(account)).not.toContain(dead);
  expect(readdirSync(account)).toContain(alive);
  await lock.release();
});

test('state prune says how many, and takes a number', async () => {
  const { directory, folder } = stateWith(8);
  const env = { KMS_LAB_STATE_DIR: directory };
  expect(await type('state prune --keep 2', { env })).toMatchObject({
    exitCode: 0,
    stdout: 'Removed the journals of 6 runs.\n',
  });
  expect(readdirSync(folder)).toHaveLength(3);
  expect((await type('state prune --keep few', { env })).exitCode).toBe(2);
});
