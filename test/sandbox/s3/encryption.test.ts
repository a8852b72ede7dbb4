import { createHash } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetBucketEncryptionCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { BUCKET, openHome, refusal } from '../home.ts';

const Bucket = BUCKET;
const Key = 'secret.txt';
const ARN = `arn:aws:s3:::${Bucket}/${Key}`;
const UNDER_KEY = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/ImportedCMK' } as const;
const PUT = { Bucket, Key, Body: 'a secret', ...UNDER_KEY };

function open() {
  const home = openHome();
  const [key] = Object.values(home.home.keys);
  const s3 = home.client(S3Client);
  return { ...home, key: key!, s3, stored: () => home.home.buckets[Bucket]!.objects[Key]! };
}

const actionsOf = (asked: readonly { action: string }[]) => asked.map(({ action }) => action);

describe('an object under a KMS key', () => {
  test('is returned unchanged, and stored encrypted', async () => {
    const { s3, key, stored } = open();
    const put = await s3.send(new PutObjectCommand(PUT));
    expect(put).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key.arn });
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(got).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key.arn, ETag: put.ETag });
    expect(await got.Body?.transformToString()).toBe('a secret');
    expect(JSON.stringify(stored())).not.toContain(Buffer.from('a secret').toString('base64'));
    expect(Buffer.from(stored().body, 'base64').toString('latin1')).not.toContain('a secret');
  });

  test('has an ETag that is not the MD5 of its text', async () => {
    const { s3 } = open();
    const tagOf = async (input: object) => (await s3.send(new PutObjectCommand({ ...PUT, ...input }))).ETag;
    const clear = { ServerSideEncryption: 'AES256', SSEKMSKeyId: undefined } as const;
    const md5 = createHash('md5').update('a secret').digest('hex');
    expect(await tagOf(clear)).toBe(`"${md5}"`);
    expect(await tagOf({})).not.toBe(`"${md5}"`);
    expect(await tagOf({})).not.toBe(await tagOf({}));
  });

  test('needs the action on the object, and KMS’s as the caller', async () => {
    const { s3, asked, key } = open();
    const viaS3 = {
      'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT',
      'kms:ViaService': 's3.us-east-1.amazonaws.com',
      'aws:ViaAWSService': 'true',
      'kms:EncryptionContext:aws:s3:arn': ARN,
      'kms:EncryptionContextKeys': ['aws:s3:arn'],
    };
    await s3.send(new PutObjectCommand(PUT));
    expect(asked).toEqual([
      {
        action: 's3:PutObject',
        resource: ARN,
        refersTo: `"${ARN}"`,
        context: {
          's3:x-amz-server-side-encryption': 'aws:kms',
          's3:x-amz-server-side-encryption-aws-kms-key-id': 'alias/ImportedCMK',
        },
      },
      { action: 'kms:GenerateDataKey', resource: key.arn, context: viaS3 },
    ]);
    asked.length = 0;
    await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(asked).toEqual([
      { action: 's3:GetObject', resource: ARN, refersTo: `"${ARN}"` },
      {
        action: 'kms:Decrypt',
        resource: key.arn,
        context: viaS3,
        refersTo: 'the resource associated with this ciphertext',
      },
    ]);
  });

  test('uses the caller’s own encryption context, too', async () => {
    const { s3, asked } = open();
    const SSEKMSEncryptionContext = Buffer.from('{"team":"blue"}').toString('base64');
    await s3.send(new PutObjectCommand({ ...PUT, SSEKMSEncryptionContext }));
    await s3.send(new GetObjectCommand({ Bucket, Key }));
    for (const { context } of asked.filter(({ action }) => action.startsWith('kms:'))) {
      expect(context).toMatchObject({
        'kms:EncryptionContext:team': 'blue',
        'kms:EncryptionContextKeys': ['team', 'aws:s3:arn'],
      });
    }
  });

  test.each([
    ['its head', new HeadObjectCommand({ Bucket, Key }), ['s3:GetObject']],
    [
      'its head with checksums',
      new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }),
      ['s3:GetObject', 'kms:Decrypt'],
    ],
    [
      'a copy in clear',
      new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${Key}` }),
      ['s3:GetObject', 'kms:Decrypt', 's3:PutObject'],
    ],
    [
      'a copy under the key',
      new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${Key}`, ...UNDER_KEY }),
      ['s3:GetObject', 'kms:Decrypt', 's3:PutObject', 'kms:GenerateDataKey'],
    ],
  ])('needs only what is required for %s', async (_, command, actions) => {
    const { s3, asked } = open();
    await s3.send(new PutObjectCommand(PUT));
    asked.length = 0;
    await s3.send(command as HeadObjectCommand);
    expect(actionsOf(asked)).toEqual(actions);
  });

  test('needs kms:Decrypt to continue a multipart upload', async () => {
    const { s3, asked, denied } = open();
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...UNDER_KEY }));
    expect(actionsOf(asked)).toEqual(['s3:PutObject', 'kms:GenerateDataKey']);
    const part = { Bucket, Key, UploadId, PartNumber: 1, Body: 'part' };
    const { ETag } = await s3.send(new UploadPartCommand(part));
    const whole = { Bucket, Key, UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } };
    denied.add('kms:Decrypt');
    expect(await refusal(s3.send(new UploadPartCommand(part)))).toMatchObject({ code: 'AccessDenied' });
    expect(await refusal(s3.send(new CompleteMultipartUploadCommand(whole)))).toMatchObject({ status: 403 });
    denied.clear();
    await s3.send(new CompleteMultipartUploadCommand(whole));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await Body?.transformToString()).toBe('part');
  });

  test('cannot be moved to another name behind S3’s back: the name is authenticated', async () => {
    const { s3, home, stored } = open();
    await s3.send(new PutObjectCommand(PUT));
    const { objects } = home.buckets[Bucket]!;
    const { encryption } = stored();
    const context = { 'aws:s3:arn': `arn:aws:s3:::${Bucket}/moved` };
    objects.moved = {
      ...stored(),
      key: 'moved',
      encryption: { ...encryption, context } as typeof encryption,
    };
    expect(await refusal(s3.send(new GetObjectCommand({ Bucket, Key: 'moved' })))).toMatchObject({
      code: 'KMS.InvalidCiphertextException',
    });
  });
});

