import {
  type ChecksumAlgorithm,
  ListMultipartUploads$,
  type ListMultipartUploadsCommand,
  ListObjects$,
  type ListObjectsCommand,
  ListObjectsV2$,
  type ListObjectsV2Command,
  ListObjectVersions$,
  type ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import type { Context } from '../../../policy/request.ts';
import { ServiceError } from '../../operation.ts';
import type { MultipartUpload, StoredObject } from '../../world-buckets.ts';
import { canonicalUser } from '../buckets.ts';
import { onBucket, s3Action } from '../call.ts';
import { algorithmsOf } from '../checksums.ts';
import { byBytes, type Listing, listObjectKeys, maxKeys } from '../listing.ts';
import { notImplemented } from '../unsupported.ts';

export const ListObjectsV2 = s3Action<ListObjectsV2Command>()({
  schema: ListObjectsV2$,
  readOnly: true,
  needs: (call) => [onBucket('s3:ListBucket', call, listKeys(call.input))],
  handle: ({ bucket, owner, input }) => {
    const { Prefix = '', Delimiter, StartAfter, ContinuationToken } = input;
    const max = maxKeys(input.MaxKeys);
    const found = listObjectKeys(bucket.objects, {
      prefix: Prefix,
      delimiter: Delimiter ?? '',
      after: ContinuationToken === undefined ? (StartAfter ?? '') : fromToken(ContinuationToken),
      max,
    });
    const written = writer(input.EncodingType);
    return {
      Name: bucket.name,
      Prefix: written(Prefix),
      ...(Delimiter ? { Delimiter: written(Delimiter) } : {}),
      ...(StartAfter ? { StartAfter: written(StartAfter) } : {}),
      ...(ContinuationToken ? { ContinuationToken } : {}),
      ...(input.EncodingType ? { EncodingType: input.EncodingType } : {}),
      MaxKeys: max,
      KeyCount: found.objects.length + found.commonPrefixes.length,
      IsTruncated: found.next !== undefined,
      ...(found.next === undefined ? {} : { NextContinuationToken: toToken(found.next) }),
      ...entries(found, written, input.FetchOwner ? { Owner: canonicalUser(owner) } : {}),
    };
  },
});

export const ListObjects = s3Action<ListObjectsCommand>()({
  schema: ListObjects$,
  readOnly: true,
  needs: (call) => [onBucket('s3:ListBucket', call, listKeys(call.input))],
  handle: ({ bucket, owner, input }) => {
    const { Prefix = '', Delimiter, Marker = '' } = input;
    const max = maxKeys(input.MaxKeys);
    const found = listObjectKeys(bucket.objects, {
      prefix: Prefix,
      delimiter: Delimiter ?? '',
      after: Marker,
      max,
    });
    const written = writer(input.EncodingType);
    return {
      Name: bucket.name,
      Prefix: written(Prefix),
      Marker: written(Marker),
      ...(Delimiter ? { Delimiter: written(Delimiter) } : {}),
      ...(input.EncodingType ? { EncodingType: input.EncodingType } : {}),
      MaxKeys: max,
      IsTruncated: found.next !== undefined,
      // Without a delimiter, the last key is sufficient.
      ...(Delimiter && found.next !== undefined ? { NextMarker: written(found.next) } : {}),
      ...entries(found, written, { Owner: canonicalUser(owner) }),
    };
  },
});

/** For a bucket that was never versioned: each object has one version, whose id is `null`. */
export const ListObjectVersions = s3Action<ListObjectVersionsCommand>()({
  schema: ListObjectVersions$,
  readOnly: true,
  needs: (call) => [onBucket('s3:ListBucketVersions', call, listKeys(call.input))],
  handle: ({ bucket, owner, input }) => {
    const { Prefix = '', Delimiter, KeyMarker = '', VersionIdMarker } = input;
    if (VersionIdMarker !== undefined && KeyMarker === '') {
      throw new ServiceError(
        'InvalidArgument',
        'A version-id marker cannot be specified without a key marker.',
      );
    }
    const max = maxKeys(input.MaxKeys);
    const found = listObjectKeys(bucket.objects, {
      prefix: Prefix,
      delimiter: Delimiter ?? '',
      after: KeyMarker,
      max,
    });
    const written = writer(input.EncodingType);
    const { Contents, CommonPrefixes } = entries(found, written, { Owner: canonicalUser(owner) });
    return {
      Name: bucket.name,
      Prefix: written(Prefix),
      KeyMarker: written(KeyMarker),
      VersionIdMarker: VersionIdMarker ?? '',
      ...(Delimiter ? { Delimiter: written(Delimiter) } : {}),
      ...(input.EncodingType ? { EncodingType: input.EncodingType } : {}),
      MaxKeys: max,
      IsTruncated: found.next !== undefined,
      ...(found.next === undefined
        ? {}
        : { NextKeyMarker: written(found.next), NextVersionIdMarker: NULL_VERSION }),
      Versions: Contents.map((version) => ({ ...version, VersionId: NULL_VERSION, IsLatest: true })),
      CommonPrefixes,
    };
  },
});

const NULL_VERSION = 'null';

/** By key; uploads of the same key in the order in which they began. */
export const ListMultipartUploads = s3Action<ListMultipartUploadsCommand>()({
  schema: ListMultipartUploads$,
  readOnly: true,
  needs: (call) => [onBucket('s3:ListBucketMultipartUploads', call, listKeys(call.input))],
  handle: ({ bucket, owner, input }) => {
    if (input.Delimiter !== undefined) throw notImplemented('delimiter');
    const { Prefix = '', KeyMarker = '', UploadIdMarker = '' } = input;
    const max = maxKeys(input.MaxUploads);
    const written = writer(input.EncodingType);
    const all = Object.values(bucket.uploads ?? {})
      .filter(({ key }) => key.startsWith(Prefix))
      .sort((a, b) => byBytes(a.key, b.key) || byBytes(began(a), began(b)));
    const marked = all.findIndex(({ key, id }) => key === KeyMarker && id === UploadIdMarker);
    const after = marked < 0 ? all.filter(({ key }) => byBytes(key, KeyMarker) > 0) : all.slice(marked + 1);
    const page = after.slice(0, max);
    const last = page.at(-1);
    return {
      Bucket: bucket.name,
      Prefix: written(Prefix),
      KeyMarker: written(KeyMarker),
      UploadIdMarker,
      ...(input.EncodingType ? { EncodingType: input.EncodingType } : {}),
      MaxUploads: max,
      IsTruncated: page.length < after.length,
      ...(last && page.length < after.length
        ? { NextKeyMarker: written(last.key), NextUploadIdMarker: last.id }
        : {}),
      Uploads: page.map((upload) => ({
        UploadId: upload.id,
        Key: written(upload.key),
        Initiated: new Date(upload.initiated),
        StorageClass: 'STANDARD' as const,
        Owner: canonicalUser(owner),
        Initiator: canonicalUser(owner),
        ChecksumAlgorithm: upload.checksum.algorithm as ChecksumAlgorithm,
        ChecksumType: upload.checksum.type,
      })),
    };
  },
});

const began = ({ initiated, id }: MultipartUpload): string => `${initiated} ${id}`;

interface ListInput {
  readonly Prefix?: string | undefined;
  readonly Delimiter?: string | undefined;
  readonly MaxKeys?: number | undefined;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html */
const listKeys = ({ Prefix, Delimiter, MaxKeys }: ListInput): Context => ({
  ...(Prefix === undefined ? {} : { 's3:prefix': Prefix }),
  ...(Delimiter === undefined ? {} : { 's3:delimiter': Delimiter }),
  ...(MaxKeys === undefined ? {} : { 's3:max-keys': String(MaxKeys) }),
});

type Write = (text: string) => string;

/** For clients whose XML parsers cannot handle every character. */
function writer(encoding: string | undefined): Write {
  if (encoding === undefined) return (text) => text;
  if (encoding === 'url') {
    return (text) => encodeURIComponent(text).replaceAll('%2F', '/').replaceAll('%20', '+');
  }
  throw new ServiceError('InvalidArgument', 'Invalid Encoding Method specified in Request', 400, {
    ArgumentName: 'encoding-type',
    ArgumentValue: encoding,
  });
}

const entries = ({ objects, commonPrefixes }: Listing, written: Write, owner: object) => ({
  Contents: objects.map((object) => ({ ...entry(object), Key: written(object.key), ...owner })),
  CommonPrefixes: commonPrefixes.map((prefix) => ({ Prefix: written(prefix) })),
});

const entry = (object: StoredObject) => ({
  LastModified: new Date(object.modified),
  ETag: object.etag,
  ChecksumAlgorithm: algorithmsOf(object),
  ChecksumType: object.checksumType ?? ('FULL_OBJECT' as const),
  Size: object.size,
  StorageClass: 'STANDARD' as const,
});

/** Opaque to clients, and distinguishable from an invalid token. */
const toToken = (key: string): string => Buffer.from(`after ${key}`).toString('base64');

function fromToken(token: string): string {
  const [, key] = /^after (.+)$/s.exec(Buffer.from(token, 'base64').toString('utf8')) ?? [];
  if (key !== undefined) return key;
  throw new ServiceError('InvalidArgument', 'The continuation token provided is incorrect', 400, {
    ArgumentName: 'continuation-token',
  });
}
