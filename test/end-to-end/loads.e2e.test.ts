import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { BINARY, freshState, tell } from './kms-lab.ts';

const run = promisify(execFile);
const NOTE_LOADS = resolve(import.meta.dirname, 'note-loads.mjs');

/** The SDK's clients in the files of `dist` that a command loads, in its own process. */
async function clientsLoadedBy(stateDir: string, ...args: readonly string[]): Promise<readonly string[]> {
  const notes = join(freshState(), 'loaded');
  await run(process.execPath, ['--import', NOTE_LOADS, BINARY, ...args], {
    env: { ...process.env, KMS_LAB_STATE_DIR: stateDir, LOADED_MODULES: notes },
  });
  const files = readFileSync(notes, 'utf8')
    .split('\n')
    .filter((url) => url.includes('/dist/'));
  expect(files.some((url) => url.endsWith('/kms-lab.js'))).toBe(true);
  const sources = files.map((url) => readFileSync(fileURLToPath(url), 'utf8'));
  const clients = sources.flatMap((source) => [...source.matchAll(/\b([A-Z][A-Za-z0-9]+)Client=class/g)]);
  return [...new Set(clients.map(([, name = '']) => name))].sort();
}

describe('the SDK’s clients are loaded by', () => {
  let state: string;
  beforeAll(async () => {
    state = freshState();
    await tell(state, 'run', '--to', 'show-key-policy');
  });

  test.each(['--version', '--help', 'explain strip-decrypt', 'report', 'sandbox info'])(
    'none: %s',
    async (typed) => {
      expect(await clientsLoadedBy(state, ...typed.split(' '))).toEqual([]);
    },
  );

  // Opening an account signs in (STS), finds role and policy (IAM), key (KMS), sample file (S3) and instance (EC2),
  // and asks the instance whether the web app runs (SSM).
  test('status, like every command on an account: these six', async () => {
    expect(await clientsLoadedBy(state, 'status')).toEqual(['EC2', 'IAM', 'KMS', 'S3', 'SSM', 'STS']);
  });
});
