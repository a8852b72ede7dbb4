import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { kmsLab } from '../../src/cli/cli.ts';
import { fakeStreams } from './streams.ts';

const stateDir = mkdtempSync(join(tmpdir(), 'kms-lab-way-'));

/** Types a command at a terminal or elsewhere, and answers its question. */
async function typed(
  line: string,
  {
    isTTY = true,
    answer = '',
    env = {},
  }: { isTTY?: boolean; answer?: string; env?: Readonly<Record<string, string>> } = {},
) {
  const streams = fakeStreams({ isTTY, env: { KMS_LAB_STATE_DIR: stateDir, NO_COLOR: '1', ...env } });
  const { stdin, stdout } = streams;
  const write = stdout._write.bind(stdout);
  let isAnswered = answer === '';
  stdout._write = (chunk, encoding, done) => {
    write(chunk, encoding, done);
    if (isAnswered || !stdout.text.includes('Go on?')) return;
    isAnswered = true;
    setImmediate(() => (stdin as unknown as NodeJS.WritableStream).write(answer));
  };
  const exitCode = await kmsLab([...line.split(' '), '--quiet'], streams, new AbortController().signal);
  return { exitCode, stdout: streams.stdout.text, stderr: streams.stderr.text };
}

beforeAll(async () => {
  expect((await typed('run --to 2', { isTTY: false })).exitCode).toBe(0);
});

describe('a command that undoes a step of the sandbox asks at a terminal', () => {
  test('and changes nothing if the answer is no', async () => {
    const { exitCode, stdout, stderr } = await typed('goto 2', { answer: 'n\r' });
    expect(exitCode).toBe(5);
    expect(stdout).toMatch(/Undoes step 2 strip-decrypt\.\n\n.*^\+ +"kms:Decrypt".*Go on\?/ms);
    expect(stderr).toMatch(/ERR_CONSENT: You answered no\..*kms-lab goto strip-decrypt --yes/s);
  });

  test('but not a command that goes forward', async () => {
    const { exitCode, stdout } = await typed('goto 3');
    expect([exitCode, stdout.includes('Go on?')]).toEqual([0, false]);
  });

  test('and continues if the answer is yes', async () => {
    expect((await typed('back', { answer: 'y\r' })).exitCode).toBe(0);
    expect((await typed('status', { isTTY: false })).stdout).toContain('▸ next       Take');
  });

  test.each([
    ['off a terminal', 'back', false],
    ['with --yes', 'back --yes', true],
  ])('and not %s, if it says so', async (_where, line, isTTY) => {
    await typed('solve 2');
    const { exitCode, stdout } = await typed(line, { isTTY });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Undoes step 2 strip-decrypt\.$/m);
    expect(stdout).not.toContain('Go on?');
  });
});

describe('so does a command that restores the sandbox', () => {
  const RESTORING = ['reset', 'rollback --to baseline'];

  test.each(RESTORING)('%s changes nothing if the answer is no', async (line) => {
    await typed('solve 2', { isTTY: false });
    const { exitCode, stdout, stderr } = await typed(line, { answer: 'n\r' });
    expect(exitCode).toBe(5);
    expect(stdout).toMatch(/^\+ +"kms:Decrypt".*Go on\?/ms);
    expect(stderr).toContain(`kms-lab ${line} --yes`);
    expect((await typed('plan --to 2', { isTTY: false })).exitCode).toBe(0);
  });

  test.each(RESTORING)('%s restores it if the answer is yes, and then has nothing to ask', async (line) => {
    await typed('solve 2', { isTTY: false });
    expect((await typed(line, { answer: 'y\r' })).exitCode).toBe(0);
    const { exitCode, stdout } = await typed(line);
    expect([exitCode, stdout.includes('Go on?')]).toEqual([0, false]);
  });

  test.each([
    ['off a terminal', 'reset', false],
    ['with --yes', 'reset --yes', true],
  ])('and not %s', async (_where, line, isTTY) => {
    await typed('solve 2', { isTTY: false });
    const { exitCode, stdout } = await typed(line, { isTTY });
    expect([exitCode, stdout.includes('Go on?')]).toEqual([0, false]);
  });
});

