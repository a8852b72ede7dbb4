import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AttachRolePolicyCommand, CreateRoleCommand } from '@aws-sdk/client-iam';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { GetSessionTokenCommand } from '@aws-sdk/client-sts';
import type { HttpRequest } from '@smithy/types';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Clients, openClients } from '../../src/aws/client/clients.ts';
import type { AwsTarget } from '../../src/aws/client/target.ts';
import { freshDirectory } from '../sandbox/served.ts';
import { canned, json, jsonError } from './canned.ts';
import { open, signIn } from './opened.ts';

const AWS: AwsTarget = { name: 'aws', actAs: async () => ({}) };

/** What the developer’s shell may have set. */
const VARIABLES = [
  'AWS_PROFILE',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_ENDPOINT_URL',
];

let home: string;
beforeEach(() => {
  home = freshDirectory();
  for (const name of VARIABLES) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', home);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_CONFIG_FILE', join(home, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home, 'credentials'));
});
afterEach(() => vi.unstubAllEnvs());

const configure = (...lines: readonly string[]): void =>
  writeFileSync(join(home, 'config'), lines.join('\n'));

/** A program that prints a principal's credentials, in `credential_process` format. */
function printing(credentials: {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}): string {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const answer = {
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
  };
  const file = join(home, 'print.mjs');
  writeFileSync(file, `console.log(${JSON.stringify(JSON.stringify(answer))})`);
  return `${process.execPath} ${file}`;
}

const arnOf = async (target: AwsTarget): Promise<string> => (await signIn(target, undefined)).operator.arn;
const region = 'us-east-1';

describe('the operator signs in according to AWS’s own settings', () => {
  test('by variables', async () => {
    const { sandbox } = await open();
    const { accessKeyId, secretAccessKey } = sandbox.credentials('another-admin')!;
    vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
    vi.stubEnv('AWS_ENDPOINT_URL', sandbox.endpoint);
    vi.stubEnv('AWS_REGION', region);
    expect(await arnOf(AWS)).toBe('arn:aws:iam::111122223333:user/another-admin');
  });

  test('with a session, which --profile names with its Region and its endpoint', async () => {
    const { sandbox, clients } = await open();
    const { Credentials } = await clients.sts.send(new GetSessionTokenCommand({}));
    const process = printing({
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    });
    configure(
      '[profile workshop]',
      `credential_process = ${process}`,
      `endpoint_url = ${sandbox.endpoint}`,
      `region = ${region}`,
    );
    const account = await signIn({ ...AWS, profile: 'workshop' }, undefined);
    expect(account.operator.arn).toBe('arn:aws:iam::111122223333:user/operator');
    expect(account.region).toBe(region);
  });

  test.each(['--profile', 'AWS_PROFILE'])(
    'with a role that the profile of %s assumes, once for all services',
    async (by) => {
      const { sandbox, clients, target } = await open();
      const trust = {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' }],
      };
      const { Role } = await clients.iam.send(
        new CreateRoleCommand({ RoleName: 'Instructor', AssumeRolePolicyDocument: JSON.stringify(trust) }),
      );
      const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
      await clients.iam.send(new AttachRolePolicyCommand({ RoleName: 'Instructor', PolicyArn }));
      configure(
        '[profile base]',
        `credential_process = ${printing(sandbox.credentials('operator')!)}`,
        '[profile instructor]',
        'source_profile = base',
        `role_arn = ${Role!.Arn}`,
        'role_session_name = ada',
        `region = ${region}`,
      );
      vi.stubEnv('AWS_ENDPOINT_URL', target.endpoint);
      if (by === 'AWS_PROFILE') vi.stubEnv('AWS_PROFILE', 'instructor');
      const account = await signIn(by === '--profile' ? { ...AWS, profile: 'instructor' } : AWS, undefined);
      expect(account.operator).toMatchObject({
        arn: 'arn:aws:sts::111122223333:assumed-role/Instructor/ada',
        roleArn: Role!.Arn,
      });
      await account.clients.kms.send(new DescribeKeyCommand({ KeyId: 'alias/ImportedCMK' }));
      await account.clients
        .actingAs(undefined)
        .kms.send(new DescribeKeyCommand({ KeyId: 'alias/ImportedCMK' }));
      const sessions = Object.values(sandbox.world().sessions);
      expect(
        sessions.filter(({ caller }) => caller.kind === 'role-session' && caller.sessionName === 'ada'),
      ).toHaveLength(1);
    },
  );
});

