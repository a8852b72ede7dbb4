import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { kmsLab } from '../../src/cli/cli.ts';
import { ERRORS } from '../../src/contract/errors.ts';
import { dice, SPOILS } from './spoilt.ts';
import { fakeStreams } from './streams.ts';

/**
 * Spoilt files through the command line. `KMS_LAB_SPOILT=600` tries as many as the documentation says; by default, a
 * share of them.
 */
const COUNT = Number(process.env.KMS_LAB_SPOILT ?? 54);

const folder = mkdtempSync(join(tmpdir(), 'kms-lab-spoilt-'));
const stateDir = join(folder, 'state');
const account = join(stateDir, 'sandbox', '111122223333', 'us-east-1');
const file = (name: string): string => join(folder, name);

async function typed(line: string) {
  const streams = fakeStreams({ env: { KMS_LAB_STATE_DIR: stateDir, NO_COLOR: '1' }, cwd: folder });
  const exitCode = await kmsLab(line.split(' '), streams, new AbortController().signal);
  return { exitCode, stdout: streams.stdout.text, stderr: streams.stderr.text };
}

const journal = (): string => {
  const [first = ''] = readdirSync(join(account, 'journal')).filter((name) => name.includes('-run.'));
  return join(account, 'journal', first);
};

/** A kind of file, and the command that reads it. */
const KINDS: readonly (readonly [kind: string, path: () => string, command: string])[] = [
  ['a plan', () => file('lab.plan.json'), `run --plan ${file('lab.plan.json')}`],
  ['a checkpoint', () => join(account, 'checkpoints', 'mine.json'), 'checkpoint diff baseline mine'],
  ['the baseline', () => join(account, 'checkpoints', 'baseline.json'), 'plan'],
  ['the memory', () => join(account, 'memory.json'), 'status'],
  ['the hints', () => join(account, 'hints.json'), 'hint start-web-app'],
  ['a journal', journal, 'report 1 --format md --out -'],
  ['a configuration', () => file('lab.config.json'), `status --config ${file('lab.config.json')}`],
  ['a world', () => file('world.json'), `sandbox load ${file('world.json')}`],
  ['an account of the sandbox', () => join(stateDir, 'sandbox/world/111122223333.json'), 'status'],
];

beforeAll(async () => {
  for (const line of [
    'run --to strip-decrypt',
    'checkpoint save mine',
    'hint start-web-app',
    `plan --out ${file('lab.plan.json')}`,
    `sandbox save ${file('world.json')}`,
  ]) {
    const { exitCode, stderr } = await typed(line);
    expect([0, 4], stderr).toContain(exitCode);
  }
  writeFileSync(
    file('lab.config.json'),
    JSON.stringify({ alias: 'alias/ImportedCMK', userName: 'userA' }, null, 2),
  );
});

/** Of a screen: a terminal would obey these. */
const CONTROL = /(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u;

describe('a spoilt file is read, or refused with an error for a person, and stays as it is', () => {
  test.each(KINDS)('%s', async (_, pathOf, command) => {
    const path = pathOf();
    const bytes = readFileSync(path);
    const roll = dice(bytes.length);
    for (let count = 0; count < COUNT / KINDS.length; count++) {
      const spoilt = SPOILS[count % SPOILS.length]!(bytes, roll);
      writeFileSync(path, spoilt);
      const { exitCode, stdout, stderr } = await typed(command);
      const [code = ''] = /ERR_[A-Z_]+/.exec(stderr) ?? [];
      const what = `${count}: ${exitCode} ${stderr} ${spoilt.toString('latin1').slice(0, 3000)}`;
      if (code !== '') expect(Object.keys(ERRORS), what).toContain(code);
      expect(code, what).not.toBe('ERR_INTERNAL');
      expect(exitCode === 0 || exitCode === 4 || code !== '', what).toBe(true);
      expect(stdout + stderr, what).not.toMatch(CONTROL);
      if (code !== '') expect(readFileSync(path).equals(spoilt), what).toBe(true);
    }
    writeFileSync(path, bytes);
  });
});