describe('a key that cannot be used', () => {
  test.each([
    ['Disabled', 'KMS.DisabledException', 'is disabled.'],
    ['PendingImport', 'KMS.KMSInvalidStateException', 'is pending import.'],
    ['PendingDeletion', 'KMS.KMSInvalidStateException', 'is pending deletion.'],
  ] as const)('%s: neither writes nor reads', async (state, code, text) => {
    const { s3, key } = open();
    await s3.send(new PutObjectCommand(PUT));
    key.state = state;
    for (const command of [new PutObjectCommand(PUT), new GetObjectCommand({ Bucket, Key })]) {
      expect(await refusal(s3.send(command as GetObjectCommand))).toEqual({
        code,
        status: 400,
        message: `${key.arn} ${text}`,
      });
    }
    await s3.send(new HeadObjectCommand({ Bucket, Key }));
  });

  test('that was deleted is not found', async () => {
    const { s3, home, key } = open();
    await s3.send(new PutObjectCommand(PUT));
    delete home.keys[key.id];
    expect(await refusal(s3.send(new GetObjectCommand({ Bucket, Key })))).toEqual({
      code: 'KMS.NotFoundException',
      status: 400,
      message: `Key '${key.arn}' does not exist`,
    });
  });
});

describe('an encryption request', () => {
  test.each([
    ['a key that is not there', { SSEKMSKeyId: 'alias/none' }, 'KMS.NotFoundException', 400],
    ['a key without the algorithm', { ServerSideEncryption: undefined }, 'InvalidArgument', 400],
    ['a key for AES256', { ServerSideEncryption: 'AES256' }, 'InvalidArgument', 400],
    [
      'an unknown algorithm',
      { ServerSideEncryption: 'rot13', SSEKMSKeyId: undefined },
      'InvalidArgument',
      400,
    ],
    [
      'a context for AES256',
      {
        ServerSideEncryption: 'AES256',
        SSEKMSKeyId: undefined,
        SSEKMSEncryptionContext: Buffer.from('{"a":"b"}').toString('base64'),
      },
      'InvalidArgument',
      400,
    ],
    ['a context that is no JSON', { SSEKMSEncryptionContext: 'e30x' }, 'InvalidArgument', 400],
    ['the AWS managed key', { SSEKMSKeyId: undefined }, 'NotImplemented', 501],
    ['two layers', { ServerSideEncryption: 'aws:kms:dsse' }, 'NotImplemented', 501],
    ['a bucket key', { BucketKeyEnabled: true }, 'NotImplemented', 501],
    ['tags', { Tagging: 'a=b' }, 'NotImplemented', 501],
  ])('%s is refused', async (_, input, code, status) => {
    const { s3 } = open();
    expect(await refusal(s3.send(new PutObjectCommand({ ...PUT, ...input } as typeof PUT)))).toMatchObject({
      code,
      status,
    });
  });

  test.each(['id', 'arn'] as const)('the key by its %s', async (name) => {
    const { s3, key, stored } = open();
    await s3.send(new PutObjectCommand({ ...PUT, SSEKMSKeyId: key[name] }));
    expect(stored().encryption).toMatchObject({ keyArn: key.arn });
  });

  test('nothing: the bucket’s default', async () => {
    const { s3, key, stored } = open();
    const { ServerSideEncryptionConfiguration: before } = await s3.send(
      new GetBucketEncryptionCommand({ Bucket }),
    );
    expect(before?.Rules?.[0]?.ApplyServerSideEncryptionByDefault).toEqual({ SSEAlgorithm: 'AES256' });
    const rule = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key.id } as const;
    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: rule }] },
      }),
    );
    const { ServerSideEncryptionConfiguration: after } = await s3.send(
      new GetBucketEncryptionCommand({ Bucket }),
    );
    expect(after?.Rules?.[0]?.ApplyServerSideEncryptionByDefault).toEqual(rule);
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    expect(stored().encryption).toMatchObject({ kind: 'aws:kms', keyArn: key.arn });
  });
});
