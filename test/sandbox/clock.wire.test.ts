import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateKeyCommand, DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { clockOffset } from '../../src/sandbox/clock.ts';
import { openSandbox } from '../../src/sandbox/sandbox.ts';
import { SettingError } from '../../src/sandbox/setting-error.ts';
import { freshDirectory, serve } from './served.ts';

const NOW = new Date('2026-06-01T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('how far the clock is moved', () => {
  test.each([
    ['+10m', 10 * MINUTE],
    ['-2h', -2 * HOUR],
    ['+1.5d', 36 * HOUR],
    ['+500ms', 500],
    ['2026-06-01T13:00:00Z', HOUR],
    ['2026-05-31T12:00:00+00:00', -24 * HOUR],
    ['2026-06-02', 12 * HOUR],
  ])('%s', (text, ms) => expect(clockOffset(text, NOW)).toBe(ms));

  test.each([
    '',
    '10m',
    '+',
    '+10',
    '+10 m',
    'tomorrow',
    '2026-13-01',
    '1',
    '1812-01-01',
    '-100000d',
    '+99999999999d',
  ])('not: %s', (text) => {
    expect(() => clockOffset(text, NOW)).toThrow(SettingError);
  });
});

const DAYS_400 = 400 * 24 * HOUR;
const later = () => new Date(Date.now() + DAYS_400);

test('key material expires by the sandbox’s clock', async () => {
  const directory = freshDirectory();
  const today = await openSandbox({ directory });
  const user = {
    endpoint: today.endpoint,
    region: today.region,
    credentials: today.credentials('operator')!,
  };
  // Something that is saved, so that the key is of today.
  await new KMSClient(user).send(new CreateKeyCommand({}));
  await today.close();

  const { client } = await serve({ directory, now: later });
  const key = await client(KMSClient).send(new DescribeKeyCommand({ KeyId: 'alias/ImportedCMK' }));
  expect(key.KeyMetadata?.KeyState).toBe('PendingImport');
});

test('the Date header stays real, so that clients do not mistake an error for a clock error', async () => {
  const { sandbox, client } = await serve({ now: later });
  const { headers } = await fetch(sandbox.endpoint);
  expect(Math.abs(Date.parse(headers.get('date') ?? '') - Date.now())).toBeLessThan(5000);
  const iam = client(IAMClient);
  const error = await iam.send(new GetRoleCommand({ RoleName: 'nobody' })).catch((error) => error);
  expect(error).toMatchObject({ name: 'NoSuchEntityException', $metadata: { attempts: 1 } });
});

test('temporary sessions expire by the clients’ clock', async () => {
  const { sandbox, client } = await serve({ now: later });
  const { expiration } = sandbox.credentials('instance-role')!;
  const minutes = (expiration!.getTime() - Date.now()) / MINUTE;
  expect(minutes).toBeGreaterThan(58);
  expect(minutes).toBeLessThanOrEqual(60);
  await client(STSClient, 'instance-role').send(new GetCallerIdentityCommand({}));
});
