import { GetObject$, type GetObjectCommand, HeadObject$, type HeadObjectCommand } from '@aws-sdk/client-s3';
import type { Demand } from '../../operation.ts';
import type { StoredObject } from '../../world-buckets.ts';
import { onBucket, onObject, type S3Call, s3Action } from '../call.ts';
import { checksumMembers } from '../checksums.ts';
import { encryptionMembers, toDecrypt } from '../encryption.ts';
import { safeOf } from '../object-encryption.ts';
import { findObject, requireObject } from '../objects.ts';
import { refuseUnmet } from '../preconditions.ts';
import { type ByteRange, byteRangeOf } from '../range.ts';
import { notImplemented } from '../unsupported.ts';

export const GetObject = s3Action<GetObjectCommand>()({
  schema: GetObject$,
  readOnly: true,
  needs: (call) => [...toRead(call), ...toOpen(call)],
  handle: ({ bucket, input, now, world }) => {
    const object = requireObject(bucket, input.Key);
    refuseUnmet(object, input, now);
    const range = byteRangeOf(input.Range, object.size);
    const body = safeOf(world, object.encryption, now).open(object.body);
    return {
      ...describe(object, range, input),
      Body: range ? body.subarray(range.first, range.last + 1) : body,
    };
  },
});

/**
 * An object's metadata is stored unencrypted beside it: only its checksum needs the key.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
export const HeadObject = s3Action<HeadObjectCommand>()({
  schema: HeadObject$,
  readOnly: true,
  needs: (call) => [...toRead(call), ...(call.input.ChecksumMode === 'ENABLED' ? toOpen(call) : [])],
  handle: ({ bucket, input, now, world }) => {
    const object = requireObject(bucket, input.Key);
    refuseUnmet(object, input, now);
    if (input.ChecksumMode === 'ENABLED') safeOf(world, object.encryption, now);
    return describe(object, byteRangeOf(input.Range, object.size), input);
  },
});

interface ReadInput {
  readonly Key: string;
  readonly PartNumber?: number | undefined;
  readonly ChecksumMode?: string | undefined;
  readonly ResponseCacheControl?: string | undefined;
  readonly ResponseContentDisposition?: string | undefined;
  readonly ResponseContentEncoding?: string | undefined;
  readonly ResponseContentLanguage?: string | undefined;
  readonly ResponseContentType?: string | undefined;
}

/** Only callers that may list the bucket learn that a key does not exist. */
function toRead(call: S3Call<ReadInput>): readonly Demand[] {
  const { bucket, input } = call;
  if (input.PartNumber !== undefined) throw notImplemented('PartNumber');
  const read = onObject('s3:GetObject', call, input.Key);
  return findObject(bucket, input.Key) ? [read] : [read, onBucket('s3:ListBucket', call)];
}

function toOpen(call: S3Call<ReadInput>): readonly Demand[] {
  const object = findObject(call.bucket, call.input.Key);
  return object ? toDecrypt(call, object.encryption) : [];
}

function describe(object: StoredObject, range: ByteRange | undefined, input: ReadInput) {
  const { size, etag, modified, contentType, metadata, headers, encryption } = object;
  const replaced = {
    CacheControl: input.ResponseCacheControl,
    ContentDisposition: input.ResponseContentDisposition,
    ContentEncoding: input.ResponseContentEncoding,
    ContentLanguage: input.ResponseContentLanguage,
    ContentType: input.ResponseContentType,
  };
  return {
    ContentType: contentType,
    ...headers,
    ...Object.fromEntries(Object.entries(replaced).filter(([, value]) => value !== undefined)),
    AcceptRanges: 'bytes',
    ContentLength: range ? range.last - range.first + 1 : size,
    ...(range ? { ContentRange: `bytes ${range.first}-${range.last}/${size}` } : {}),
    ETag: etag,
    LastModified: new Date(modified),
    Metadata: metadata,
    ...encryptionMembers(encryption),
    // A checksum is of the whole object.
    ...(input.ChecksumMode === 'ENABLED' && !range ? checksumMembers(object) : {}),
  };
}
