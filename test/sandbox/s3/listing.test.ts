import {
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listObjectKeys } from '../../../src/sandbox/s3/listing.ts';
import type { StoredObject } from '../../../src/sandbox/world-buckets.ts';
import { BUCKET, openHome, refusal } from '../home.ts';

const Bucket = BUCKET;
const KEYS = ['a', 'b/1', 'b/2', 'b/c/3', 'd e&<', 'é', 'z'];

async function open() {
  const home = openHome();
  const s3 = home.client(S3Client);
  for (const Key of KEYS) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  home.asked.length = 0;
  return { ...home, s3 };
}

type Page = { Contents?: { Key?: string }[]; CommonPrefixes?: { Prefix?: string }[] };
const namesIn = ({ Contents = [], CommonPrefixes = [] }: Page) => [
  ...Contents.map(({ Key }) => Key),
  ...CommonPrefixes.map(({ Prefix }) => Prefix),
];

describe('a listing', () => {
  test.each<[Omit<ListObjectsV2CommandInput, 'Bucket'>, string[]]>([
    [{}, ['a', 'b/1', 'b/2', 'b/c/3', 'd e&<', 'z', 'é']],
    [{ Prefix: 'b/' }, ['b/1', 'b/2', 'b/c/3']],
    [{ Prefix: 'b/', Delimiter: '/' }, ['b/1', 'b/2', 'b/c/']],
    [{ Delimiter: '/' }, ['a', 'd e&<', 'z', 'é', 'b/']],
    [{ StartAfter: 'b/1' }, ['b/2', 'b/c/3', 'd e&<', 'z', 'é']],
    [{ StartAfter: 'b/1', Delimiter: '/' }, ['d e&<', 'z', 'é', 'b/']],
    [{ EncodingType: 'url', Prefix: 'd' }, ['d+e%26%3C']],
    [{ MaxKeys: 0 }, []],
    [{ Prefix: 'nothing' }, []],
  ])('%o', async (input, names) => {
    const { s3 } = await open();
    const page = await s3.send(new ListObjectsV2Command({ Bucket, ...input }));
    expect(namesIn(page)).toEqual(names);
    expect(page).toMatchObject({ KeyCount: names.length, IsTruncated: false, Name: Bucket });
  });

  test.each([undefined, '/'])('by pages, delimited by %s', async (Delimiter) => {
    const { s3 } = await open();
    const whole = namesIn(await s3.send(new ListObjectsV2Command({ Bucket, Delimiter })));
    const names: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket, Delimiter, MaxKeys: 2, ContinuationToken }),
      );
      names.push(...namesIn(page));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(names.sort()).toEqual(whole.sort());
  });

  test.each([undefined, '/'])('by pages of the first kind, delimited by %s', async (Delimiter) => {
    const { s3 } = await open();
    const whole = namesIn(await s3.send(new ListObjectsCommand({ Bucket, Delimiter })));
    const names: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await s3.send(new ListObjectsCommand({ Bucket, Delimiter, MaxKeys: 2, Marker }));
      names.push(...namesIn(page));
      Marker = page.IsTruncated ? (page.NextMarker ?? page.Contents?.at(-1)?.Key) : undefined;
    } while (Marker);
    expect(names.sort()).toEqual(whole.sort());
  });

  test('returns for each object what may be known without its key', async () => {
    const { s3 } = await open();
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1, FetchOwner: true }));
    expect(Contents).toEqual([
      {
        Key: 'a',
        Size: 1,
        ETag: '"0cc175b9c0f1b6a831c399e269772661"',
        LastModified: new Date('2026-06-01T12:00:00Z'),
        StorageClass: 'STANDARD',
        ChecksumAlgorithm: ['CRC32'],
        ChecksumType: 'FULL_OBJECT',
        Owner: { ID: expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
    ]);
  });

  test('needs permission on the bucket, with what bucket policies check', async () => {
    const { s3, asked } = await open();
    await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'b/', Delimiter: '/', MaxKeys: 5 }));
    expect(asked).toMatchObject([
      {
        action: 's3:ListBucket',
        resource: `arn:aws:s3:::${Bucket}`,
        context: { 's3:prefix': 'b/', 's3:delimiter': '/', 's3:max-keys': '5' },
      },
    ]);
  });

  test.each([{ ContinuationToken: 'nonsense' }, { MaxKeys: -1 }, { EncodingType: 'rot13' as 'url' }])(
    '%o is refused',
    async (input) => {
      const { s3 } = await open();
      expect(await refusal(s3.send(new ListObjectsV2Command({ Bucket, ...input })))).toMatchObject({
        code: 'InvalidArgument',
        status: 400,
      });
    },
  );
});

