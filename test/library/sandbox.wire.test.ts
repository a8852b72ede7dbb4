import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateUserCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ErrorCode } from '../../src/contract/errors.ts';
import { createSandbox, type LibraryErrorCode, type SandboxSettings } from '../../src/library/sandbox.ts';
import { openSandbox } from '../../src/sandbox/sandbox.ts';
import { writeWorld } from '../../src/sandbox/world-file.ts';

async function started(settings: SandboxSettings = {}) {
  const sandbox = await createSandbox(settings);
  onTestFinished(sandbox.close);
  return sandbox;
}

function freshDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'kms-lab-library-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const ROLE = new GetRoleCommand({ RoleName: 'KMSWorkshop-InstanceInitRole' });
const WORKSHOP_KEY = new DescribeKeyCommand({ KeyId: 'alias/ImportedCMK' });

describe('an account for a test', () => {
  test('answers signed requests, as every principal in it', async () => {
    const sandbox = await started();
    const callers = ['operator', 'another-admin', 'instance-role', 'outsider'].map(async (name) => {
      const { Arn } = await new STSClient(sandbox.client(name)).send(new GetCallerIdentityCommand({}));
      return Arn?.replace(/i-\w+$/, 'INSTANCE');
    });
    expect(await Promise.all(callers)).toEqual([
      `arn:aws:iam::${sandbox.accountId}:user/operator`,
      `arn:aws:iam::${sandbox.accountId}:user/another-admin`,
      `arn:aws:sts::${sandbox.accountId}:assumed-role/KMSWorkshop-InstanceInitRole/INSTANCE`,
      'arn:aws:iam::444455556666:user/outsider',
    ]);
  });

  test('begins with the workshop, empty, or with what was saved', async () => {
    const saved = join(freshDirectory(), 'saved.json');
    const before = await openSandbox({ directory: freshDirectory() });
    await new IAMClient({ ...before, credentials: before.credentials('operator')! }).send(
      new CreateUserCommand({ UserName: 'kept' }),
    );
    await writeWorld(saved, before.world());
    await before.close();

    const hasRole = async (seed: SandboxSettings['seed']) => {
      const sandbox = await started(seed === undefined ? {} : { seed });
      return new IAMClient(sandbox.client()).send(ROLE).then(
        () => true,
        ({ name }) => name,
      );
    };
    expect(await hasRole(undefined)).toBe(true);
    expect(await hasRole('empty')).toBe('NoSuchEntityException');
    expect(await hasRole({ file: saved })).toBe(true);

    const again = await started({ seed: { file: saved }, accounts: 3 });
    const error = await new IAMClient(again.client())
      .send(new CreateUserCommand({ UserName: 'kept' }))
      .catch((error) => error);
    expect(error.name).toBe('EntityAlreadyExistsException');
    expect(again.credentials('operator@222200000003')).toMatchObject({
      accessKeyId: expect.stringMatching(/^AKIA/),
    });
  });

  test('is restored between tests', async () => {
    const sandbox = await started();
    const create = () => new IAMClient(sandbox.client()).send(new CreateUserCommand({ UserName: 'alice' }));
    await create();
    await expect(create()).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
    await sandbox.reset();
    await create();
  });

  test('has faults if asked for', async () => {
    const sandbox = await started({ chaos: 'throttle=100%' });
    const sts = new STSClient({ ...sandbox.client(), maxAttempts: 1 });
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toThrow(/Rate exceeded|Throttl/i);
  });

  test('has a clock of its own that can be moved', async () => {
    const sandbox = await started({ clock: '+1d' });
    const stateOfKey = async () => {
      const { KeyMetadata } = await new KMSClient(sandbox.client()).send(WORKSHOP_KEY);
      return KeyMetadata?.KeyState;
    };
    expect(await stateOfKey()).toBe('Enabled');
    sandbox.setClock('+800d');
    expect(await stateOfKey()).toBe('PendingImport');
  });

  test('leaves nothing behind, and may be closed twice', async () => {
    const directory = freshDirectory();
    vi.stubEnv('TMPDIR', directory);
    onTestFinished(() => void vi.unstubAllEnvs());
    const sandbox = await createSandbox();
    expect(readdirSync(directory)).toHaveLength(1);
    await sandbox.close();
    await sandbox.close();
    expect(readdirSync(directory)).toEqual([]);
    await expect(fetch(sandbox.endpoint)).rejects.toThrow('fetch failed');
  });
});

