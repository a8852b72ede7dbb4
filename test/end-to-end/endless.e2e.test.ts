import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { whatToDo } from '../what-to-do.ts';
import { tell } from './in-process.ts';
import { freshState } from './kms-lab.ts';

/** What can be in the place of a file, and would be read forever or fill the memory. */
const KINDS: Readonly<Record<string, (path: string) => void>> = {
  'a device without an end': (path) => symlinkSync('/dev/zero', path),
  'a file of 1 TiB': (path) => {
    writeFileSync(path, '');
    truncateSync(path, 2 ** 40);
  },
  'a pipe in which nothing writes': (path) => void execFileSync('mkfifo', [path]),
  'a folder': (path) => void mkdirSync(path),
};

const CHECKPOINTS = 'sandbox/111122223333/us-east-1/checkpoints';

/** Every file that kms-lab reads and did not write a moment ago: its path, and the command that reads it. */
const READ: readonly (readonly [what: string, at: string, words: readonly string[], code: string])[] = [
  ['a sandbox to load', 'file', ['sandbox', 'load', '<file>'], 'ERR_STATE_DAMAGED'],
  ['a plan', 'file', ['run', '--plan', '<file>'], 'ERR_STATE_DAMAGED'],
  ['the baseline', `${CHECKPOINTS}/baseline.json`, ['status'], 'ERR_STATE_DAMAGED'],
  ['the sandbox', 'sandbox/world/world.json', ['status'], 'ERR_STATE_DAMAGED'],
  ['the address of a server', 'sandbox-server.json', ['status'], 'ERR_STATE_UNWRITABLE'],
];

describe.skipIf(process.platform === 'win32').each(Object.keys(KINDS))('%s', (kind) => {
  const spoil = (state: string, at: string): string => {
    const path = join(state, at);
    mkdirSync(dirname(path), { recursive: true });
    KINDS[kind]?.(path);
    return path;
  };

  test.each(READ)('as %s is refused, with what to do', async (_, at, words, code) => {
    const state = freshState();
    const path = spoil(state, at);
    const told = await tell(state, ...words.map((word) => (word === '<file>' ? path : word)));
    expect(told.exitCode).toBeGreaterThan(0);
    expect(told.summary.error).toMatchObject({ code, message: expect.stringContaining(path) });
    expect(whatToDo(told.summary.error)).not.toBe('');
    rmSync(path, { recursive: true });
  });
});
