import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { kmsLab } from '../../src/cli/cli.ts';
import { readTrail } from '../../src/sandbox/trail/read.ts';
import { fakeStreams } from './streams.ts';

const stateDir = mkdtempSync(join(tmpdir(), 'kms-lab-names-'));

/** What was answered to a command line, and the operations that it called. */
async function typed(line: string) {
  const streams = fakeStreams({ env: { KMS_LAB_STATE_DIR: stateDir, NO_COLOR: '1' } });
  const before = (await readTrail(join(stateDir, 'sandbox'))).length;
  const exitCode = await kmsLab(line.split(' '), streams, new AbortController().signal);
  const called = (await readTrail(join(stateDir, 'sandbox'))).slice(before);
  return { exitCode, stderr: streams.stderr.text, called: called.map(({ operation }) => operation) };
}

beforeAll(async () => {
  expect((await typed('run --to 2')).exitCode).toBe(0);
});

test.each([
  ['rollback --to nope', 'There is no checkpoint “nope”'],
  ['rollback --to 7', 'No checkpoint was kept after the step “key-policy-mfa” yet'],
  ['checkpoint diff baseline nope', 'There is no checkpoint “nope”'],
  ['checkpoint diff nope baseline', 'There is no checkpoint “nope”'],
  ['checkpoint show nope', 'There is no checkpoint “nope”'],
])('%s: the account is not looked at for a checkpoint that was not kept', async (line, message) => {
  const { exitCode, stderr, called } = await typed(line);
  expect({ exitCode, called }).toEqual({ exitCode: 2, called: ['GetCallerIdentity'] });
  expect(stderr.replace(/\s+/g, ' ')).toContain(`ERR_UNKNOWN_NAME: ${message}`);
});

test('the account is restored to one that was kept', async () => {
  const { exitCode, called } = await typed('rollback --to 1');
  expect(exitCode).toBe(0);
  expect(called).toContain('SetDefaultPolicyVersion');
});
