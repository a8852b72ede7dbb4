import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FIELDS } from '../../src/cli/config-file.ts';
import {
  flagOf,
  GLOBAL_OPTIONS,
  MANNER_OPTIONS,
  NAME_OPTIONS,
  type OptionRow,
} from '../../src/cli/options.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { settingsOf } from '../../src/cli/settings.ts';
import { fakeStreams } from './streams.ts';

const HOME = { KMS_LAB_STATE_DIR: '/state' };

/** A directory with a configuration file in it. */
function directoryWith(file: string, content: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'kms-lab-config-'));
  writeFileSync(join(directory, file), content);
  return directory;
}

const config = (content: object): string => directoryWith('kms-lab.config.json', JSON.stringify(content));

test('without anything, the workshop’s names and the sandbox', async () => {
  const cwd = config({});
  expect(await settingsOf({ color: true }, { env: HOME, cwd: () => cwd })).toEqual({
    target: 'sandbox',
    probeMfa: false,
    plain: false,
    variant: 'corrected',
    stateDir: '/state',
    yes: false,
    json: false,
    color: true,
    verbose: false,
    quiet: false,
    summary: false,
    allowProduction: false,
    allowRoot: false,
    allowHttp: false,
    names: {
      roleName: 'KMSWorkshop-InstanceInitRole',
      alias: 'alias/ImportedCMK',
      userName: 'userA',
      instanceName: 'KMSWorkshop-Instance',
      sampleObject: 'SampleFile-KMS.txt',
    },
    given: { stateDir: 'KMS_LAB_STATE_DIR' },
    configFile: { path: join(cwd, 'kms-lab.config.json'), how: 'found', values: {}, sets: [] },
  });
});

describe('a flag overrides the environment, the environment the configuration, and that the default', () => {
  const cwd = config({ alias: 'alias/configured', variant: 'published', roleName: 'configured' });
  const env = { ...HOME, KMS_LAB_ALIAS: 'alias/exported', KMS_LAB_ROLE: '' };

  test.each([
    ['flag', { alias: 'alias/typed' }, env, 'alias/typed'],
    ['environment', {}, env, 'alias/exported'],
    ['configuration', {}, HOME, 'alias/configured'],
  ])('%s', async (_source, typed, env, alias) => {
    const { names, variant } = await settingsOf(typed, { env, cwd: () => cwd });
    expect(names).toMatchObject({ alias, roleName: 'configured', userName: 'userA' });
    expect(variant).toBe('published');
  });
});

test('the source of a value is kept: the flag, the variable, or the path of the file', async () => {
  const cwd = config({ region: 'eu-west-1', roleName: 'configured', blocklist: ['k-1'] });
  const env = { ...HOME, KMS_LAB_OPERATOR: 'root', KMS_LAB_ROLE: 'exported', KMS_LAB_BLOCKLIST: 'k-2' };
  const { given, configFile } = await settingsOf(
    { endpointUrl: 'http://127.0.0.1:1' },
    { env, cwd: () => cwd },
  );
  expect(given).toEqual({
    region: join(cwd, 'kms-lab.config.json'),
    blocklist: `KMS_LAB_BLOCKLIST, ${join(cwd, 'kms-lab.config.json')}`,
    operator: 'KMS_LAB_OPERATOR',
    endpointUrl: '--endpoint-url',
    roleName: 'KMS_LAB_ROLE',
    stateDir: 'KMS_LAB_STATE_DIR',
  });
  expect(configFile?.sets).toEqual(['region', 'blocklist']);
});

test('a relative state directory is relative to the current directory', async () => {
  const cwd = config({});
  const { stateDir } = await settingsOf({ stateDir: 'here' }, { env: {}, cwd: () => cwd });
  expect(stateDir).toBe(join(cwd, 'here'));
});

