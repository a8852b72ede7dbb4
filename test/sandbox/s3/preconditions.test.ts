import { CopyObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { BUCKET as Bucket, NOW, openHome } from '../home.ts';

const OBJECT = { Bucket, Key: 'k' };
const before = new Date(NOW.getTime() - 60_000);
const later = new Date(NOW.getTime() + 60_000);

async function open() {
  const s3 = openHome().client(S3Client);
  const { ETag = '' } = await s3.send(new PutObjectCommand({ ...OBJECT, Body: 'x' }));
  return { s3, ETag };
}

/** What the error's document and its HTTP response contain besides the code. */
async function membersOf(sending: Promise<unknown>) {
  try {
    await sending;
  } catch (error) {
    const { name, Condition, Header, additionalMessage, Key, $metadata, $response } = error as Error & {
      Condition?: string;
      Header?: string;
      additionalMessage?: string;
      Key?: string;
      $metadata: { httpStatusCode: number };
      $response?: { headers: Record<string, string> };
    };
    const status = $metadata.httpStatusCode;
    return { name, status, Condition, Header, additionalMessage, Key, headers: $response?.headers };
  }
  throw new Error('It was not refused.');
}

describe('an unmet condition is named', () => {
  test.each([
    ['If-Match', { IfMatch: '"other"' }],
    ['If-Unmodified-Since', { IfUnmodifiedSince: before }],
  ])('of reading: %s', async (Condition, input) => {
    const { s3 } = await open();
    expect(await membersOf(s3.send(new GetObjectCommand({ ...OBJECT, ...input })))).toMatchObject({
      name: 'PreconditionFailed',
      status: 412,
      Condition,
    });
  });

  test.each([
    ['If-Match', { IfMatch: '"other"' }],
    ['If-None-Match', { IfNoneMatch: '*' }],
  ])('of writing: %s', async (Condition, input) => {
    const { s3 } = await open();
    expect(await membersOf(s3.send(new PutObjectCommand({ ...OBJECT, Body: 'x', ...input })))).toMatchObject({
      name: 'PreconditionFailed',
      status: 412,
      Condition,
    });
  });

  test.each([
    ['x-amz-copy-source-If-Match', { CopySourceIfMatch: '"other"' }],
    ['x-amz-copy-source-If-None-Match', { CopySourceIfNoneMatch: '*' }],
    ['x-amz-copy-source-If-Modified-Since', { CopySourceIfModifiedSince: NOW }],
    ['x-amz-copy-source-If-Unmodified-Since', { CopySourceIfUnmodifiedSince: before }],
  ])('of copying: %s', async (Condition, input) => {
    const { s3 } = await open();
    const copy = new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/k`, ...input });
    expect(await membersOf(s3.send(copy))).toMatchObject({
      name: 'PreconditionFailed',
      status: 412,
      Condition,
    });
  });
});

test('a copy ignores a date in the future', async () => {
  const { s3 } = await open();
  const source = { CopySource: `${Bucket}/k`, CopySourceIfModifiedSince: later };
  await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', ...source }));
});

test('an object that has not changed is named by its tag and its date', async () => {
  const { s3, ETag } = await open();
  const unchanged = await membersOf(s3.send(new GetObjectCommand({ ...OBJECT, IfNoneMatch: ETag })));
  expect(unchanged).toMatchObject({
    status: 304,
    headers: { etag: ETag, 'last-modified': 'Mon, 01 Jun 2026 12:00:00 GMT' },
  });
});

describe('a write does not take', () => {
  const value = "We don't accept the provided value of If-None-Match header for this API";
  const several = 'Multiple conditional request headers present in the request';

  test.each([
    ['a tag that is not there', { IfNoneMatch: '"other"' }, 'If-None-Match', value],
    ['any tag that is there', { IfMatch: '*' }, 'If-None-Match', value],
    ['both', { IfMatch: '"other"', IfNoneMatch: '*' }, 'If-Match,If-None-Match', several],
  ])('%s', async (_, input, Header, additionalMessage) => {
    const { s3 } = await open();
    expect(await membersOf(s3.send(new PutObjectCommand({ ...OBJECT, Body: 'x', ...input })))).toMatchObject({
      name: 'NotImplemented',
      status: 501,
      Header,
      additionalMessage,
    });
  });
});

test('a tag of an object that is gone names the key', async () => {
  const { s3 } = await open();
  const put = new PutObjectCommand({ Bucket, Key: 'gone', Body: 'x', IfMatch: '"other"' });
  expect(await membersOf(s3.send(put))).toMatchObject({ name: 'NoSuchKey', status: 404, Key: 'gone' });
});
