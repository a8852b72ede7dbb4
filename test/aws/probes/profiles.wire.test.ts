import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { AccessMatrix } from '../../../src/contract/access.ts';
import { freshDirectory } from '../../sandbox/served.ts';
import { allowing, type Opened, open } from '../opened.ts';

afterEach(() => vi.unstubAllEnvs());

/** A credentials file with a profile for every principal in the sandbox, by its name. */
function withProfiles({ sandbox }: Opened): void {
  const names = ['operator', 'another-admin', 'root', 'instance-role', 'outsider'];
  const sections = names.map((name) => {
    const { accessKeyId, secretAccessKey, sessionToken } = sandbox.credentials(name)!;
    const token = sessionToken ? `\naws_session_token = ${sessionToken}` : '';
    return `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}${token}\n`;
  });
  const file = join(freshDirectory(), 'credentials');
  writeFileSync(file, sections.join('\n'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
  vi.stubEnv('AWS_CONFIG_FILE', join(freshDirectory(), 'config'));
}

/** A real account, except for its endpoint: it hands out no credentials. */
async function openWith(profiles: { readonly 'another-admin'?: string; readonly outsider?: string }) {
  const opened = await open();
  withProfiles(opened);
  const target = { ...opened.target, name: 'aws' as const, actAs: async () => ({}), profiles };
  return { ...opened, openLab: () => opened.openLab(target) };
}

const cell = (matrix: AccessMatrix, principal: string, action: string) =>
  matrix.find((each) => each.principal === principal && each.action === action)!;

describe('--other-profile', () => {
  test('asks as another admin, whose own policies count', async () => {
    const { openLab, home } = await openWith({ 'another-admin': 'another-admin' });
    home.users['another-admin']!.attached = [];
    home.users['another-admin']!.inline.some = allowing('kms:Encrypt');
    const matrix = await (await openLab()).access.matrix();
    expect(cell(matrix, 'another-admin', 'kms:Encrypt')).toMatchObject({
      predicted: { outcome: 'allowed', because: expect.stringContaining('User another-admin') },
      observed: { outcome: 'allowed' },
    });
    expect(cell(matrix, 'another-admin', 'kms:Decrypt')).toMatchObject({
      predicted: { outcome: 'implicitly-denied' },
      observed: { outcome: 'implicitly-denied' },
    });
    expect(cell(matrix, 'root', 'kms:Encrypt').observed).toBeUndefined();
  });

  test('says what it assumes if the operator may not read its policies', async () => {
    const { openLab, home } = await openWith({ 'another-admin': 'another-admin' });
    home.users.operator!.inline.blind = {
      Statement: [
        {
          Effect: 'Deny',
          Action: 'iam:ListUserPolicies',
          Resource: 'arn:aws:iam::111122223333:user/another-admin',
        },
      ],
    };
    const matrix = await (await openLab()).access.matrix();
    expect(cell(matrix, 'another-admin', 'kms:Encrypt').predicted.because).toContain(
      'AdministratorAccess (assumed: its policies may not be read)',
    );
  });

  test.each([
    ['operator', 'ERR_CREDENTIALS', 'which is the operator'],
    ['root', 'ERR_CREDENTIALS', 'which is the account root'],
    ['instance-role', 'ERR_CREDENTIALS', 'which is the instance role'],
    ['outsider', 'ERR_WRONG_ACCOUNT', 'is of account 444455556666; the lab’s is 111122223333'],
    ['nobody', 'ERR_CREDENTIALS', '--other-profile nobody gives no credentials'],
  ])('is not %s: %s', async (profile, code, why) => {
    const { openLab } = await openWith({ 'another-admin': profile });
    await expect(openLab()).rejects.toMatchObject({
      code,
      message: expect.stringContaining(why),
      hint: expect.stringContaining('profile'),
    });
  });
});

describe('--outsider-profile', () => {
  test('asks as a principal of another account', async () => {
    const { openLab } = await openWith({ outsider: 'outsider' });
    const matrix = await (await openLab()).access.matrix();
    expect(cell(matrix, 'outsider', 'kms:Encrypt')).toMatchObject({
      predicted: { outcome: 'implicitly-denied', because: expect.stringContaining('444455556666') },
      observed: { outcome: expect.stringMatching(/denied/) },
    });
  });

  test('proves nothing if its own account refuses it', async () => {
    const { openLab, world, key } = await openWith({ outsider: 'outsider' });
    world.accounts['444455556666']!.users.outsider!.inline = {};
    world.accounts['444455556666']!.users.outsider!.attached = [];
    key.policy = {
      Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:*', Resource: '*' }],
    };
    const matrix = await (await openLab()).access.matrix();
    expect(cell(matrix, 'outsider', 'kms:Encrypt').observed).toBeUndefined();
  });

  test('must not belong to the lab’s account', async () => {
    const { openLab } = await openWith({ outsider: 'another-admin' });
    await expect(openLab()).rejects.toMatchObject({ code: 'ERR_WRONG_ACCOUNT' });
  });
});