describe('a file that is named', () => {
  const settings = async (file: string, content: string) => {
    const cwd = directoryWith(file, content);
    return settingsOf({ config: file }, { env: HOME, cwd: () => cwd });
  };

  test.each([
    ['lab.mjs', "export default { userName: 'somebody', target: 'aws' };"],
    ['lab.json', '{ "$schema": "./x.json", "userName": "somebody", "target": "aws" }'],
    ['lab', '{ "userName": "somebody", "target": "aws" }'],
  ])('%s may be a module, and may say where a command works', async (file, content) => {
    const { names, target, configFile } = await settings(file, content);
    expect([names.userName, target]).toEqual(['somebody', 'aws']);
    expect(configFile).toMatchObject({ how: 'named', sets: ['target', 'userName'] });
  });

  test('is the only one that is read', async () => {
    const cwd = config({ userName: 'found' });
    writeFileSync(join(cwd, 'empty.json'), '');
    const read = await settingsOf({ config: 'empty.json' }, { env: HOME, cwd: () => cwd });
    expect(read.names.userName).toBe('userA');
  });

  test('is required', async () => {
    const refused = settingsOf({ config: 'nowhere.json' }, { env: HOME, cwd: () => '/' });
    await expect(refused).rejects.toMatchObject({
      code: 'ERR_CONFIG',
      message: 'There is no file "/nowhere.json".',
    });
  });
});

describe('a file that is only found', () => {
  test.each(['kms-lab.config.mjs', 'kms-lab.config.js'])('is not run: %s', async (file) => {
    const cwd = directoryWith(file, 'process.exit(1);');
    await expect(settingsOf({}, { env: HOME, cwd: () => cwd })).rejects.toMatchObject({
      code: 'ERR_CONFIG',
      message: `${join(cwd, file)} is code, and kms-lab does not run code that it finds.`,
      next: [{ run: ['config', '--config', join(cwd, file)] }],
    });
  });

  const NAMED: readonly OptionRow[] = FIELDS.filter(({ file }) => file === 'named');

  test('cannot set what decides where a command works, or with whose rights', () => {
    expect(NAMED.map(({ key }) => key)).toEqual([
      ...['target', 'profile', 'otherProfile', 'outsiderProfile', 'endpointUrl', 'webAppUrl', 'account'],
      ...['state', 'stateProfile', 'stateEndpoint'],
    ]);
  });

  test.each(NAMED)('$key: refused if found, read if named', async (row) => {
    const value =
      {
        endpointUrl: 'https://x.test',
        webAppUrl: 'http://x.test',
        account: '111122223333',
        target: 'sandbox',
        state: 's3://bucket/prefix',
        stateEndpoint: 'https://x.test',
      }[row.key] ?? 'x';
    const cwd = config({ alias: 'alias/x', [row.key]: value });
    await expect(settingsOf({}, { env: HOME, cwd: () => cwd })).rejects.toMatchObject({
      code: 'ERR_CONFIG',
      message: expect.stringContaining(`: ${row.key} (line 1): a file that was only found cannot set it.`),
      hint: expect.stringContaining(flagOf(row)),
    });
    const named = await settingsOf({ config: 'kms-lab.config.json' }, { env: HOME, cwd: () => cwd });
    expect(named.given?.[row.key]).toBe(join(cwd, 'kms-lab.config.json'));
  });

  test.each<[string, (cwd: string) => void, RegExp]>([
    ['every user may write', (cwd) => chmodSync(join(cwd, 'kms-lab.config.json'), 0o666), /by every user\.$/],
    [
      'is in a folder that every user may write',
      (cwd) => chmodSync(cwd, 0o777),
      /the folder .* by every user\.$/,
    ],
    [
      'is a link into such a folder',
      (cwd) => {
        const other = config({ userName: 'other' });
        chmodSync(other, 0o777);
        rmSync(join(cwd, 'kms-lab.config.json'));
        symlinkSync(join(other, 'kms-lab.config.json'), join(cwd, 'kms-lab.config.json'));
      },
      /the folder .* by every user\.$/,
    ],
    [
      'is a pipe',
      (cwd) => {
        rmSync(join(cwd, 'kms-lab.config.json'));
        symlinkSync('/dev/zero', join(cwd, 'kms-lab.config.json'));
      },
      /can be written|not a regular file/,
    ],
  ])('is refused if it %s', async (_, spoil, says) => {
    const cwd = config({ userName: 'somebody' });
    spoil(cwd);
    await expect(settingsOf({}, { env: HOME, cwd: () => cwd })).rejects.toMatchObject({
      code: 'ERR_CONFIG',
      message: expect.stringMatching(says),
    });
  });

  test('is read in a folder like /tmp, where only an owner replaces a file', async () => {
    const cwd = config({ userName: 'somebody' });
    chmodSync(cwd, 0o1777);
    expect((await settingsOf({}, { env: HOME, cwd: () => cwd })).names.userName).toBe('somebody');
  });
});

