import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { judge } from '../../../src/sandbox/judge.ts';
import { ELSEWHERE, HOME, openHome, refusal } from '../home.ts';

const Bucket = `kmsworkshop-${HOME}`;
const SAMPLE = { Bucket, Key: 'SampleFile-KMS.txt' };

/** With real decisions: the operator is an administrator, the outsider's own policy is about KMS only. */
function open() {
  const home = openHome({ judge });
  const [s3, theirs] = [home.client(S3Client), home.client(S3Client, 'outsider')];
  const put = (...Statement: object[]) =>
    s3.send(
      new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
    );
  return { ...home, s3, theirs, put };
}

const read = (client: S3Client) => client.send(new GetObjectCommand(SAMPLE));
const outsider = { AWS: `arn:aws:iam::${ELSEWHERE}:user/outsider` };
const objects = `arn:aws:s3:::${Bucket}/*`;
const toOutsider = { Effect: 'Allow', Principal: outsider, Action: 's3:GetObject', Resource: objects };

test('the owner’s administrators read what is in its buckets, others do not', async () => {
  const { s3, theirs } = open();
  expect((await read(s3)).ContentLength).toBe(30);
  expect(await refusal(read(theirs))).toEqual({
    code: 'AccessDenied',
    status: 403,
    message: 'Access Denied',
  });
});

test('a bucket policy allows another account, if that account and the key allow it, too', async () => {
  const { theirs, put, world, home } = open();
  await put(toOutsider);
  expect(await refusal(read(theirs))).toMatchObject({ code: 'AccessDenied' });
  const { inline } = world.accounts[ELSEWHERE]!.users.outsider!;
  inline.s3 = { Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } };
  expect((await refusal(read(theirs))).message).toContain(
    'not authorized to perform: kms:Decrypt on the resource',
  );
  const key = Object.values(home.keys)[0]!;
  const letOutsider = { Effect: 'Allow', Principal: outsider, Action: 'kms:Decrypt', Resource: '*' } as const;
  key.policy = { ...key.policy, Statement: [key.policy.Statement, letOutsider].flat() };
  expect((await read(theirs)).ContentLength).toBe(30);
});

test('only the root user can mend a bucket policy that denies everyone', async () => {
  const { s3, client, put, world } = open();
  await put({ Effect: 'Deny', Principal: '*', Action: '*', Resource: [`arn:aws:s3:::${Bucket}`, objects] });
  const { rootKey } = world.accounts[HOME]!;
  const credentials = { accessKeyId: rootKey!.id, secretAccessKey: rootKey!.secret };
  class AsRoot extends S3Client {
    constructor(configuration: object) {
      super({ ...configuration, credentials });
    }
  }
  const root = client(AsRoot);
  for (const Command of [GetBucketPolicyCommand, DeleteBucketPolicyCommand]) {
    expect(await refusal(s3.send(new Command({ Bucket }) as DeleteBucketPolicyCommand))).toMatchObject({
      code: 'AccessDenied',
    });
  }
  expect(await refusal(root.send(new ListObjectsV2Command({ Bucket })))).toMatchObject({
    code: 'AccessDenied',
  });
  const { Policy } = await root.send(new GetBucketPolicyCommand({ Bucket }));
  await root.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  await root.send(new DeleteBucketPolicyCommand({ Bucket }));
  await s3
    .send(new GetBucketPolicyCommand({ Bucket }))
    .catch(({ name }) => expect(name).toBe('NoSuchBucketPolicy'));
});

test('listing the buckets is about no resource', async () => {
  const { theirs } = open();
  expect(await refusal(theirs.send(new ListBucketsCommand({})))).toEqual({
    code: 'AccessDenied',
    status: 403,
    message: `User: ${outsider.AWS} is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action`,
  });
});

test('a bucket policy can deny the owner’s own users', async () => {
  const { s3, put } = open();
  await put({ Effect: 'Deny', Principal: '*', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${Bucket}` });
  expect(await refusal(s3.send(new ListObjectsV2Command({ Bucket })))).toEqual({
    code: 'AccessDenied',
    status: 403,
    message: `User: arn:aws:iam::${HOME}:user/operator is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::${Bucket}" with an explicit deny in a resource-based policy`,
  });
});

test('a key policy may require S3, its context and the Region', async () => {
  const { s3, home } = open();
  const key = Object.values(home.keys)[0]!;
  const viaS3 = (service: string, arn: string) => ({
    Effect: 'Allow' as const,
    Principal: { AWS: `arn:aws:iam::${HOME}:root` },
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: { StringEquals: { 'kms:ViaService': service, 'kms:EncryptionContext:aws:s3:arn': arn } },
  });
  const sample = `arn:aws:s3:::${Bucket}/${SAMPLE.Key}`;
  for (const [service, arn, allowed] of [
    ['s3.us-east-1.amazonaws.com', sample, true],
    ['s3.eu-west-1.amazonaws.com', sample, false],
    ['s3.us-east-1.amazonaws.com', `${sample}.other`, false],
  ] as const) {
    key.policy = { Version: '2012-10-17', Statement: [viaS3(service, arn)] };
    if (allowed) await read(s3);
    else expect(await refusal(read(s3))).toMatchObject({ code: 'AccessDenied' });
  }
});
