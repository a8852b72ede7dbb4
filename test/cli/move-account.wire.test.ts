import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { kmsLab } from '../../src/cli/cli.ts';
import { fakeStreams } from './streams.ts';

const stateDir = mkdtempSync(join(tmpdir(), 'kms-lab-way-'));

/** Types a command at a terminal or elsewhere, and what one answers. */
async function typed(line: string, { isTTY = true, answer = '' } = {}) {
  const streams = fakeStreams({ isTTY, env: { KMS_LAB_STATE_DIR: stateDir, NO_COLOR: '1' } });
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
}, 60_000);

describe('a command that undoes a step of the sandbox asks at a terminal', { timeout: 60_000 }, () => {
  test('and changes nothing where the answer is no', async () => {
    const { exitCode, stdout, stderr } = await typed('goto 2', { answer: 'n\r' });
    expect(exitCode).toBe(5);
    expect(stdout).toMatch(/Undoes step 2 strip-decrypt\.\n\n.*^\+ +"kms:Decrypt".*Go on\?/ms);
    expect(stderr).toMatch(/ERR_CONSENT: You answered no\..*kms-lab goto strip-decrypt --yes/s);
  });

  test('which a way forward does not', async () => {
    const { exitCode, stdout } = await typed('goto 3');
    expect([exitCode, stdout.includes('Go on?')]).toEqual([0, false]);
  });

  test('and goes on where the answer is yes', async () => {
    expect((await typed('back', { answer: 'y\r' })).exitCode).toBe(0);
    expect((await typed('status', { isTTY: false })).stdout).toContain('▸ next       Take');
  });

  test.each([
    ['off a terminal', 'back', false],
    ['with --yes', 'back --yes', true],
  ])('and not %s, where it says so', async (_where, line, isTTY) => {
    await typed('solve 2');
    const { exitCode, stdout } = await typed(line, { isTTY });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Undoes step 2 strip-decrypt\.$/m);
    expect(stdout).not.toContain('Go on?');
  });
});

describe('so does one that restores the sandbox', { timeout: 60_000 }, () => {
  const RESTORING = ['reset', 'rollback --to baseline'];

  test.each(RESTORING)('%s changes nothing where the answer is no', async (line) => {
    await typed('solve 2', { isTTY: false });
    const { exitCode, stdout, stderr } = await typed(line, { answer: 'n\r' });
    expect(exitCode).toBe(5);
    expect(stdout).toMatch(/^\+ +"kms:Decrypt".*Go on\?/ms);
    expect(stderr).toContain(`kms-lab ${line} --yes`);
    expect((await typed('plan --to 2', { isTTY: false })).exitCode).toBe(0);
  });

  test.each(RESTORING)(
    '%s restores it where the answer is yes, and then has nothing to ask',
    async (line) => {
      await typed('solve 2', { isTTY: false });
      expect((await typed(line, { answer: 'y\r' })).exitCode).toBe(0);
      const { exitCode, stdout } = await typed(line);
      expect([exitCode, stdout.includes('Go on?')]).toEqual([0, false]);
    },
  );

  test.each([
    ['off a terminal', 'reset', false],
    ['with --yes', 'reset --yes', true],
  ])('and not %s', async (_where, line, isTTY) => {
    await typed('solve 2', { isTTY: false });
    const { exitCode, stdout } = await typed(line, { isTTY });
    expect([exitCode, stdout.includes('Go on?')]).toEqual([0, false]);
  });
});
