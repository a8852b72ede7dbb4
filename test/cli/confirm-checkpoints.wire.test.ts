import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { kmsLab } from '../../src/cli/cli.ts';
import { fakeStreams } from './streams.ts';

const done = mkdtempSync(join(tmpdir(), 'kms-lab-kept-'));
const CHECKPOINTS = join('sandbox', '111122223333', 'us-east-1', 'checkpoints');

interface Typing {
  readonly isTTY?: boolean;
  /** To every question. */
  readonly answer?: string;
}

async function typed(state: string, line: string, { isTTY = false, answer }: Typing = {}) {
  const streams = fakeStreams({ isTTY, env: { KMS_LAB_STATE_DIR: state, NO_COLOR: '1' }, columns: 100 });
  const { stdin, stdout } = streams;
  const write = stdout._write.bind(stdout);
  let answered = 0;
  stdout._write = (chunk, encoding, done) => {
    write(chunk, encoding, done);
    const asked = ['as it is now?', 'Go on?'].filter((question) => stdout.text.includes(question)).length;
    if (answer === undefined || asked <= answered) return;
    answered = asked;
    setImmediate(() => (stdin as unknown as NodeJS.WritableStream).write(answer));
  };
  const exitCode = await kmsLab(line.split(' '), streams, new AbortController().signal);
  return { exitCode, stdout: stdout.text, stderr: streams.stderr.text };
}

/** A state directory in which a program edited a checkpoint. */
function edited(
  id: string,
  change = (text: string) => text.replace(/"AWS": "arn[^"]*"/, '"AWS": "*"'),
): string {
  const state = mkdtempSync(join(tmpdir(), 'kms-lab-kept-'));
  cpSync(done, state, { recursive: true });
  const path = join(state, CHECKPOINTS, `${id}.json`);
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
  return state;
}

const withoutDigest = (text: string): string => JSON.stringify({ ...JSON.parse(text), digest: undefined });

beforeAll(async () => {
  expect((await typed(done, 'run --to 2 --quiet')).exitCode).toBe(0);
  expect((await typed(done, 'checkpoint save mine')).exitCode).toBe(0);
});

describe('a checkpoint that was edited', () => {
  test.each([
    ['baseline', 'reset'],
    ['baseline', 'reset --yes'],
    ['baseline', 'run'],
    ['baseline', 'checkpoint rebase'],
    ['baseline', 'rollback --to mine --yes'],
    ['mine', 'rollback --to mine'],
    ['mine', 'rollback --to mine --yes'],
    ['after-strip-decrypt', 'rollback --to 2 --yes'],
  ])('%s: %s is refused, and nothing is written', async (id, line) => {
    const { exitCode, stdout } = await typed(edited(id), `${line} --json`);
    const summary = JSON.parse(stdout.trim().split('\n').at(-1)!);
    expect([exitCode, summary.writes, summary.error.code]).toEqual([5, 0, 'ERR_UNVERIFIED']);
    expect(summary.error.message).toBe(
      `The checkpoint ${id} was changed after it was saved. Nothing was written.`,
    );
  });

  test('is refused with --yes at a terminal, too', async () => {
    const { exitCode, stderr } = await typed(edited('mine'), 'rollback --to mine --yes', { isTTY: true });
    expect([exitCode, stderr.includes('ERR_UNVERIFIED')]).toEqual([5, true]);
  });

  test('is shown at a terminal, with what it would change, and restored only after a yes', async () => {
    const state = edited('mine');
    const refused = await typed(state, 'rollback --to mine', { isTTY: true, answer: 'n\r' });
    expect(refused.exitCode).toBe(5);
    expect(refused.stdout).toMatch(
      /mine was changed after it was saved\. To\s+restore it would change this:/,
    );
    expect(refused.stdout).toMatch(/^\+ +"AWS": "\*"/m);
    const agreed = await typed(state, 'rollback --to mine', { isTTY: true, answer: 'y\r' });
    expect(agreed.stderr).not.toContain('ERR_UNVERIFIED');
    // From then on it counts as saved.
    expect((await typed(state, 'checkpoint list')).stdout).not.toContain('changed');
  });

  test('is marked in the list, and named by a command that only reads', async () => {
    const state = edited('baseline');
    expect((await typed(state, 'checkpoint list')).stdout).toMatch(/^baseline .*, changed$/m);
    expect((await typed(state, 'checkpoint show baseline')).stdout).toContain('as saved  no: changed');
    const { stdout } = await typed(state, 'verify');
    expect(stdout.replace(/\s+/g, ' ')).toContain('The checkpoint baseline was changed after it was saved.');
  });
});

test('a checkpoint of before there were digests is readable, and asked about', async () => {
  const state = edited('baseline', withoutDigest);
  expect((await typed(state, 'checkpoint show baseline')).exitCode).toBe(0);
  const { exitCode, stderr } = await typed(state, 'reset --yes');
  expect(exitCode).toBe(5);
  expect(stderr.replace(/\s+/g, ' ')).toContain(
    'The checkpoint baseline has no digest, so kms-lab cannot tell',
  );
});
