import {
  CreateRoleCommand,
  CreateUserCommand,
  GetUserCommand,
  IAMClient,
  TagUserCommand,
} from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { beforeAll, describe, expect, test } from 'vitest';
import { CONDITION_KEYS, type ConditionKey, conditionKeyNamed } from '../../src/policy/condition-keys.ts';
import { contextKeysOf } from '../../src/policy/context.ts';
import { Lender } from '../../src/sandbox/credentials.ts';
import { handle } from '../../src/sandbox/handle.ts';
import { identify } from '../../src/sandbox/identify.ts';
import { judge } from '../../src/sandbox/judge.ts';
import { arrivalKeys, contextOf } from '../../src/sandbox/request-context.ts';
import { growOrganization } from '../../src/sandbox/seed/organization.ts';
import { HOME, seed } from '../../src/sandbox/seed.ts';
import { services } from '../../src/sandbox/services.ts';
import { inProcess } from './protocol/clients.ts';

const NOW = new Date('2026-03-01T12:00:00Z');

/** The workshop's account in an organization, and the condition keys of every request to it. */
function open() {
  const world = seed(NOW);
  growOrganization(world, 2, NOW);
  const lender = new Lender(world, () => NOW);
  const seen: Record<string, readonly string[]>[] = [];
  const answer = handle({
    services,
    world,
    identify: (id) => identify(world, id, NOW, lender.sessions),
    judge: (call, demands, note) =>
      judge(call, demands, (judgement) => {
        const { demand, owner } = judgement;
        const { caller } = call.identity;
        const request = { ...demand, caller, context: contextOf(call, demand, owner) };
        seen.push(Object.fromEntries(contextKeysOf(request, owner)));
        note?.(judgement);
      }),
    save: async () => {},
    now: () => NOW,
    record: ({ bug }) => {
      if (bug) throw bug;
    },
  });
  type Signer = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  const client = (name: string | Signer) => {
    const credentials = typeof name === 'string' ? (lender.credentials(name) as Signer) : name;
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const configuration = {
      region: world.region,
      credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) },
      maxAttempts: 1,
      forcePathStyle: true,
      requestHandler: inProcess(answer),
    };
    return {
      kms: new kms.KMSClient(configuration),
      iam: new IAMClient(configuration),
      sts: new STSClient(configuration),
      s3: new S3Client(configuration),
    };
  };
  const account = world.accounts[HOME]!;
  return { client, account, seen, lastOf: () => seen.at(-1) ?? {} };
}

type Opened = ReturnType<typeof open>;

/** Requests that have, between them, every key that requests can have. */
async function askForEverything({ client, account }: Opened): Promise<void> {
  const operator = client('operator');
  const KeyId = Object.keys(account.keys)[0]!;
  await operator.iam.send(
    new TagUserCommand({ UserName: 'operator', Tags: [{ Key: 'team', Value: 'blue' }] }),
  );
  await operator.kms.send(
    new kms.TagResourceCommand({ KeyId, Tags: [{ TagKey: 'team', TagValue: 'blue' }] }),
  );
  await operator.iam.send(new CreateUserCommand({ UserName: 'userA' }));
  const role = await roleForSessions(operator.iam);
  const assumed = await operator.sts.send(
    new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'me', SourceIdentity: 'ada' }),
  );
  await client(credentialsIn(assumed)).kms.send(new kms.DescribeKeyCommand({ KeyId })).catch(refused);
  await client('user-a-fresh-mfa').kms.send(new kms.DescribeKeyCommand({ KeyId })).catch(refused);
  const [bucket] = Object.values(account.buckets);
  await client('instance-role').s3.send(
    new GetObjectCommand({ Bucket: bucket!.name, Key: Object.keys(bucket!.objects)[0] }),
  );
  await askKms(operator.kms, KeyId);
}

async function askKms(client: kms.KMSClient, KeyId: string): Promise<void> {
  const EncryptionContext = { stage: 'test' };
  const GranteePrincipal = `arn:aws:iam::${HOME}:user/operator`;
  const WrappingAlgorithm = 'RSAES_OAEP_SHA_256';
  const { CiphertextBlob } = await client.send(
    new kms.EncryptCommand({ KeyId: 'alias/ImportedCMK', Plaintext: Buffer.from('x'), EncryptionContext }),
  );
  const asked = [
    new kms.ReEncryptCommand({
      CiphertextBlob,
      SourceEncryptionContext: EncryptionContext,
      DestinationKeyId: KeyId,
    }),
    new kms.GenerateDataKeyPairCommand({ KeyId, KeyPairSpec: 'ECC_NIST_P256' }),
    new kms.CreateGrantCommand({
      KeyId,
      GranteePrincipal,
      RetiringPrincipal: GranteePrincipal,
      Operations: ['Decrypt'],
      Constraints: { EncryptionContextEquals: EncryptionContext },
    }),
    new kms.EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 90 }),
    new kms.ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }),
    new kms.CreateKeyCommand({}),
    new kms.GetParametersForImportCommand({ KeyId, WrappingAlgorithm, WrappingKeySpec: 'RSA_2048' }),
    new kms.ImportKeyMaterialCommand({
      KeyId,
      ImportToken: Buffer.from('x'),
      EncryptedKeyMaterial: Buffer.from('x'),
      ExpirationModel: 'KEY_MATERIAL_EXPIRES',
      ValidTo: new Date('2026-04-01T00:00:00Z'),
    }),
  ];
  for (const command of asked) await client.send(command as kms.CreateKeyCommand).catch(refused);
}