// biome-ignore lint/suspicious/noExplicitAny: what a program without types can do
type Wrong = any;

describe('bad input has the codes of the command line', () => {
  test('a port that another sandbox has', async () => {
    const { endpoint } = await started();
    const port = Number(new URL(endpoint).port);
    await expect(createSandbox({ port })).rejects.toMatchObject({
      name: 'LibraryError',
      code: 'ERR_PORT_IN_USE' satisfies LibraryErrorCode & ErrorCode,
      message: `Port ${port} of 127.0.0.1 is in use.`,
    });
  });

  test('a start that fails leaves nothing behind', async () => {
    const directory = freshDirectory();
    vi.stubEnv('TMPDIR', directory);
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(createSandbox({ clock: 'noon' })).rejects.toThrow();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('a temporary directory that cannot be written', async () => {
    vi.stubEnv('TMPDIR', '/dev/null');
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(createSandbox()).rejects.toMatchObject({
      name: 'LibraryError',
      code: 'ERR_STATE_UNWRITABLE' satisfies LibraryErrorCode & ErrorCode,
    });
  });

  test.each<[string, Wrong, LibraryErrorCode & ErrorCode, string]>([
    ['no settings', null, 'ERR_USAGE', 'settings must be an object, not null.'],
    [
      'a misspelled one',
      { prot: 1 },
      'ERR_USAGE',
      'There is no settings.prot. There is port, seed, accounts',
    ],
    ['a port that is text', { port: '80' }, 'ERR_USAGE', 'settings.port must be a number, not "80".'],
    [
      'a port that is none',
      { port: 65_536 },
      'ERR_USAGE',
      'must be a whole number from 0 to 65535, not 65536.',
    ],
    [
      'half an account',
      { accounts: 1.5 },
      'ERR_USAGE',
      'settings.accounts must be a whole number from 1 to 1000',
    ],
    ['a seed that there is not', { seed: 'full' }, 'ERR_USAGE', 'must be workshop, empty or { file: PATH }'],
    ['a file that there is not', { seed: { file: '/nowhere.json' } }, 'ERR_NOT_FOUND', '/nowhere.json'],
    ['a chaos that there is not', { chaos: 'rain=1%' }, 'ERR_USAGE', 'There is no chaos “rain”'],
    ['a clock that is none', { clock: 'noon' }, 'ERR_USAGE', 'The clock “noon”'],
    ['a clock beyond all years', { clock: '+99999999999d' }, 'ERR_USAGE', 'The clock “+99999999999d”'],
  ])('%s', async (_, settings, code, message) => {
    await expect(createSandbox(settings)).rejects.toMatchObject({
      name: 'LibraryError',
      code,
      message: expect.stringContaining(message),
    });
  });

  test.each<[string, string, LibraryErrorCode & ErrorCode]>([
    ['damaged', '{"version":1', 'ERR_STATE_DAMAGED'],
    ['of a newer version', '{"version":99}', 'ERR_STATE_NEWER'],
  ])('a saved sandbox that is %s', async (_, text, code) => {
    const file = join(freshDirectory(), 'saved.json');
    writeFileSync(file, text);
    await expect(createSandbox({ seed: { file } })).rejects.toMatchObject({ code });
  });

  test('an unknown name', async () => {
    const sandbox = await started();
    expect(() => sandbox.client('nobody')).toThrow(
      expect.objectContaining({ code: 'ERR_UNKNOWN_NAME', hint: expect.stringContaining('operator') }),
    );
    expect(() => sandbox.setClock('soon')).toThrow(expect.objectContaining({ code: 'ERR_USAGE' }));
  });
});