describe('an endpoint of AWS’s own settings', () => {
  test('has no host names for buckets', async () => {
    const { sandbox } = await open();
    vi.stubEnv('AWS_ENDPOINT_URL', sandbox.endpoint);
    const { s3 } = openClients({ ...AWS, region, credentials: sandbox.credentials('operator')! });
    const sample = { Bucket: 'kmsworkshop-111122223333', Key: 'SampleFile-KMS.txt' };
    expect((await s3.send(new HeadObjectCommand(sample))).SSEKMSKeyId).toContain(':key/');
  });

  test('may be for one service', async () => {
    const { asked, url } = await canned(() => json({ KeyMetadata: { KeyId: 'theirs' } }));
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:9');
    vi.stubEnv('AWS_ENDPOINT_URL_KMS', url);
    const credentials = { accessKeyId: 'AKIAALICE', secretAccessKey: 'secret' };
    await openClients({ ...AWS, region, credentials }).kms.send(new DescribeKeyCommand({ KeyId: 'key' }));
    expect(asked.map(({ operation }) => operation)).toEqual(['DescribeKey']);
  });

  test('is overridden by the command line’s', async () => {
    const { target, asked } = await canned(() => json({ KeyMetadata: { KeyId: 'ours' } }));
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:9');
    await openClients(target).kms.send(new DescribeKeyCommand({ KeyId: 'key' }));
    expect(asked).toHaveLength(1);
  });
});

/** The host of a request that is not sent. */
async function hostOf(service: 'kms' | 's3', target: Partial<AwsTarget>): Promise<string> {
  const credentials = { accessKeyId: 'AKIAALICE', secretAccessKey: 'secret' };
  const clients = openClients({ ...AWS, credentials, ...target });
  const hosts: string[] = [];
  const { middlewareStack } = clients[service] as Pick<Clients['kms'], 'middlewareStack'>;
  middlewareStack.add(
    () =>
      async ({ request }) => {
        hosts.push((request as HttpRequest).hostname);
        throw new Error('not sent');
      },
    { step: 'finalizeRequest', priority: 'low', name: 'stay' },
  );
  const sent =
    service === 'kms'
      ? clients.kms.send(new DescribeKeyCommand({ KeyId: 'key' }))
      : clients.s3.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'key' }));
  await expect(sent).rejects.toThrow('not sent');
  return hosts[0]!;
}

describe('the host of a request', () => {
  test.each<['kms' | 's3', string, Readonly<Record<string, string>>, string]>([
    ['kms', 'us-east-1', {}, 'kms.us-east-1.amazonaws.com'],
    ['s3', 'us-east-1', {}, 'bucket.s3.us-east-1.amazonaws.com'],
    ['kms', 'cn-north-1', {}, 'kms.cn-north-1.amazonaws.com.cn'],
    ['s3', 'cn-north-1', {}, 'bucket.s3.cn-north-1.amazonaws.com.cn'],
    ['kms', 'us-gov-west-1', {}, 'kms.us-gov-west-1.amazonaws.com'],
    ['kms', 'us-gov-west-1', { AWS_USE_FIPS_ENDPOINT: 'true' }, 'kms-fips.us-gov-west-1.amazonaws.com'],
    ['kms', 'us-east-1', { AWS_USE_FIPS_ENDPOINT: 'true' }, 'kms-fips.us-east-1.amazonaws.com'],
    ['kms', 'us-east-1', { AWS_USE_DUALSTACK_ENDPOINT: 'true' }, 'kms.us-east-1.api.aws'],
    [
      's3',
      'us-east-1',
      { AWS_USE_DUALSTACK_ENDPOINT: 'true' },
      'bucket.s3.dualstack.us-east-1.amazonaws.com',
    ],
  ])('of %s in %s, with %j', async (service, region, variables, host) => {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    expect(await hostOf(service, { region })).toBe(host);
  });

  test('is in the Region of AWS_REGION', async () => {
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    expect(await hostOf('kms', {})).toBe('kms.eu-west-1.amazonaws.com');
  });

  test('or of the profile', async () => {
    configure('[profile north]', 'region = eu-north-1', 'use_fips_endpoint = false');
    expect(await hostOf('kms', { profile: 'north' })).toBe('kms.eu-north-1.amazonaws.com');
  });

  test('is the sandbox, whatever the shell’s settings are', async () => {
    const { target } = await open();
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true');
    vi.stubEnv('AWS_USE_DUALSTACK_ENDPOINT', 'true');
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:9');
    vi.stubEnv('AWS_PROFILE', 'nobody');
    expect(await arnOf(target)).toBe('arn:aws:iam::111122223333:user/operator');
  });
});

