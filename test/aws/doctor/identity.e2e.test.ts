import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { AwsTarget } from '../../../src/aws/client/target.ts';
import { LabError } from '../../../src/contract/errors.ts';
import { freshDirectory } from '../../sandbox/served.ts';
import { canned, xml, xmlError } from '../canned.ts';
import { allowing, type Opened, open } from '../opened.ts';
import { addUser, as, asUser, type Case, operatorMayNot, testCases } from './cases.ts';
import type { Setting } from './examined.ts';
import { examineOpened } from './examined.ts';

const real = (opened: Opened): Partial<Setting> => as(opened, { name: 'aws' });
const later = (ms: number) => (): Partial<Setting> => ({ now: () => new Date(Date.now() + ms) });
/** An existing account in which nothing answers. */
const NOBODY: Partial<AwsTarget> = { endpoint: 'http://127.0.0.1:1' };
const WHO: readonly Case[] = [
  { of: 'region', when: 'as the workshop has it', state: 'fine', found: /^us-east-1$/ },
  {
    of: 'credentials',
    when: 'they are a key',
    state: 'fine',
    found: /^a long-term access key, lent by the sandbox$/,
  },
  {
    of: 'credentials',
    when: 'they are a session',
    setting: (opened) => asUser(opened, 'user-a-fresh-mfa'),
    world: ({ home }) => addUser(home, {}),
    state: 'fine',
    found: /^temporary credentials, .* they end in \d+ (min|h)/,
  },
  {
    of: 'credentials',
    when: 'they end soon',
    setting: (opened) => ({ ...asUser(opened, 'user-a-fresh-mfa'), ...later(3500_000)() }),
    world: ({ home }) => addUser(home, {}),
    state: 'warning',
    found: /they end in \d+ s/,
    remedy: /renew them/,
  },
  {
    of: 'credentials',
    when: 'AWS knows the key no more',
    setting: (opened) => as(opened, { credentials: { accessKeyId: 'AKIAGONE', secretAccessKey: 'x' } }),
    state: 'broken',
    found: /^AWS does not know the access key in use\. /,
    remedy: /./,
  },
  {
    of: 'credentials',
    when: 'nothing answers',
    setting: (opened) => as(opened, NOBODY),
    state: 'unknown',
    found: /GetCallerIdentity failed/,
  },
  { of: 'clock', when: 'it is right', state: 'fine', found: /as AWS’s|1 s off/ },
  {
    of: 'clock',
    when: 'it is a little ahead',
    setting: later(45_000),
    state: 'fine',
    found: /4[456] s off AWS’s/,
  },
  {
    of: 'clock',
    when: 'it is ahead',
    setting: later(100_000),
    state: 'warning',
    found: /(99|10[01]) s ahead of AWS’s; signatures are refused from 5 minutes on/,
    remedy: /timedatectl/,
  },
  {
    of: 'clock',
    when: 'it is far behind',
    setting: later(-600_000),
    state: 'broken',
    found: /10 min behind AWS’s/,
    remedy: /timedatectl/,
  },
  {
    of: 'clock',
    when: 'the credentials are refused, it is told all the same',
    setting: (opened) => ({
      ...as(opened, { credentials: { accessKeyId: 'AKIAGONE', secretAccessKey: 'x' } }),
      ...later(600_000)(),
    }),
    state: 'broken',
    found: /10 min ahead/,
  },
  {
    of: 'clock',
    when: 'nothing answers',
    setting: (opened) => as(opened, NOBODY),
    state: 'unknown',
    found: /gave no time/,
  },
  { of: 'identity', when: 'a user', state: 'fine', found: /:user\/operator \(a user\)$/ },
  {
    of: 'identity',
    when: 'the root',
    setting: (opened) => asUser(opened, 'root'),
    state: 'fine',
    found: /\(the account root\)$/,
  },
  {
    of: 'identity',
    when: 'the role of the instance',
    setting: (opened) => asUser(opened, 'instance-role'),
    state: 'fine',
    found: /assumed-role\/KMSWorkshop-InstanceInitRole\/i-\w+ \(a session of a role\)$/,
    world: ({ role }) => {
      role.inline.iam = allowing('iam:GetRole');
    },
  },
  { of: 'account', when: 'the sandbox’s', state: 'fine', found: /^111122223333, embedded$/ },
  {
    of: 'account',
    when: 'a real one that was not named',
    setting: real,
    world: ({ home }) => Object.assign(home, { alias: 'acme-training' }),
    state: 'fine',
    found: /111122223333 \(acme-training\); commands that change the account require --account/,
    remedy: /--account 111122223333/,
  },
  {
    of: 'account',
    when: 'a real one whose name is not to be seen',
    setting: real,
    world: operatorMayNot('iam:ListAccountAliases'),
    state: 'fine',
    found: /^111122223333; commands that change the account require --account/,
  },
  {
    of: 'account',
    when: 'a real one that was named',
    setting: (opened) => ({ ...real(opened), expectedAccount: '111122223333' }),
    state: 'fine',
    found: /as the command names it/,
  },
  {
    of: 'account',
    when: 'another one than was named',
    setting: () => ({ expectedAccount: '999999999999' }),
    state: 'broken',
    found: /111122223333, and the command names 999999999999/,
    remedy: /--account 111122223333/,
  },
  {
    of: 'guards',
    when: 'nothing prevents it',
    setting: real,
    state: 'fine',
    found: /nothing prevents/,
  },
  {
    of: 'guards',
    when: 'it looks like production',
    setting: real,
    world: ({ home }) => Object.assign(home, { alias: 'acme-prod' }),
    state: 'warning',
    found: /is called acme-prod, which looks like production/,
    remedy: /--allow-production/,
  },
  {
    of: 'guards',
    when: 'the root is signed in',
    setting: (opened) => asUser(opened, 'root', { name: 'aws' }),
    state: 'warning',
    found: /credentials of the account root/,
    remedy: /--allow-root/,
  },
  { of: 'memory', when: 'nothing was run', state: 'fine', found: /nothing was run/ },
  {
    of: 'memory',
    when: 'its file is damaged',
    setting: () => ({
      memory: () =>
        Promise.reject(new LabError('ERR_STATE_DAMAGED', 'it cannot be read', { hint: 'move it' })),
    }),
    state: 'broken',
    found: /^it cannot be read$/,
    remedy: /^move it$/,
  },
];

