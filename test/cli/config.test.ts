import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GLOBAL_OPTIONS, NAME_OPTIONS } from '../../src/cli/options.ts';
import { type } from './streams.ts';

const cwd = mkdtempSync(join(tmpdir(), 'kms-lab-config-'));
const file = join(cwd, 'kms-lab.config.json');
writeFileSync(file, JSON.stringify({ userName: 'userB', blocklist: ['alias/payroll'] }));

const env = {
  KMS_LAB_STATE_DIR: '/state',
  KMS_LAB_ACCOUNT: '111122223333',
  KMS_LAB_BLOCKLIST: 'alias/production',
};
const LINE = 'config --target aws --endpoint-url http://me:secret@127.0.0.1:4566';

const FROM: readonly [string, string | undefined, string][] = [
  ['target', 'aws', '--target'],
  ['account', '111122223333', 'KMS_LAB_ACCOUNT'],
  ['userName', 'userB', file],
  ['variant', 'corrected', 'default'],
  ['profile', undefined, 'not set'],
  ['stateDir', '/state', 'KMS_LAB_STATE_DIR'],
  ['blocklist', 'alias/production, alias/payroll', `KMS_LAB_BLOCKLIST, ${file}`],
  ['endpointUrl', 'http://…@127.0.0.1:4566', '--endpoint-url'],
];

test('every setting is a record with its value and its source', async () => {
  const { exitCode, stdout } = await type(`${LINE} --json`, { env, cwd });
  expect(exitCode).toBe(0);
  const records = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const settings = records.filter((record) => record.type === 'setting');
  expect(settings.map(({ key }) => key)).toEqual([...GLOBAL_OPTIONS, ...NAME_OPTIONS].map(({ key }) => key));
  for (const [key, value, from] of FROM) {
    const setting = settings.find((one) => one.key === key);
    expect([setting.value, setting.from], key).toEqual([value, from]);
  }
  expect(stdout).not.toContain('secret');
});

test('in words, with the file that was read', async () => {
  const { stdout } = await type(LINE, { env, cwd, columns: 200 });
  expect(stdout).toMatch(/^ {2}target {9,}aws \(--target\)$/m);
  expect(stdout).toMatch(/^ {2}profile {8,}not set$/m);
  expect(stdout.replace(/\s+/g, '')).toContain(`Configurationfile:${file}(found)`);
});

test('a file that cannot be used is reported', async () => {
  const broken = mkdtempSync(join(tmpdir(), 'kms-lab-config-'));
  writeFileSync(join(broken, 'kms-lab.config.json'), '{ "alais": "alias/x" }');
  const { exitCode, stderr } = await type('config', { env, cwd: broken });
  expect(exitCode).toBe(2);
  expect(stderr.replace(/\s+/g, ' ')).toMatch(
    /kms-lab\.config\.json .*alais \(line 1\).*did you mean alias\?/,
  );
});

describe('a file that was found and changes what a command does is named on stderr', () => {
  const SAYS = `Settings of ${file}: blocklist, userName.\n`;
  test.each([
    ['config', SAYS],
    ['config --json', ''],
    ['config --quiet', ''],
    [`config --config ${file}`, ''],
    ['completion bash', ''],
  ])('%s', async (line, says) => {
    const { exitCode, stderr } = await type(line, { env, cwd });
    expect([exitCode, stderr]).toEqual([0, says]);
  });
});