describe('what prevents the operator from signing in is reported, with what to type', () => {
  test('no Region', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAALICE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    await expect(signIn(AWS, undefined)).rejects.toMatchObject({
      code: 'ERR_CONFIG',
      hint: 'name it: --region REGION, or AWS_REGION, or region = … in the profile',
    });
  });

  test.each(['--profile', 'AWS_PROFILE'])(
    'a profile that does not exist, in %s: which ones do',
    async (by) => {
      configure('[profile workshop]', `region = ${region}`, '[sso-session corp]', 'sso_region = us-east-1');
      writeFileSync(join(home, 'credentials'), '[old]\naws_access_key_id = AKIAOLD\n');
      if (by === 'AWS_PROFILE') vi.stubEnv('AWS_PROFILE', 'wokshop');
      await expect(
        signIn(by === '--profile' ? { ...AWS, profile: 'wokshop' } : AWS, undefined),
      ).rejects.toMatchObject({
        code: 'ERR_CREDENTIALS',
        message: 'The AWS configuration has no profile "wokshop".',
        hint: '--profile NAME, one of old, workshop',
      });
    },
  );

  test('a profile, if there is none at all', async () => {
    await expect(signIn({ ...AWS, profile: 'workshop' }, undefined)).rejects.toMatchObject({
      code: 'ERR_CREDENTIALS',
      next: [{ shell: 'aws login --profile workshop' }, { shell: 'aws configure sso --profile workshop' }],
    });
  });

  test('unknown credentials', async () => {
    await expect(signIn({ ...AWS, region }, undefined)).rejects.toMatchObject({
      code: 'ERR_CREDENTIALS',
      message: expect.stringContaining('There are no credentials: no access key in the environment'),
    });
  });

  test('a program that fails', async () => {
    configure('[profile broken]', 'credential_process = /bin/false', `region = ${region}`);
    await expect(signIn({ ...AWS, profile: 'broken' }, undefined)).rejects.toMatchObject({
      code: 'ERR_CREDENTIALS',
      message: 'The credential_process of profile "broken", "/bin/false", failed with exit code 1.',
    });
  });

  test('a session of IAM Identity Center that has expired', async () => {
    configure(
      '[profile workshop]',
      'sso_session = corp',
      'sso_account_id = 111122223333',
      'sso_role_name = Instructor',
      `region = ${region}`,
      '[sso-session corp]',
      'sso_region = us-east-1',
      'sso_start_url = https://corp.awsapps.com/start',
    );
    mkdirSync(join(home, '.aws', 'sso', 'cache'), { recursive: true });
    const expired = { accessToken: 'token', expiresAt: '2020-01-01T00:00:00Z' };
    // The file is named by the SHA-1 of the session’s name.
    const name = `${createHash('sha1').update('corp').digest('hex')}.json`;
    writeFileSync(join(home, '.aws', 'sso', 'cache', name), JSON.stringify(expired));
    await expect(signIn({ ...AWS, profile: 'workshop' }, undefined)).rejects.toMatchObject({
      code: 'ERR_CREDENTIALS',
      message: 'The IAM Identity Center session of profile "workshop" has expired.',
      next: [{ shell: 'aws sso login --profile workshop' }],
    });
  });

  test('an organization that forbids it', async () => {
    const { clients } = await canned(() =>
      jsonError(
        'AccessDeniedException',
        'User: x is not authorized to perform: kms:DescribeKey on resource: y with an explicit deny in a service control policy',
      ),
    );
    await expect(clients.kms.send(new DescribeKeyCommand({ KeyId: 'key' }))).rejects.toMatchObject({
      code: 'ERR_ACCESS',
      message: expect.stringContaining('service control policy'),
      hint: expect.stringContaining('the organization forbids it'),
    });
  });
});
