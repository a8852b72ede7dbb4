import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { BUCKET, openHome, refusal } from '../home.ts';

const Bucket = BUCKET;
const Key = 'large';
const FIRST = new Uint8Array(5 * 1024 * 1024).fill(1);
const LAST = new Uint8Array([2, 3]);

async function open(input: Partial<CreateMultipartUploadCommandInput> = {}) {
  const home = openHome();
  const s3 = home.client(S3Client);
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...input }));
  const upload = { Bucket, Key, UploadId };
  const put = (PartNumber: number, Body: Uint8Array) =>
    s3.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
  const complete = (Parts: CompletedPart[]) =>
    s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  return { ...home, s3, upload, put, complete };
}

const md5 = (data: Uint8Array) => createHash('md5').update(data).digest();

describe('an upload in parts', () => {
  test('joins them in order', async () => {
    const { s3, put, complete, home, upload } = await open({ ContentType: 'x/y', Metadata: { a: 'b' } });
    const last = await put(2, LAST);
    const first = await put(1, FIRST);
    expect((await s3.send(new ListPartsCommand(upload))).Parts).toMatchObject([
      { PartNumber: 1, Size: FIRST.length, ETag: first.ETag },
      { PartNumber: 2, Size: 2, ETag: last.ETag },
    ]);
    const { ETag, ChecksumType } = await complete([
      { PartNumber: 1, ETag: first.ETag },
      { PartNumber: 2, ETag: last.ETag },
    ]);
    expect(ETag).toBe(`"${md5(Buffer.concat([md5(FIRST), md5(LAST)])).toString('hex')}-2"`);
    expect(ChecksumType).toBe('FULL_OBJECT');
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(got).toMatchObject({ ContentType: 'x/y', Metadata: { a: 'b' }, ContentLength: FIRST.length + 2 });
    expect(Buffer.compare(await got.Body!.transformToByteArray(), Buffer.concat([FIRST, LAST]))).toBe(0);
    expect(home.buckets[Bucket]?.uploads).toEqual({});
  });

  test('has a checksum of checksums if requested', async () => {
    const { put, complete } = await open({ ChecksumAlgorithm: 'SHA256' });
    const { ETag, ChecksumSHA256 } = await put(1, LAST);
    const hash = (data: Uint8Array) => createHash('sha256').update(data).digest();
    expect(ChecksumSHA256).toBe(hash(LAST).toString('base64'));
    expect(await complete([{ PartNumber: 1, ETag }])).toMatchObject({
      ChecksumSHA256: `${hash(hash(LAST)).toString('base64')}-1`,
      ChecksumType: 'COMPOSITE',
    });
  });

  test('is gone once it is aborted', async () => {
    const { s3, put, upload } = await open();
    await put(1, LAST);
    await s3.send(new AbortMultipartUploadCommand(upload));
    expect(await refusal(put(2, LAST))).toMatchObject({ code: 'NoSuchUpload', status: 404 });
    expect(await refusal(s3.send(new GetObjectCommand({ Bucket, Key })))).toMatchObject({
      code: 'NoSuchKey',
    });
  });

  test('is of one key', async () => {
    const { s3, upload } = await open();
    const command = new ListPartsCommand({ ...upload, Key: 'other' });
    expect(await refusal(s3.send(command))).toMatchObject({ code: 'NoSuchUpload' });
  });

  test.each<[string, (etag: string | undefined) => CompletedPart[], string]>([
    [
      'parts out of order',
      (ETag) => [
        { PartNumber: 2, ETag },
        { PartNumber: 1, ETag },
      ],
      'InvalidPartOrder',
    ],
    ['a part that never came', (ETag) => [{ PartNumber: 9, ETag }], 'InvalidPart'],
    ['a part that is another', () => [{ PartNumber: 1, ETag: '"other"' }], 'InvalidPart'],
    [
      'a small part before the last',
      (ETag) => [
        { PartNumber: 1, ETag },
        { PartNumber: 2, ETag },
      ],
      'EntityTooSmall',
    ],
  ])('refuses %s', async (_, parts, code) => {
    const { put, complete } = await open();
    const { ETag } = await put(1, LAST);
    await put(2, LAST);
    expect(await refusal(complete(parts(ETag)))).toMatchObject({ code, status: 400 });
  });

  test.each([0, 10_001])('refuses part number %i', async (number) => {
    const { put } = await open();
    expect(await refusal(put(number, LAST))).toMatchObject({ code: 'InvalidArgument', status: 400 });
  });
});

describe('a copied part', () => {
  async function openWithSource(input: Partial<CreateMultipartUploadCommandInput> = {}) {
    const home = await open(input);
    await home.s3.send(new PutObjectCommand({ Bucket, Key: 'the source', Body: '0123456789' }));
    home.asked.length = 0;
    const copy = (rest: object = {}) =>
      home.s3.send(
        new UploadPartCopyCommand({
          ...home.upload,
          PartNumber: 1,
          CopySource: `${Bucket}/the%20source`,
          ...rest,
        }),
      );
    return { ...home, copy };
  }

  test.each([
    ['the whole', undefined, '0123456789'],
    ['a range', 'bytes=2-4', '234'],
  ])('is %s of another object', async (_, CopySourceRange, text) => {
    const { copy, complete, s3 } = await openWithSource();
    const { CopyPartResult } = await copy({ CopySourceRange });
    expect(CopyPartResult).toMatchObject({ ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/) });
    await complete([{ PartNumber: 1, ETag: CopyPartResult?.ETag }]);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await Body?.transformToString()).toBe(text);
  });

  test('needs permission to read the source and to write the object', async () => {
    const { copy, asked } = await openWithSource();
    await copy();
    expect(asked.map(({ action, resource }) => [action, resource])).toEqual([
      ['s3:GetObject', `arn:aws:s3:::${Bucket}/the source`],
      ['s3:PutObject', `arn:aws:s3:::${Bucket}/${Key}`],
    ]);
  });

  test.each<[string, object, string, number]>([
    ['a range that ends after the source', { CopySourceRange: 'bytes=0-10' }, 'InvalidArgument', 400],
    ['a range that ends before it begins', { CopySourceRange: 'bytes=4-2' }, 'InvalidArgument', 400],
    ['a range without an end', { CopySourceRange: 'bytes=4-' }, 'InvalidArgument', 400],
    ['a source that is not there', { CopySource: `${Bucket}/none` }, 'NoSuchKey', 404],
    ['a source that is another', { CopySourceIfMatch: '"other"' }, 'PreconditionFailed', 412],
    ['another owner', { ExpectedSourceBucketOwner: '444455556666' }, 'AccessDenied', 403],
  ])('refuses %s', async (_, input, code, status) => {
    const { copy } = await openWithSource();
    expect(await refusal(copy(input))).toMatchObject({ code, status });
  });
});