testCases(WHO);

test('IAM does not answer a federated user', async () => {
  const opened = await canned(({ operation }) =>
    operation === 'GetCallerIdentity'
      ? xml(
          operation,
          '<Account>111122223333</Account><Arn>arn:aws:sts::111122223333:federated-user/guest</Arn><UserId>1:guest</UserId>',
        )
      : xmlError('AccessDenied', 'no', 403),
  );
  expect((await examineOpened(opened)).of('identity')).toMatchObject({
    state: 'broken',
    found: expect.stringContaining('federated-user/guest is a federated user'),
    remedy: expect.stringContaining('use a profile'),
  });
});

test('a profile’s way of signing in is shown', async () => {
  const opened = await open();
  const { accessKeyId, secretAccessKey, sessionToken } = opened.sandbox.credentials('instance-role')!;
  opened.role.inline.iam = allowing('iam:GetRole');
  const given = {
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: new Date(Date.now() + 3_600_000).toISOString(),
  };
  const folder = freshDirectory();
  const [config, answer] = ['config', 'answer.json'].map((name) => join(folder, name)) as [string, string];
  writeFileSync(answer, JSON.stringify(given));
  writeFileSync(config, `[profile lab]\ncredential_process = cat ${answer}\n`);
  vi.stubEnv('AWS_CONFIG_FILE', config);
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  vi.stubEnv('AWS_PROFILE', undefined);
  const { credentials: _, ...target } = opened.target;
  const { of } = await examineOpened({ target: { ...target, name: 'aws', profile: 'lab' } });
  vi.unstubAllEnvs();
  expect(of('credentials')).toMatchObject({
    state: 'fine',
    found: expect.stringMatching(
      /^temporary credentials, of a credential_process, of the profile lab; they end in 60 min, at /,
    ),
  });
});
