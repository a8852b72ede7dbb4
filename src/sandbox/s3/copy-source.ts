import { type Demand, ServiceError } from '../operation.ts';
import type { World } from '../world.ts';
import type { StoredObject } from '../world-buckets.ts';
import { type Owned, requireBucket } from './buckets.ts';
import { onBucket, onObject, type S3Call } from './call.ts';
import { toDecrypt } from './encryption.ts';
import { safeOf } from './object-encryption.ts';
import { findObject, requireObject } from './objects.ts';
import { refuseCopyUnmet } from './preconditions.ts';

interface CopyInput {
  readonly CopySource: string;
  readonly CopySourceIfMatch?: string | undefined;
  readonly CopySourceIfNoneMatch?: string | undefined;
  readonly CopySourceIfModifiedSince?: Date | undefined;
  readonly CopySourceIfUnmodifiedSince?: Date | undefined;
  readonly ExpectedSourceBucketOwner?: string | undefined;
}

/** What the caller needs to read the source. */
export function toTake(call: S3Call<CopyInput>): readonly Demand[] {
  const source = sourceOf(call.world, call.input.CopySource);
  const owner = call.input.ExpectedSourceBucketOwner;
  if (owner !== undefined && owner !== source.owner.id)
    throw new ServiceError('AccessDenied', 'Access Denied', 403);
  const original = findObject(source.bucket, source.key);
  return [
    onObject('s3:GetObject', source, source.key),
    ...(original ? toDecrypt(call, original.encryption) : [onBucket('s3:ListBucket', source)]),
  ];
}

interface Taken {
  readonly original: StoredObject;
  readonly body: Buffer;
}

/** The decrypted source. Throws NoSuchKey, PreconditionFailed, `KMS.…`. */
export function takeSource({ input, now, world }: S3Call<CopyInput>): Taken {
  const { bucket, key } = sourceOf(world, input.CopySource);
  const original = requireObject(bucket, key);
  const conditions = {
    IfMatch: input.CopySourceIfMatch,
    IfNoneMatch: input.CopySourceIfNoneMatch,
    IfModifiedSince: input.CopySourceIfModifiedSince,
    IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
  };
  refuseCopyUnmet(original, conditions, now);
  return { original, body: safeOf(world, original.encryption, now).open(original.body) };
}

interface Source extends Owned {
  readonly key: string;
}

/** `bucket/key` or `/bucket/key`, percent-encoded; there is only one version. */
export function sourceOf(world: World, text: string): Source {
  const [path = '', version] = text.replace(/^\//, '').split(/\?versionId=(.*)$/s);
  const [bucket = '', key = ''] = unescapeSource(path).split(/\/(.*)/s);
  if (!bucket || !key || (version !== undefined && version !== 'null')) {
    throw new ServiceError(
      'InvalidArgument',
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    );
  }
  return { ...requireBucket(world, bucket), key };
}

function unescapeSource(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new ServiceError('InvalidArgument', 'Invalid copy source encoding.');
  }
}
