import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { whatToDo } from '../what-to-do.ts';
import { kmsLab, serve, tell } from './in-process.ts';
import { freshState, type Told } from './kms-lab.ts';

const parts = ({ summary }: Told) => summary.parts ?? [];
const statuses = (told: Told) => [...new Set(parts(told).map(({ status }) => status))].sort();
const keyOf = (told: Told): string => parts(told).find(({ id }) => id === 'key')?.is ?? '';

async function empty(): Promise<string> {
  const state = freshState();
  expect((await kmsLab(state, 'sandbox', 'reset', '--empty')).exitCode).toBe(0);
  return state;
}

test('an empty account: set up, done, reset, torn down; each twice, the second time without a write', async () => {
  const state = await empty();
  const planned = await tell(state, 'setup', '--dry-run');
  expect([planned.exitCode, planned.summary.writes, statuses(planned)]).toEqual([4, 0, ['missing']]);
  expect((await tell(state, 'setup')).summary).toMatchObject({ ok: true, exitCode: 0 });
  const again = await tell(state, 'setup');
  expect([again.exitCode, again.summary.writes, statuses(again)]).toEqual([0, 0, ['present']]);
  expect((await kmsLab(state, 'setup')).stdout).toContain('Nothing was missing');
  expect((await tell(state, 'setup', '--dry-run')).exitCode).toBe(0);

  const run = await tell(state, 'run');
  expect(run.summary).toMatchObject({ ok: true, exitCode: 0 });
  expect((await tell(state, 'reset')).summary).toMatchObject({ ok: true, exitCode: 0 });

  const foreseen = await tell(state, 'teardown', '--dry-run', '--delete-key');
  expect([foreseen.exitCode, foreseen.summary.writes, statuses(foreseen)]).toEqual([
    4,
    0,
    ['absent', 'removable'],
  ]);
  const down = await tell(state, 'teardown', '--delete-key', keyOf(again));
  expect([down.exitCode, statuses(down)]).toEqual([0, ['absent', 'leaving']]);
  const twice = await tell(state, 'teardown', '--delete-key', keyOf(again));
  expect([twice.exitCode, twice.summary.writes, statuses(twice)]).toEqual([0, 0, ['absent', 'leaving']]);

  // The checkpoints belonged to the deleted key.
  expect((await tell(state, 'setup')).summary.ok).toBe(true);
  expect((await tell(state, 'run', '--to', 'strip-decrypt')).summary).toMatchObject({
    ok: true,
    exitCode: 0,
  });
});

test.each(['setup', 'teardown'])(
  '%s leaves an account alone whose key is on the blocklist',
  async (command) => {
    const { exitCode, summary } = await tell(freshState(), command, '--blocklist', 'ImportedCMK');
    expect([exitCode, summary.error?.code, summary.writes]).toEqual([5, 'ERR_PROTECTED', 0]);
  },
);

test('the account that the sandbox begins with has everything that setup creates', async () => {
  const told = await tell(freshState(), 'setup');
  expect([told.exitCode, told.summary.writes, statuses(told)]).toEqual([0, 0, ['present']]);
});

describe('the key', () => {
  test('stays without consent to its deletion, and the output says so', async () => {
    const state = await empty();
    await kmsLab(state, 'setup');
    const { stdout, exitCode } = await kmsLab(state, 'teardown');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /left: key [\s\S]*it is deleted only when asked for[\s\S]*teardown --delete-key [0-9a-f-]{36}/,
    );
    const kept = keyOf(await tell(state, 'teardown'));
    expect(keyOf(await tell(state, 'setup'))).toBe(kept);
  });

  test.each([[[]], [['another-id']]])('is not deleted if its id was not typed: %j', async (typed) => {
    const state = await empty();
    await kmsLab(state, 'setup');
    const told = await tell(state, 'teardown', '--delete-key', ...typed);
    expect([told.exitCode, told.summary.writes, told.summary.error?.code]).toEqual([5, 0, 'ERR_CONSENT']);
    expect(whatToDo(told.summary.error)).toMatch(/--delete-key [0-9a-f-]{36}/);
  });
});

test.each([
  [['setup', '--target', 'aws'], 5, 'ERR_CONSENT'],
  [['teardown', '--target', 'aws', '--yes'], 5, 'ERR_CONSENT'],
  [['setup', '--account', '999988887777'], 5, 'ERR_WRONG_ACCOUNT'],
  [['setup', '--my-ip', 'everybody'], 2, 'ERR_USAGE'],
  [['setup', '--my-ip', '10.0.0.0/33'], 2, 'ERR_USAGE'],
  [['setup', '--subnet', 'subnet-00000000000000000'], 1, 'ERR_NOT_FOUND'],
  [['teardown', '--pending-days', '3'], 2, 'ERR_USAGE'],
  [['teardown', '--pending-days', 'soon'], 2, 'ERR_USAGE'],
] as const)('%j is refused, and nothing is written', async (args, exitCode, code) => {
  const state = await empty();
  const told = await tell(state, ...args);
  expect([told.exitCode, told.summary.error?.code, told.summary.writes]).toEqual([exitCode, code, 0]);
  expect(whatToDo(told.summary.error)).not.toBe('');
});

test('a served sandbox may begin empty, and become empty again', async () => {
  const state = freshState();
  await serve(state, '--empty');
  expect((await tell(state, 'setup')).summary).toMatchObject({ ok: true });
  expect((await kmsLab(state, 'sandbox', 'reset')).exitCode).toBe(0);
  expect(statuses(await tell(state, 'setup', '--dry-run'))).toEqual(['present']);
  expect((await kmsLab(state, 'sandbox', 'reset', '--empty')).exitCode).toBe(0);
  expect(statuses(await tell(state, 'setup', '--dry-run'))).toEqual(['missing']);
});

test('the template of CloudFormation is JSON, and needs no account', async () => {
  const { stdout, exitCode } = await kmsLab(freshState(), 'setup', '--cloudformation');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ AWSTemplateFormatVersion: '2010-09-09' });
});

test('the records of a setup hold no secret', async () => {
  const state = await empty();
  await kmsLab(state, 'setup');
  const text = readFileSync(join(state, 'sandbox', '111122223333', 'us-east-1', 'workshop.ndjson'), 'utf8');
  for (const line of text.split('\n').filter(Boolean)) {
    expect(Object.keys(JSON.parse(line))).toEqual(expect.arrayContaining(['at', 'did', 'part']));
    expect(Object.keys(JSON.parse(line)).sort().join()).toMatch(/^at,did,(id,part|part,token)(,version)?$/);
  }
});
