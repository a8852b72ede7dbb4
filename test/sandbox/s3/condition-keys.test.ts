import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  type ListBucketsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { judge } from '../../../src/sandbox/judge.ts';
import { s3KeysOf, s3RequestKeys } from '../../../src/sandbox/s3/request-keys.ts';
import { HOME, openHome, refusal } from '../home.ts';

const Bucket = `kmsworkshop-${HOME}`;
const Key = 'SampleFile-KMS.txt';
const objects = `arn:aws:s3:::${Bucket}/*`;

const get = new GetObjectCommand({ Bucket, Key });
const put = (more: object = {}) => new PutObjectCommand({ Bucket, Key: 'new', Body: 'x', ...more });
const copy = new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${Key}` });
const begin = new CreateMultipartUploadCommand({ Bucket, Key: 'new' });

/** A Deny of `s3:GetObject` or `s3:PutObject` under this condition, and what it does to the request. */
test.each<[object, { readonly input: object }, 'denied' | 'allowed']>([
  [{ StringNotEquals: { 's3:signatureversion': 'AWS4-HMAC-SHA256' } }, get, 'allowed'],
  [{ StringEquals: { 's3:signatureversion': 'AWS4-HMAC-SHA256' } }, get, 'denied'],
  [{ StringNotEquals: { 's3:authType': 'REST-HEADER' } }, get, 'allowed'],
  [{ NumericLessThan: { 's3:TlsVersion': '1.2' } }, get, 'allowed'],
  [{ Null: { 's3:TlsVersion': 'true' } }, get, 'allowed'],
  [{ NumericGreaterThan: { 's3:signatureAge': '600000' } }, get, 'allowed'],
  [{ StringNotEquals: { 's3:ResourceAccount': HOME } }, get, 'allowed'],
  [{ StringEquals: { 's3:x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }, put(), 'allowed'],
  [{ StringNotEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } }, put(), 'denied'],
  [
    { StringNotEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
    put({ ACL: 'bucket-owner-full-control' }),
    'allowed',
  ],
  [
    { StringNotEquals: { 's3:x-amz-storage-class': 'STANDARD' } },
    put({ StorageClass: 'STANDARD' }),
    'allowed',
  ],
  [{ Null: { 's3:if-none-match': 'true' } }, put(), 'denied'],
  [{ Null: { 's3:if-none-match': 'true' } }, put({ IfNoneMatch: '*' }), 'allowed'],
  [
    { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
    begin,
    'allowed',
  ],
  [{ Bool: { 's3:ObjectCreationOperation': 'true' } }, copy, 'denied'],
  [{ StringLike: { 's3:x-amz-copy-source': `${Bucket}/Sample*` } }, copy, 'denied'],
  [{ StringNotLike: { 's3:x-amz-copy-source': `${Bucket}/Sample*` } }, copy, 'allowed'],
])('a Deny under %j: %o is %s', async (Condition, { input }, outcome) => {
  const s3 = openHome({ judge }).client(S3Client);
  const command =
    [get, copy, begin].find((one) => one.input === input) ?? new PutObjectCommand(input as never);
  const Action = command === get ? 's3:GetObject' : 's3:PutObject';
  const Statement = { Effect: 'Deny', Principal: '*', Action, Resource: objects, Condition };
  await s3.send(
    new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
  );
  const asked = s3.send(command as unknown as ListBucketsCommand);
  if (outcome === 'allowed') await expect(asked).resolves.toBeDefined();
  else expect(await refusal(asked)).toMatchObject({ code: 'AccessDenied' });
});

test('the Region of a new bucket is a condition key, if it is named', async () => {
  const { client, asked } = openHome();
  const LocationConstraint = 'eu-west-1';
  const command = new CreateBucketCommand({
    Bucket: 'elsewhere',
    CreateBucketConfiguration: { LocationConstraint },
  });
  await client(S3Client).send(command);
  expect(asked.at(-1)?.context).toEqual({ 's3:LocationConstraint': LocationConstraint });
});

const wireNow = new Date('2026-03-01T12:10:00Z');
const link =
  '/b/k?X-Amz-Date=20260301T120000Z&X-Amz-Storage-Class=STANDARD&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD';

test('a presigned link has an age, and may have headers in its query', () => {
  const keys = s3RequestKeys({ headers: {}, target: link, operation: 'GetObject', wireNow });
  expect(keys).toMatchObject({ 's3:authType': 'REST-QUERY-STRING', 's3:signatureAge': '600000' });
  expect(keys).toMatchObject({ 's3:x-amz-storage-class': 'STANDARD' });
  expect(keys).not.toHaveProperty(['s3:x-amz-content-sha256']);
});

test('each action has its own keys, and actions of other services have none of S3', () => {
  const headers = { 'x-amz-copy-source': 'b/k', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
  const keys = s3RequestKeys({ headers, target: '/b/k', operation: 'CopyObject', wireNow });
  const names = (action: string) => Object.keys(s3KeysOf(action, keys, HOME)).sort();
  expect(names('s3:PutObject')).toContain('s3:x-amz-copy-source');
  expect(names('s3:GetObject')).not.toContain('s3:x-amz-copy-source');
  expect(names('s3:GetObject')).toContain('s3:x-amz-content-sha256');
  expect(names('kms:Decrypt')).toEqual([]);
});