test('pages of any size together hold the whole, once', () => {
  const key = fc.string({
    unit: fc.constantFrom('a', 'b', '/', 'é', '😀', '\uffff'),
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(key),
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom('', '/', 'ab'),
      fc.constantFrom('', 'a', 'b/'),
      (keys, max, delimiter, prefix) => {
        const objects = Object.fromEntries(keys.map((name) => [name, { key: name } as StoredObject]));
        const names = (page: ReturnType<typeof listObjectKeys>) => [
          ...page.objects.map((o) => o.key),
          ...page.commonPrefixes,
        ];
        const whole = listObjectKeys(objects, { prefix, delimiter, after: '', max: 1000 });
        const paged: string[] = [];
        let after: string | undefined = '';
        while (after !== undefined) {
          const page: ReturnType<typeof listObjectKeys> = listObjectKeys(objects, {
            prefix,
            delimiter,
            after,
            max,
          });
          paged.push(...names(page));
          after = page.next;
        }
        expect(paged.sort()).toEqual(names(whole).sort());
        expect(new Set(paged).size).toBe(paged.length);
      },
    ),
  );
});

describe('the versions of an unversioned bucket', () => {
  test('are one per object, page by page, and can be named', async () => {
    const { s3, asked } = await open();
    const keys: (string | undefined)[] = [];
    let next: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
    while (next) {
      const page: ListObjectVersionsCommandOutput = await s3.send(
        new ListObjectVersionsCommand({ Bucket, MaxKeys: 3, ...next }),
      );
      for (const version of page.Versions ?? []) {
        expect(version).toMatchObject({ VersionId: 'null', IsLatest: true });
        keys.push(version.Key);
      }
      const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
      next = page.IsTruncated ? { KeyMarker, VersionIdMarker } : undefined;
    }
    expect(new Set(keys)).toEqual(new Set(KEYS));
    expect(keys).toHaveLength(KEYS.length);
    expect(asked[0]).toMatchObject({ action: 's3:ListBucketVersions', resource: `arn:aws:s3:::${Bucket}` });
    const Objects = keys.map((Key) => ({ Key, VersionId: 'null' }));
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
  });

  test('have no marker without a key', async () => {
    const { s3 } = await open();
    const command = new ListObjectVersionsCommand({ Bucket, VersionIdMarker: 'null' });
    expect(await refusal(s3.send(command))).toMatchObject({ code: 'InvalidArgument', status: 400 });
  });
});

describe('uploads in progress', () => {
  test('are listed by key, page by page', async () => {
    const { s3, asked } = await open();
    const begun: string[] = [];
    for (const Key of ['b', 'a', 'b', 'c']) {
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
      begun.push(`${Key} ${UploadId}`);
    }
    const seen: string[] = [];
    let next: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } | undefined = {};
    while (next) {
      const page: ListMultipartUploadsCommandOutput = await s3.send(
        new ListMultipartUploadsCommand({ Bucket, MaxUploads: 2, ...next }),
      );
      seen.push(...(page.Uploads ?? []).map(({ Key, UploadId }) => `${Key} ${UploadId}`));
      const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
      next = page.IsTruncated ? { KeyMarker, UploadIdMarker } : undefined;
    }
    expect(seen.map((one) => one.charAt(0))).toEqual(['a', 'b', 'b', 'c']);
    expect(new Set(seen)).toEqual(new Set(begun));
    expect(asked.at(-1)).toMatchObject({ action: 's3:ListBucketMultipartUploads' });
    const { Uploads } = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'b' }));
    expect(Uploads).toHaveLength(2);
  });
});