test.each([
  ['too large', (path: string) => truncateSync(path, 2 ** 40), /is larger than 1 MiB/],
  [
    'a folder',
    (path: string) => {
      rmSync(path);
      mkdirSync(path);
    },
    /not a regular file/,
  ],
])('a configuration that is %s is named', async (_, spoil, says) => {
  const cwd = config({});
  const path = join(cwd, 'kms-lab.config.json');
  spoil(path);
  await expect(settingsOf({}, { env: HOME, cwd: () => cwd })).rejects.toMatchObject({
    code: 'ERR_CONFIG',
    message: expect.stringMatching(says),
    hint: 'correct it, or move it away; or name another with --config',
  });
});

test('the nearest configuration of the repository is used, and an empty one counts as none', async () => {
  const above = config({ userName: 'outside' });
  const cwd = join(above, 'repository');
  mkdirSync(cwd);
  const below = join(cwd, 'a', 'b');
  mkdirSync(below, { recursive: true });
  writeFileSync(join(cwd, 'a', 'kms-lab.config.json'), ' \n');
  const found = async () => (await settingsOf({}, { env: HOME, cwd: () => below })).names.userName;
  expect(await found()).toBe('userA');
  mkdirSync(join(cwd, '.git'));
  expect(await found()).toBe('userA');
  writeFileSync(join(cwd, 'kms-lab.config.json'), '{ "userName": "above" }');
  expect(await found()).toBe('above');
  writeFileSync(join(below, 'kms-lab.config.json'), '{ "userName": "near" }');
  expect(await found()).toBe('near');
});

describe('a configuration that cannot be used is named, with its field', () => {
  test.each([
    ['kms-lab.config.json', '{ "alias": ', /kms-lab\.config\.json cannot be used: line 1 is not JSON/],
    [
      'kms-lab.config.json',
      '{ "alais": "alias/x" }',
      /alais \(line 1\): there is no such setting, did you mean alias\?/,
    ],
    [
      'kms-lab.config.json',
      '{\n  "alias": "alias/x",\n  "yes": true\n}',
      /yes \(line 3\): there is no such setting\./,
    ],
    ['kms-lab.config.json', '{\n  "alias": "alias/x"\n  "target": "aws"\n}', /: line 3 is not JSON\./],
    ['kms-lab.config.mjs', 'export default {\n  alais: "x",\n};', /alais \(line 2\): there is no such/],
    [
      'kms-lab.config.json',
      '{ "alias": 5 }',
      /alias \(line 1\): Invalid type: Expected string but received 5/,
    ],
    ['kms-lab.config.json', '{ "alias": "a", "alias": "b" }', /an object in it has “alias” twice/],
    ['kms-lab.config.json', '{ "__proto__": { "target": "aws" } }', /has the member “__proto__”/],
    ['kms-lab.config.json', '{ "alias": "alias/$(id)" }', /alias \(line 1\): must be an alias of a key/],
    ['kms-lab.config.json', '{ "bucket": "b`id`" }', /bucket \(line 1\): must be the name of a bucket/],
    ['kms-lab.config.json', '{ "roleName": "a; b" }', /roleName \(line 1\): must be the name of a role/],
    ['kms-lab.config.json', '{ "userName": "a\\nb" }', /userName \(line 1\): must be the name of a user/],
    [
      'kms-lab.config.json',
      '{ "instanceName": "a*" }',
      /instanceName \(line 1\): must be the name or the id/,
    ],
    ['kms-lab.config.json', '{ "blocklist": ["alias/*"] }', /blocklist.* a wildcard would match nothing/],
    ['kms-lab.config.json', '{ "alias": "" }', /alias \(line 1\): must not be empty/],
    [
      'kms-lab.config.json',
      '{ "target": "azure" }',
      /target \(line 1\): .*"sandbox" \| "aws".* but received "azure"/,
    ],
    ['kms-lab.config.json', '{ "yes": true }', /yes \(line 1\): /],
    ['kms-lab.config.json', '{ "account": "1111" }', /account \(line 1\): must be the twelve digits/],
    ['kms-lab.config.json', '{ "blocklist": [5] }', /blocklist/],
    ['kms-lab.config.json', '{ "allowRoot": true }', /allowRoot \(line 1\): /],
    ['kms-lab.config.json', '{ "stateDir": "/tmp" }', /stateDir \(line 1\): /],
    ['kms-lab.config.mjs', 'export default {', /kms-lab\.config\.mjs cannot be loaded/],
    ['kms-lab.config.mjs', 'export const alias = 1;', /cannot be used: the file: /],
  ])('%s: %s', async (file, content, message) => {
    const cwd = directoryWith(file, content);
    const named = /mjs$/.test(file) ? { config: file } : {};
    const refused = settingsOf(named, { env: HOME, cwd: () => cwd });
    await expect(refused).rejects.toMatchObject({
      code: 'ERR_CONFIG',
      message: expect.stringMatching(message),
    });
  });
});

