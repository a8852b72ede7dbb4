import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { GlobalOptions } from '../../src/cli/global-options.ts';
import { requireOptionsOf, unusedOptions } from '../../src/cli/target.ts';
import { type } from './streams.ts';

const FILE = '/home/ada/kms-lab.config.json';
const given = (target: GlobalOptions['target'], where: Readonly<Record<string, string>>) =>
  ({ target, given: where }) as unknown as GlobalOptions;

describe('an option for the other target', () => {
  test.each([
    ['sandbox', 'profile', '--profile'],
    ['sandbox', 'endpointUrl', '--endpoint-url'],
    ['sandbox', 'otherProfile', '--other-profile'],
    ['aws', 'operator', '--operator'],
    ['aws', 'chaos', '--chaos'],
  ] as const)('%s: %s is refused if typed, and reported if set permanently', (target, key, flag) => {
    expect(() => requireOptionsOf(given(target, { [key]: flag }))).toThrow(
      expect.objectContaining({ code: 'ERR_USAGE', hint: expect.stringContaining(`leave ${flag} out`) }),
    );
    expect(() => requireOptionsOf(given(target, { [key]: FILE }))).not.toThrow();
    const other = target === 'aws' ? 'sandbox' : 'aws';
    expect(unusedOptions(given(target, { [key]: FILE }), {})).toEqual([
      `${key} of ${FILE} is not used: it is for --target ${other}.`,
    ]);
    expect(unusedOptions(given(other, { [key]: FILE }), {})).toEqual([]);
    expect(() => requireOptionsOf(given(other, { [key]: flag }))).not.toThrow();
  });
});

describe('the address of a web app that is set permanently', () => {
  const [its, another] = ['http://127.0.0.1:4001', 'http://127.0.0.1:4002'];
  const said = (target: GlobalOptions['target'], where: string, webAppUrl: string) =>
    unusedOptions({ ...given(target, { webAppUrl: where }), webAppUrl }, { webAppUrl: its });

  test.each([
    ['KMS_LAB_WEB_APP_URL', another, 1],
    [FILE, another, 1],
    ['KMS_LAB_WEB_APP_URL', its, 0],
    ['--web-app-url', another, 0],
  ])('%s=%s on the sandbox: %i sentences', (where, url, count) => {
    const sentence = `webAppUrl of ${where} is not used: the web app of this account is at ${its}.`;
    expect(said('sandbox', where, url)).toEqual(Array(count).fill(sentence));
  });

  test('is used on AWS', () => {
    expect(said('aws', 'KMS_LAB_WEB_APP_URL', another)).toEqual([]);
  });

  test('does not mislead a command on the sandbox', async () => {
    const env = {
      KMS_LAB_STATE_DIR: mkdtempSync(join(tmpdir(), 'kms-lab-')),
      KMS_LAB_WEB_APP_URL: 'http://127.0.0.1:9',
    };
    const { exitCode, stdout } = await type('run --to open-sample-file --json', { env });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('webAppUrl of KMS_LAB_WEB_APP_URL is not used');
  });
});

test('a Region of the sandbox that was not typed is corrected where it is set', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'kms-lab-config-'));
  const file = join(cwd, 'kms-lab.config.json');
  writeFileSync(file, JSON.stringify({ region: 'eu-west-1' }));
  const env = { KMS_LAB_STATE_DIR: mkdtempSync(join(tmpdir(), 'kms-lab-')) };
  const { exitCode, stdout } = await type('status --json', { env, cwd });
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout.trim().split('\n').at(-1)!).error).toMatchObject({
    code: 'ERR_NOT_FOUND',
    hint: `correct region in ${file}, or type --region us-east-1; --target aws for a region of AWS`,
  });
});

describe('a key policy that denies the operator of other commands', () => {
  const noted = async (line: string) => {
    const env = { KMS_LAB_STATE_DIR: mkdtempSync(join(tmpdir(), 'kms-lab-')) };
    const { exitCode, stdout } = await type(`${line} --json`, { env });
    expect(exitCode).toBe(0);
    return stdout
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text))
      .filter(({ type, text = '' }) => type === 'note' && text.includes('denies the user operator'));
  };

  test.each(['root', 'another-admin'])(
    'written as %s, it is said with what restores the account',
    async (name) => {
      const notes = await noted(`goto 7 --operator ${name}`);
      expect(notes).toMatchObject([
        {
          text: expect.stringContaining('name the same --operator in each command from now on'),
          next: [{ run: ['reset'] }],
        },
      ]);
    },
  );

  test.each(['goto 7', 'goto 6 --operator root'])(
    '%s says nothing: it does not deny the operator',
    async (line) => {
      expect(await noted(line)).toEqual([]);
    },
  );
});
