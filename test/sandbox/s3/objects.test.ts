import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { BUCKET, NOW, openHome, refusal } from '../home.ts';

const Bucket = BUCKET;
const Key = 'k';
const OBJECT = { Bucket, Key };
const BODY = '0123456789';

async function open() {
  const home = openHome();
  const s3 = home.client(S3Client);
  const { ETag = '' } = await s3.send(new PutObjectCommand({ ...OBJECT, Body: BODY }));
  home.asked.length = 0;
  const get = (input: object = {}) => s3.send(new GetObjectCommand({ ...OBJECT, ...input }));
  return { ...home, s3, ETag, get };
}

describe('an object', () => {
  test('keeps its metadata', async () => {
    const { s3, get } = await open();
    const label = {
      ContentType: 'text/plain',
      CacheControl: 'no-store',
      ContentDisposition: 'attachment; filename="é.txt"',
      ContentEncoding: 'identity',
      ContentLanguage: 'en',
      Metadata: { colour: 'grün', __proto__x: '1' },
    };
    await s3.send(new PutObjectCommand({ ...OBJECT, ...label, Body: BODY }));
    expect(await get()).toMatchObject({
      ...label,
      ContentLength: 10,
      LastModified: new Date('2026-06-01T12:00:00Z'),
    });
    expect(await s3.send(new HeadObjectCommand(OBJECT))).toMatchObject({ ...label, ContentLength: 10 });
  });

  test('is returned with other headers if requested', async () => {
    const { get } = await open();
    expect(await get({ ResponseContentType: 'x/y', ResponseCacheControl: 'private' })).toMatchObject({
      ContentType: 'x/y',
      CacheControl: 'private',
    });
    expect(await get()).toMatchObject({ ContentType: 'application/octet-stream' });
  });

  test.each([
    'plain',
    'a b',
    'd/../e',
    '../x',
    '/',
    '//',
    '__proto__',
    'constructor',
    'q?x=1#y',
    '%2F',
    '日本語',
    '\'"<&>',
  ])('may be named %s', async (name) => {
    const { s3, home } = await open();
    await s3.send(new PutObjectCommand({ Bucket, Key: name, Body: name }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: name }));
    expect(await Body?.transformToString()).toBe(name);
    const saved = JSON.parse(JSON.stringify(home.buckets[Bucket])) as typeof home.buckets.b;
    expect(Object.keys(saved!.objects)).toContain(name);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: name }));
    expect(await refusal(s3.send(new GetObjectCommand({ Bucket, Key: name })))).toMatchObject({
      code: 'NoSuchKey',
    });
  });

  test('may be empty', async () => {
    const { s3, get } = await open();
    await s3.send(new PutObjectCommand({ ...OBJECT, Body: '' }));
    expect(await (await get()).Body?.transformToString()).toBe('');
  });

  test('may hold 20 MB', async () => {
    const { s3, get } = await open();
    const Body = new Uint8Array(20 * 1024 * 1024).fill(7);
    await s3.send(new PutObjectCommand({ ...OBJECT, Body }));
    expect((await (await get()).Body?.transformToByteArray())?.length).toBe(Body.length);
  });
});

describe('a range', () => {
  test.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=-99', BODY, 'bytes 0-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
    ['bytes=3-1', BODY, undefined],
    ['bytes=0-1,3-4', BODY, undefined],
    ['lines=0-1', BODY, undefined],
  ])('%s', async (Range, body, ContentRange) => {
    const { get, s3 } = await open();
    const got = await get({ Range });
    expect(await got.Body?.transformToString()).toBe(body);
    expect(got.ContentRange).toBe(ContentRange);
    expect(got.$metadata.httpStatusCode).toBe(ContentRange ? 206 : 200);
    expect(got.ContentLength).toBe(body.length);
    expect((await s3.send(new HeadObjectCommand({ ...OBJECT, Range }))).ContentLength).toBe(body.length);
  });

  test.each(['bytes=10-', 'bytes=-0'])('%s does not exist', async (Range) => {
    const { get } = await open();
    expect(await refusal(get({ Range }))).toEqual({
      code: 'InvalidRange',
      status: 416,
      message: 'The requested range is not satisfiable',
    });
  });
});

const before = new Date(NOW.getTime() - 60_000);
const after = new Date(NOW.getTime() + 60_000);

test('a key has at most 1,024 bytes, and metadata 2 KB', async () => {
  const { s3 } = await open();
  const put = (Key: string, Metadata = {}) =>
    refusal(s3.send(new PutObjectCommand({ Bucket, Key, Body: BODY, Metadata })));
  expect(await put('é'.repeat(513))).toEqual({
    code: 'KeyTooLongError',
    status: 400,
    message: 'Your key is too long',
  });
  expect(await put('k', { note: 'x'.repeat(2045) })).toEqual({
    code: 'MetadataTooLarge',
    status: 400,
    message: 'Your metadata headers exceed the maximum allowed metadata size',
  });
  await s3.send(new PutObjectCommand({ Bucket, Key: 'é'.repeat(512), Metadata: { note: 'x'.repeat(2044) } }));
});

