import {
  CreateBucketCommand,
  type CreateBucketCommandInput,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
  type ServerSideEncryptionRule,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { BUCKET, HOME, NOW, openHome, refusal } from '../home.ts';

const WORKSHOP = `kmsworkshop-${HOME}`;
const abroad = { region: 'eu-west-1' };

function open() {
  const home = openHome();
  return { ...home, s3: home.client(S3Client) };
}

describe('a bucket', () => {
  test('is created, listed, found and deleted', async () => {
    const { s3, asked } = open();
    const Bucket = 'a-new.bucket';
    expect(await s3.send(new CreateBucketCommand({ Bucket }))).toMatchObject({ Location: '/a-new.bucket' });
    const { Buckets, Owner } = await s3.send(new ListBucketsCommand());
    expect(Buckets?.map(({ Name }) => Name)).toEqual([Bucket, WORKSHOP, BUCKET]);
    expect(Buckets?.[0]?.CreationDate).toEqual(new Date('2026-06-01T12:00:00Z'));
    expect(Owner?.ID).toMatch(/^[0-9a-f]{64}$/);
    expect(await s3.send(new HeadBucketCommand({ Bucket }))).toMatchObject({ BucketRegion: 'us-east-1' });
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
    await s3.send(new DeleteBucketCommand({ Bucket }));
    expect(await refusal(s3.send(new HeadBucketCommand({ Bucket })))).toMatchObject({
      code: 'NotFound',
      status: 404,
    });
    expect(asked.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      's3:CreateBucket arn:aws:s3:::a-new.bucket',
      's3:ListAllMyBuckets *',
      's3:ListBucket arn:aws:s3:::a-new.bucket',
      's3:GetBucketVersioning arn:aws:s3:::a-new.bucket',
      's3:DeleteBucket arn:aws:s3:::a-new.bucket',
    ]);
  });

  test('is listed by pages', async () => {
    const { s3 } = open();
    for (const Bucket of ['bbb', 'aaa', 'ccc']) await s3.send(new CreateBucketCommand({ Bucket }));
    const names: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(new ListBucketsCommand({ MaxBuckets: 2, ContinuationToken }));
      names.push((page.Buckets ?? []).map(({ Name }) => Name).join());
      ContinuationToken = page.ContinuationToken;
    } while (ContinuationToken);
    expect(names).toEqual(['aaa,bbb', `ccc,${WORKSHOP}`, BUCKET]);
  });

  test('of another Region is found only there', async () => {
    const { s3 } = open();
    const Bucket = 'in-ireland';
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    expect(await refusal(s3.send(new GetBucketLocationCommand({ Bucket })))).toMatchObject({
      code: 'AuthorizationHeaderMalformed',
      status: 400,
      message:
        "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'",
    });
  });

  test.each([
    ['us-west-2', 'us-east-1', 'IllegalLocationConstraintException'],
    ['us-west-2', 'eu-west-1', 'IllegalLocationConstraintException'],
    ['us-east-1', 'us-east-1', 'InvalidLocationConstraint'],
    ['us-east-1', 'mars-1', 'InvalidLocationConstraint'],
  ])('is not created in %s with the location %s', async (region, LocationConstraint, code) => {
    const { client } = openHome();
    class There extends S3Client {
      constructor(configuration: object) {
        super({ ...configuration, region });
      }
    }
    const input =
      LocationConstraint === undefined ? {} : { CreateBucketConfiguration: { LocationConstraint } };
    const create = new CreateBucketCommand({ Bucket: 'elsewhere', ...input } as CreateBucketCommandInput);
    expect(await refusal(client(There).send(create))).toEqual({
      code,
      status: 400,
      message:
        code === 'InvalidLocationConstraint'
          ? 'The specified location-constraint is not valid'
          : `The ${LocationConstraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    });
  });

  test('is the last of ten thousand', async () => {
    const { s3, home } = open();
    for (let count = Object.keys(home.buckets).length; count < 10_000; count++) {
      home.buckets[`b${count}`] = { name: `b${count}`, created: NOW.toISOString(), objects: {} };
    }
    expect(await refusal(s3.send(new CreateBucketCommand({ Bucket: 'one-more' })))).toMatchObject({
      code: 'TooManyBuckets',
      status: 400,
    });
  });

  test('of us-east-1 has no location', async () => {
    const { s3 } = open();
    expect(
      (await s3.send(new GetBucketLocationCommand({ Bucket: WORKSHOP }))).LocationConstraint,
    ).toBeUndefined();
  });
});

describe('refused', () => {
  test.each([
    'ab',
    'UPPER',
    'under_score',
    '-dash',
    'dash-',
    'two..dots',
    '192.168.5.4',
    'xn--punycode',
    'an-alias-s3alias',
    'a'.repeat(64),
  ])('the name %s', async (Bucket) => {
    const { s3 } = open();
    expect(await refusal(s3.send(new CreateBucketCommand({ Bucket })))).toEqual({
      code: 'InvalidBucketName',
      status: 400,
      message: 'The specified bucket is not valid.',
    });
  });

  test('a name that another account uses', async () => {
    const { client } = open();
    const theirs = client(S3Client, 'outsider');
    expect(await refusal(theirs.send(new CreateBucketCommand({ Bucket: WORKSHOP })))).toMatchObject({
      code: 'BucketAlreadyExists',
      status: 409,
    });
  });

  test('our own name a second time, but not in us-east-1', async () => {
    const { client, s3 } = open();
    await s3.send(new CreateBucketCommand({ Bucket: WORKSHOP }));
    class Abroad extends S3Client {
      constructor(configuration: object) {
        super({ ...configuration, ...abroad });
      }
    }
    expect(await refusal(client(Abroad).send(new CreateBucketCommand({ Bucket: WORKSHOP })))).toMatchObject({
      code: 'BucketAlreadyOwnedByYou',
      status: 409,
    });
  });

  test('to delete a bucket that is not empty', async () => {
    const { s3 } = open();
    await s3.send(new PutObjectCommand({ Bucket: WORKSHOP, Key: 'k', Body: 'x' }));
    expect(await refusal(s3.send(new DeleteBucketCommand({ Bucket: WORKSHOP })))).toEqual({
      code: 'BucketNotEmpty',
      status: 409,
      message: 'The bucket you tried to delete is not empty',
    });
  });

  test('a bucket that does not exist, for any caller', async () => {
    const { s3, denied } = open();
    denied.add('s3:PutObject');
    expect(await refusal(s3.send(new PutObjectCommand({ Bucket: 'nowhere', Key: 'k', Body: 'x' })))).toEqual({
      code: 'NoSuchBucket',
      status: 404,
      message: 'The specified bucket does not exist',
    });
  });

  test('a bucket of another owner than expected', async () => {
    const { s3 } = open();
    const command = new GetBucketLocationCommand({ Bucket: WORKSHOP, ExpectedBucketOwner: '999999999999' });
    expect(await refusal(s3.send(command))).toMatchObject({ code: 'AccessDenied', status: 403 });
  });

  test.each<[string, ServerSideEncryptionRule, string]>([
    [
      'bucket keys',
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'k' },
        BucketKeyEnabled: true,
      },
      'NotImplemented',
    ],
    [
      'the AWS managed key',
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
      'NotImplemented',
    ],
    [
      'a key for AES256',
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256', KMSMasterKeyID: 'k' } },
      'InvalidArgument',
    ],
    ['nothing', {}, 'MalformedXML'],
  ])('to encrypt by default with %s', async (_, rule, code) => {
    const { s3 } = open();
    const ServerSideEncryptionConfiguration = { Rules: [rule] };
    const command = new PutBucketEncryptionCommand({ Bucket: WORKSHOP, ServerSideEncryptionConfiguration });
    expect(await refusal(s3.send(command))).toMatchObject({ code });
  });
});

describe('a bucket policy', () => {
  const policyOf = (Principal: unknown, Resource = `arn:aws:s3:::${WORKSHOP}/*`) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal, Action: 's3:GetObject', Resource }],
    });
  const ours = policyOf({ AWS: `arn:aws:iam::${HOME}:user/operator` });

  test('is set, returned and deleted', async () => {
    const { s3 } = open();
    await s3.send(new PutBucketPolicyCommand({ Bucket: WORKSHOP, Policy: ours }));
    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: WORKSHOP }));
    expect(JSON.parse(Policy ?? '')).toEqual(JSON.parse(ours));
    await s3.send(new DeleteBucketPolicyCommand({ Bucket: WORKSHOP }));
    expect(await refusal(s3.send(new GetBucketPolicyCommand({ Bucket: WORKSHOP })))).toEqual({
      code: 'NoSuchBucketPolicy',
      status: 404,
      message: 'The bucket policy does not exist',
    });
  });

  test.each([
    ['no JSON', 'hello'],
    ['nobody known', policyOf({ AWS: `arn:aws:iam::${HOME}:user/nobody` })],
    ['another bucket', policyOf('*', 'arn:aws:s3:::other/*')],
  ])('of %s is malformed', async (_, Policy) => {
    const { s3 } = open();
    expect(await refusal(s3.send(new PutBucketPolicyCommand({ Bucket: WORKSHOP, Policy })))).toMatchObject({
      code: 'MalformedPolicy',
      status: 400,
    });
  });

  test('is up to the owner, whatever a decision says', async () => {
    const { client } = open();
    const theirs = client(S3Client, 'outsider');
    expect(await refusal(theirs.send(new GetBucketPolicyCommand({ Bucket: WORKSHOP })))).toMatchObject({
      code: 'MethodNotAllowed',
      status: 405,
    });
  });
});