describe('so does one that would lose the sandbox, or what was changed in it', () => {
  const saved = join(mkdtempSync(join(tmpdir(), 'kms-lab-saved-')), 'saved.json');
  const policy = join(stateDir, 'policy.json');
  const statement = { Effect: 'Allow', Action: 'kms:Encrypt', Resource: '*' };

  beforeAll(async () => {
    writeFileSync(policy, JSON.stringify({ Version: '2012-10-17', Statement: [statement] }));
    await typed('solve 2', { isTTY: false });
    expect((await typed(`edit role-policy --file ${policy} --yes`, { isTTY: false })).exitCode).toBe(0);
    expect((await typed(`sandbox save ${saved}`, { isTTY: false })).exitCode).toBe(0);
  });

  const drifts = async () => (await typed('status', { isTTY: false })).exitCode === 4;

  test.each([
    ['run --only 2 --force', /What was changed\n.*kms:Encrypt.*Go on\?/s],
    ['sandbox reset', /Deletes 2 accounts \(111122223333 …\), with every checkpoint.*Go on\?/s],
    [`sandbox load ${saved}`, /Replaces 2 accounts \(111122223333 …\) with what is in.*Go on\?/s],
  ])('%s does nothing where the answer is no', async (line, asks) => {
    const { exitCode, stdout, stderr } = await typed(line, { answer: 'n\r' });
    expect(exitCode).toBe(5);
    expect(stdout).toMatch(asks);
    expect(stderr.replace(/\\\n\s*/g, '')).toContain('--yes');
    expect(await drifts()).toBe(true);
  });

  test('a file that cannot be loaded is found before the question', async () => {
    const { exitCode, stdout } = await typed('sandbox load /nowhere/x.json');
    expect([exitCode, stdout]).toEqual([2, '']);
  });

  test.each([
    ['run --only 2 --force', 'y\r', true],
    ['run --only 2 --force --yes', '', true],
    ['run --only 2 --force', '', false],
    ['sandbox reset', 'y\r', true],
    ['sandbox reset --yes', '', true],
    ['sandbox reset', '', false],
  ])('%s does it, answered by %j', async (line, answer, isTTY) => {
    await typed(`sandbox load ${saved}`, { isTTY: false });
    expect(await drifts()).toBe(true);
    const { exitCode, stdout } = await typed(line, { answer, isTTY });
    expect([exitCode, stdout.includes('Go on?')]).toEqual([0, answer !== '']);
    expect(await drifts()).toBe(false);
  });

  test('where there is no sandbox, nothing is lost and nothing asked', async () => {
    await typed('sandbox reset --yes');
    const { exitCode, stdout } = await typed('sandbox reset');
    expect([exitCode, stdout.includes('Go on?')]).toEqual([0, false]);
  });

  test('the target of other commands makes no difference', async () => {
    await typed('status', { isTTY: false });
    const { exitCode } = await typed('sandbox reset', { answer: 'n\r', env: { KMS_LAB_TARGET: 'aws' } });
    expect(exitCode).toBe(5);
  });
});

describe('so does a teardown of the sandbox', () => {
  test('and removes nothing if the answer is no', async () => {
    const { exitCode, stdout, stderr } = await typed('teardown', { answer: 'n\r' });
    expect(exitCode).toBe(5);
    expect(stdout).toMatch(/What teardown would remove.*Go on\?/s);
    expect(stderr).toContain('kms-lab teardown --yes');
    expect((await typed('doctor', { isTTY: false })).exitCode).toBe(0);
  });

  test('and does not ask off a terminal, with --yes, or if nothing is left', async () => {
    expect((await typed('teardown', { isTTY: false })).stdout).not.toContain('Go on?');
    const { exitCode, stdout } = await typed('teardown');
    expect([exitCode, stdout.includes('Go on?')]).toEqual([0, false]);
    expect((await typed('setup', { isTTY: false })).exitCode).toBe(0);
    expect((await typed('teardown --yes')).stdout).not.toContain('Go on?');
  });
});