/** A refusal has its condition keys, too. Anything else ends the test. */
function refused(error: Error & { $fault?: string }): void {
  if (error.$fault !== 'client') throw error;
}

async function roleForSessions(iam: IAMClient): Promise<string> {
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: 'sessions',
      Tags: [{ Key: 'team', Value: 'red' }],
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${HOME}:root` },
            Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
          },
        ],
      }),
    }),
  );
  return Role!.Arn!;
}

const credentialsIn = ({
  Credentials: made,
}: {
  Credentials?:
    | {
        AccessKeyId?: string | undefined;
        SecretAccessKey?: string | undefined;
        SessionToken?: string | undefined;
      }
    | undefined;
}) => ({
  accessKeyId: made!.AccessKeyId!,
  secretAccessKey: made!.SecretAccessKey!,
  sessionToken: made!.SessionToken!,
});

describe('the condition keys of requests', () => {
  const seen = new Set<string>();
  beforeAll(async () => {
    const opened = open();
    await askForEverything(opened);
    for (const keys of opened.seen) for (const key of Object.keys(keys)) seen.add(key.toLowerCase());
  });

  const rows = Object.entries(CONDITION_KEYS) as [string, ConditionKey][];
  const has = (name: string) =>
    [...seen].some((key) => (/[/:]$/.test(name) ? key.startsWith(name) && key !== name : key === name));

  // A header that no SDK sends has a test of its own.
  test.each(rows.filter(([name, row]) => 'when' in row && name !== 'aws:referer'))('include %s', (name) => {
    expect(has(name.toLowerCase())).toBe(true);
  });

  test.each(rows.filter(([, row]) => 'gap' in row))('do not include %s, a gap', (name) => {
    expect(has(name.toLowerCase())).toBe(false);
  });

  test('are all in the table of keys, or are another service’s', () => {
    const unknown = [...seen].filter((key) => /^(aws|kms):/.test(key) && !conditionKeyNamed(key));
    expect(unknown).toEqual([]);
  });
});

test.each([
  ['referer', 'aws:referer'],
  ['user-agent', 'aws:UserAgent'],
])('the header %s is %s, and absent without it', (header, key) => {
  const keysWith = (headers: Record<string, string>) =>
    arrivalKeys(
      { sourceIp: '127.0.0.1', headers, target: '/' },
      { service: 'kms', operation: 'Decrypt', region: 'us-east-1', now: NOW, wireNow: NOW },
    );
  expect(keysWith({ [header]: 'https://example.com/page' })[key]).toBe('https://example.com/page');
  expect(keysWith({})).not.toHaveProperty([key]);
});

describe('the tags of the signer', () => {
  test.each<[string, (opened: Opened) => Promise<unknown>, string | undefined]>([
    ['a user’s', ({ client }) => client('operator').iam.send(new GetUserCommand({})), 'blue'],
    ['a role’s', (opened) => describeAs(opened, {}), 'red'],
    [
      'of a session come before its role’s',
      (opened) => describeAs(opened, { Tags: [{ Key: 'team', Value: 'green' }] }),
      'green',
    ],
    ['none, of the root user', ({ client }) => client('root').iam.send(new GetUserCommand({})), undefined],
  ])('%s', async (_, ask, team) => {
    const opened = open();
    opened.account.users.operator!.tags = { team: 'blue' };
    await ask(opened);
    expect(opened.lastOf()['aws:principaltag/team']?.[0]).toBe(team);
  });

  async function describeAs({ client, account }: Opened, more: object): Promise<void> {
    const { iam, sts } = client('operator');
    const RoleArn = await roleForSessions(iam);
    const made = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me', ...more }));
    const KeyId = Object.keys(account.keys)[0]!;
    await client(credentialsIn(made)).kms.send(new kms.DescribeKeyCommand({ KeyId })).catch(refused);
  }
});