describe('a condition', () => {
  test.each([
    [{ IfMatch: 'ETAG' }, 200],
    [{ IfMatch: '"other"' }, 412],
    [{ IfMatch: '"other", ETAG' }, 200],
    [{ IfMatch: 'ETAG', IfUnmodifiedSince: before }, 200],
    [{ IfNoneMatch: 'ETAG' }, 304],
    [{ IfNoneMatch: '*' }, 304],
    [{ IfNoneMatch: '"other"' }, 200],
    [{ IfNoneMatch: '"other"', IfModifiedSince: after }, 200],
    [{ IfModifiedSince: before }, 200],
    [{ IfModifiedSince: NOW }, 304],
    [{ IfModifiedSince: after }, 200],
    [{ IfUnmodifiedSince: before }, 412],
    [{ IfUnmodifiedSince: after }, 200],
  ])('of reading, %o: %i', async (condition, status) => {
    const { get, ETag, s3 } = await open();
    const input = Object.fromEntries(
      Object.entries(condition).map(([name, value]) => [
        name,
        typeof value === 'string' ? value.replace('ETAG', ETag) : value,
      ]),
    );
    const head = s3.send(new HeadObjectCommand({ ...OBJECT, ...input }));
    if (status === 200) {
      expect((await get(input)).ETag).toBe(ETag);
      await head;
    } else {
      expect((await refusal(get(input))).status).toBe(status);
      expect((await refusal(head)).status).toBe(status);
    }
  });

  test.each([
    ['k', { IfNoneMatch: '*' }, 'PreconditionFailed', 412],
    ['k', { IfMatch: '"other"' }, 'PreconditionFailed', 412],
    ['new', { IfMatch: '"other"' }, 'NoSuchKey', 404],
    ['new', { IfNoneMatch: '"other"' }, 'NotImplemented', 501],
    ['k', { IfMatch: '*' }, 'NotImplemented', 501],
    ['k', { IfMatch: '"other"', IfNoneMatch: '*' }, 'NotImplemented', 501],
  ])('of writing %s, %o: %s', async (Key, condition, code, status) => {
    const { s3 } = await open();
    const command = new PutObjectCommand({ Bucket, Key, Body: BODY, ...condition });
    expect(await refusal(s3.send(command))).toMatchObject({ code, status });
  });

  test('of writing may be met', async () => {
    const { s3, ETag } = await open();
    await s3.send(new PutObjectCommand({ Bucket, Key: 'new', Body: BODY, IfNoneMatch: '*' }));
    await s3.send(new PutObjectCommand({ ...OBJECT, Body: BODY, IfMatch: ETag }));
  });
});

describe('a checksum', () => {
  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    '%s is kept',
    async (ChecksumAlgorithm) => {
      const { s3, get } = await open();
      const put = await s3.send(new PutObjectCommand({ ...OBJECT, Body: BODY, ChecksumAlgorithm }));
      const name = `Checksum${ChecksumAlgorithm}` as const;
      expect(put[name]).toMatch(/^[A-Za-z0-9+/]+=*$/);
      expect(put.ChecksumType).toBe('FULL_OBJECT');
      expect((await get({ ChecksumMode: 'ENABLED' }))[name]).toBe(put[name]);
      expect((await s3.send(new HeadObjectCommand(OBJECT)))[name]).toBeUndefined();
      expect((await s3.send(new HeadObjectCommand({ ...OBJECT, ChecksumMode: 'ENABLED' })))[name]).toBe(
        put[name],
      );
    },
  );

  test('is S3’s own if none was sent', async () => {
    const home = openHome();
    class Plain extends S3Client {
      constructor(configuration: object) {
        super({ ...configuration, requestChecksumCalculation: 'WHEN_REQUIRED' });
      }
    }
    const put = await home.client(Plain).send(new PutObjectCommand({ ...OBJECT, Body: '123456789' }));
    // The check value of CRC-64/NVME: ae8b14860a799888.
    expect(put.ChecksumCRC64NVME).toBe('rosUhgp5mIg=');
  });
});

describe('a key that does not exist', () => {
  test('is reported to those who may list the bucket', async () => {
    const { s3, asked } = await open();
    expect(await refusal(s3.send(new GetObjectCommand({ Bucket, Key: 'none' })))).toEqual({
      code: 'NoSuchKey',
      status: 404,
      message: 'The specified key does not exist.',
    });
    expect(asked.map(({ action }) => action)).toEqual(['s3:GetObject', 's3:ListBucket']);
    expect(await refusal(s3.send(new HeadObjectCommand({ Bucket, Key: 'none' })))).toMatchObject({
      code: 'NotFound',
      status: 404,
    });
  });

  test('is denied to others', async () => {
    const { s3, denied } = await open();
    denied.add('s3:ListBucket');
    expect(await refusal(s3.send(new GetObjectCommand({ Bucket, Key: 'none' })))).toMatchObject({
      code: 'AccessDenied',
      status: 403,
    });
  });

  test('counts as deleted', async () => {
    const { s3 } = await open();
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'none' }));
  });
});

