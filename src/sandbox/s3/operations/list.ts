import {
  ListObjects$,
  type ListObjectsCommand,
  ListObjectsV2$,
  type ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import type { Context } from '../../../policy/request.ts';
import { ServiceError } from '../../operation.ts';
import type { StoredObject } from '../../world.ts';
import { canonicalUser } from '../buckets.ts';
import { onBucket, s3 } from '../call.ts';
import { algorithmsOf } from '../checksums.ts';
import { type Listing, list, maxKeys } from '../listing.ts';

export const ListObjectsV2 = s3<ListObjectsV2Command>()({
  schema: ListObjectsV2$,
  readOnly: true,
  needs: (call) => [onBucket('s3:ListBucket', call, listKeys(call.input))],
  handle: ({ bucket, owner, input }) => {
    const { Prefix = '', Delimiter, StartAfter, ContinuationToken } = input;
    const max = maxKeys(input.MaxKeys);
    const found = list(bucket.objects, {
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

export const ListObjects = s3<ListObjectsCommand>()({
  schema: ListObjects$,
  readOnly: true,
  needs: (call) => [onBucket('s3:ListBucket', call, listKeys(call.input))],
  handle: ({ bucket, owner, input }) => {
    const { Prefix = '', Delimiter, Marker = '' } = input;
    const max = maxKeys(input.MaxKeys);
    const found = list(bucket.objects, { prefix: Prefix, delimiter: Delimiter ?? '', after: Marker, max });
    const written = writer(input.EncodingType);
    return {
      Name: bucket.name,
      Prefix: written(Prefix),
      Marker: written(Marker),
      ...(Delimiter ? { Delimiter: written(Delimiter) } : {}),
      ...(input.EncodingType ? { EncodingType: input.EncodingType } : {}),
      MaxKeys: max,
      IsTruncated: found.next !== undefined,
      // Without a delimiter the last key says as much.
      ...(Delimiter && found.next !== undefined ? { NextMarker: written(found.next) } : {}),
      ...entries(found, written, { Owner: canonicalUser(owner) }),
    };
  },
});

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

/** As asked for by clients whose XML readers cannot take every character. */
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

/** Opaque to clients, and told from what is none. */
const toToken = (key: string): string => Buffer.from(`after ${key}`).toString('base64');

function fromToken(token: string): string {
  const [, key] = /^after (.+)$/s.exec(Buffer.from(token, 'base64').toString('utf8')) ?? [];
  if (key !== undefined) return key;
  throw new ServiceError('InvalidArgument', 'The continuation token provided is incorrect', 400, {
    ArgumentName: 'continuation-token',
  });
}