test('a variable that cannot be parsed is named', async () => {
  const refused = settingsOf({}, { env: { ...HOME, KMS_LAB_TARGET: 'azure' }, cwd: () => config({}) });
  await expect(refused).rejects.toMatchObject({
    code: 'ERR_CONFIG',
    message: 'KMS_LAB_TARGET is “azure”, which is not one of sandbox, aws.',
  });
});

test.each(['alias/prod*', '*', 'my key', 'arn:aws:s3:::bucket', 'alias/a;alias/b', 'k?'])(
  'a blocklist that can match no key is refused: %s',
  async (KMS_LAB_BLOCKLIST) => {
    const refused = settingsOf({}, { env: { ...HOME, KMS_LAB_BLOCKLIST }, cwd: () => config({}) });
    await expect(refused).rejects.toMatchObject({
      code: 'ERR_CONFIG',
      message: expect.stringContaining('a wildcard would match nothing'),
    });
  },
);

describe('the web app’s address', () => {
  test.each([
    ['http://203.0.113.10/', 'http://203.0.113.10'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['https://web-app.example', 'https://web-app.example'],
    ['http://[2001:db8::1]:8080', 'http://[2001:db8::1]:8080'],
  ])('%s', async (KMS_LAB_WEB_APP_URL, webAppUrl) => {
    const cwd = config({});
    const settings = await settingsOf({}, { env: { ...HOME, KMS_LAB_WEB_APP_URL }, cwd: () => cwd });
    expect(settings.webAppUrl).toBe(webAppUrl);
  });

  test.each(['nowhere', 'file:///etc/passwd', 'http://me:secret@127.0.0.1', 'http://127.0.0.1/?q=1'])(
    '%s is not valid',
    async (webAppUrl) => {
      const cwd = config({});
      const refused = settingsOf({ webAppUrl }, { env: HOME, cwd: () => cwd });
      await expect(refused).rejects.toMatchObject({
        code: 'ERR_USAGE',
        message: expect.not.stringContaining('secret'),
        hint: expect.stringContaining('--web-app-url http://'),
      });
    },
  );
});

test('an invalid account is named', async () => {
  const refused = settingsOf({}, { env: { ...HOME, KMS_LAB_ACCOUNT: '1111-2222' }, cwd: () => config({}) });
  await expect(refused).rejects.toMatchObject({
    code: 'ERR_CONFIG',
    message: 'KMS_LAB_ACCOUNT is “1111-2222”, and not the twelve digits of an account, without dashes.',
  });
});

test.each([
  ['a text', 'alias/a, k-1'],
  ['a list', ['alias/a', 'k-1']],
])('no flag and no variable removes what %s of the configuration protects', async (_what, blocklist) => {
  const streams = { env: { ...HOME, KMS_LAB_BLOCKLIST: 'alias/b' }, cwd: () => config({ blocklist }) };
  expect((await settingsOf({ blocklist: 'alias/c,alias/a' }, streams)).blocklist).toEqual([
    'alias/c',
    'alias/a',
    'alias/b',
    'k-1',
  ]);
});

describe('a typed option is stored under the key of its row', () => {
  test.each([...GLOBAL_OPTIONS, ...NAME_OPTIONS, ...MANNER_OPTIONS])('$flags', async (row: OptionRow) => {
    const isFlag = !row.flags.includes('<');
    const value =
      { endpointUrl: 'http://x', state: 's3://bucket', stateEndpoint: 'http://x' }[row.key] ??
      row.choices?.[1] ??
      (row.form ? '111122223333' : 'something');
    const flag = /--[a-z-]+/.exec(row.flags)![0];
    let globals: Readonly<Record<string, unknown>> = {};
    const program = buildProgram(fakeStreams(), async (call) => {
      globals = call.globals;
    });
    await program.parseAsync(['run', flag, ...(isFlag ? [] : [value])], { from: 'user' });
    expect(globals[row.key]).toBe(isFlag ? !flag.startsWith('--no-') : value);
  });
});