describe('deleting many', () => {
  test('needs each, and reports each', async () => {
    const { s3, asked, home } = await open();
    const Objects = [{ Key: 'k' }, { Key: 'none' }];
    const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted).toEqual(Objects);
    expect(asked.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      `s3:DeleteObject arn:aws:s3:::${Bucket}/k`,
      `s3:DeleteObject arn:aws:s3:::${Bucket}/none`,
    ]);
    expect(home.buckets[Bucket]?.objects).toEqual({});
  });

  test('needs another permission if a version is named', async () => {
    const { s3, asked } = await open();
    const Objects = [{ Key: 'k', VersionId: 'null' }];
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(asked.map(({ action }) => action)).toEqual(['s3:DeleteObjectVersion']);
  });

  test('reports nothing if it is quiet', async () => {
    const { s3 } = await open();
    const Delete = { Objects: [OBJECT], Quiet: true };
    expect((await s3.send(new DeleteObjectsCommand({ Bucket, Delete }))).Deleted).toBeUndefined();
  });

  test('more than a thousand is malformed', async () => {
    const { s3 } = await open();
    const Objects = Array.from({ length: 1001 }, (_, at) => ({ Key: String(at) }));
    const command = new DeleteObjectsCommand({ Bucket, Delete: { Objects } });
    expect(await refusal(s3.send(command))).toMatchObject({ code: 'MalformedXML', status: 400 });
  });
});

describe('a copy', () => {
  test('has its source’s content and metadata, or metadata of its own', async () => {
    const { s3 } = await open();
    const Metadata = { colour: 'red' };
    await s3.send(
      new PutObjectCommand({ Bucket, Key: 'a b/ü', Body: BODY, Metadata, ContentType: 'text/plain' }),
    );
    const CopySource = `/${Bucket}/${encodeURIComponent('a b/ü')}`;
    const { CopyObjectResult } = await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource }));
    const copy = await s3.send(new GetObjectCommand({ Bucket, Key: 'copy' }));
    expect(copy).toMatchObject({ Metadata, ContentType: 'text/plain', ETag: CopyObjectResult?.ETag });
    expect(await copy.Body?.transformToString()).toBe(BODY);
    const MetadataDirective = 'REPLACE';
    await s3.send(
      new CopyObjectCommand({ Bucket, Key: 'copy', CopySource, MetadataDirective, ContentType: 'x/y' }),
    );
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'copy' }))).toMatchObject({
      Metadata: {},
      ContentType: 'x/y',
    });
  });

  test.each([
    ['on itself', { CopySource: `${Bucket}/k`, Key: 'k' }, 'InvalidRequest', 400],
    ['of nothing', { CopySource: `${Bucket}/none` }, 'NoSuchKey', 404],
    [
      'with a directive that does not exist',
      { CopySource: `${Bucket}/k`, MetadataDirective: 'MERGE' as 'COPY' },
      'InvalidArgument',
      400,
    ],
    ['from nowhere', { CopySource: 'nowhere/k' }, 'NoSuchBucket', 404],
    ['of a bucket', { CopySource: Bucket }, 'InvalidArgument', 400],
    ['of another version', { CopySource: `${Bucket}/k?versionId=3` }, 'InvalidArgument', 400],
    [
      'of what has changed',
      { CopySource: `${Bucket}/k`, CopySourceIfMatch: '"other"' },
      'PreconditionFailed',
      412,
    ],
    ['of what has not', { CopySource: `${Bucket}/k`, CopySourceIfNoneMatch: '*' }, 'PreconditionFailed', 412],
  ])('%s is refused', async (_, input, code, status) => {
    const { s3 } = await open();
    const command = new CopyObjectCommand({ Bucket, Key: 'copy', ...input });
    expect(await refusal(s3.send(command))).toMatchObject({ code, status });
  });
});

describe('what the sandbox cannot do is refused', () => {
  test.each([
    ['a version', { VersionId: '3' }, 'InvalidArgument'],
    ['a part', { PartNumber: 1 }, 'NotImplemented'],
    ['a key of the caller’s', { SSECustomerAlgorithm: 'AES256' }, 'NotImplemented'],
  ])('%s', async (_, input, code) => {
    const { get } = await open();
    expect((await refusal(get(input))).code).toBe(code);
  });

  test('but the only version may be named', async () => {
    const { get } = await open();
    await get({ VersionId: 'null' });
  });
});
