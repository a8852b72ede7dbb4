import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { ListAccountsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { CreateBucketCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeInstanceInformationCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { parseChaos } from '../../../src/sandbox/chaos/chaos.ts';
import { refusal } from '../home.ts';
import { serve } from '../served.ts';

type Client = Awaited<ReturnType<typeof serve>>['client'];

const CALLS: Readonly<Record<string, (client: Client) => Promise<unknown>>> = {
  kms: (client) => client(KMSClient).send(new ListKeysCommand({})),
  iam: (client) => client(IAMClient).send(new ListUsersCommand({})),
  sts: (client) => client(STSClient).send(new GetCallerIdentityCommand({})),
  ec2: (client) => client(EC2Client).send(new DescribeInstancesCommand({})),
  s3: (client) => client(S3Client).send(new ListBucketsCommand({})),
  ssm: (client) => client(SSMClient).send(new DescribeInstanceInformationCommand({})),
  organizations: (client) => client(OrganizationsClient).send(new ListAccountsCommand({})),
};

describe('in each service’s words', () => {
  test.each([
    ['kms', 'ThrottlingException', 400],
    ['iam', 'Throttling', 400],
    ['sts', 'Throttling', 400],
    ['ec2', 'RequestLimitExceeded', 503],
    ['s3', 'SlowDown', 503],
    ['ssm', 'ThrottlingException', 400],
    ['organizations', 'TooManyRequestsException', 400],
  ])('%s throttles with %s, %i', async (service, code, status) => {
    const { client } = await serve({ chaos: parseChaos('throttle=100%') });
    expect(await refusal(CALLS[service]!(client))).toMatchObject({ code, status });
  });

  test.each([
    ['kms', 'KMSInternalException'],
    ['iam', 'ServiceFailureException'],
    ['sts', 'InternalFailure'],
    ['ec2', 'InternalError'],
    ['s3', 'InternalError'],
    ['ssm', 'InternalServerError'],
    ['organizations', 'ServiceException'],
  ])('%s fails with %s', async (service, code) => {
    const { client } = await serve({ chaos: parseChaos('error=100%') });
    expect(await refusal(CALLS[service]!(client))).toMatchObject({ code, status: 500 });
  });
});

test('a share of the requests, the same ones each time', async () => {
  const strike = async () => {
    const { client } = await serve({ chaos: parseChaos('throttle=30%,seed=42') });
    const kms = client(KMSClient);
    const struck: number[] = [];
    for (let n = 0; n < 30; n++) {
      await kms.send(new ListKeysCommand({})).catch(() => struck.push(n));
    }
    return struck;
  };
  const first = await strike();
  expect(first.length).toBeGreaterThan(3);
  expect(first.length).toBeLessThan(20);
  expect(await strike()).toEqual(first);
});

test('latency delays answers', async () => {
  const { client } = await serve({ chaos: parseChaos('latency=60ms') });
  const kms = client(KMSClient);
  const start = performance.now();
  await kms.send(new ListKeysCommand({}));
  expect(performance.now() - start).toBeGreaterThanOrEqual(59);
});

test('a reset request is carried out, and its answer lost', async () => {
  const { client, sandbox } = await serve({ chaos: parseChaos('reset=100%') });
  const iam = client(IAMClient);
  await expect(iam.send(new CreateUserCommand({ UserName: 'somebody' }))).rejects.toMatchObject({
    code: 'ECONNRESET',
  });
  const { accounts, home } = sandbox.world();
  expect(accounts[home]?.users.somebody).toBeDefined();
});

test('a conditional write to S3 finds another one in progress, and only such a write does', async () => {
  const { client } = await serve({ chaos: parseChaos('conflict=100%') });
  const s3 = client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket: 'contended' }));
  const put = (IfNoneMatch?: string) =>
    s3.send(new PutObjectCommand({ Bucket: 'contended', Key: 'k', Body: 'b', IfNoneMatch }));
  expect(await refusal(put('*'))).toMatchObject({ code: 'ConditionalRequestConflict', status: 409 });
  await put();
});
