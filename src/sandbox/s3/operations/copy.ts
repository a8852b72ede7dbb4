import { CopyObject$, type CopyObjectCommand } from '@aws-sdk/client-s3';
import { type Demand, ServiceError } from '../../operation.ts';
import type { StoredObject, World } from '../../world.ts';
import { type Owned, requireBucket } from '../buckets.ts';
import { onBucket, onObject, s3 } from '../call.ts';
import { asMember, type ChecksumMembers, checksum, checksumMembers } from '../checksums.ts';
import { encryptionFor, encryptionKeys, encryptionMembers, toDecrypt, toEncrypt } from '../encryption.ts';
import { findObject, labelOf, requireObject, storeObject } from '../objects.ts';
import { refuseCopyUnmet, refuseWrite } from '../preconditions.ts';
import { safeOf } from '../safe.ts';

/** The copy is encrypted as an upload would be, not as its source is. */
export const CopyObject = s3<CopyObjectCommand>()({
  schema: CopyObject$,
  needs: (call) => {
    const { input, world, bucket } = call;
    const source = sourceOf(world, input.CopySource);
    const original = findObject(source.bucket, source.key);
    return [
      onObject('s3:GetObject', source, source.key),
      ...(original ? toDecrypt(call, original.encryption) : [onBucket('s3:ListBucket', source)]),
      onObject('s3:PutObject', call, input.Key, encryptionKeys(input)),
      ...toEncrypt(call, encryptionFor(call, bucket, input.Key)),
    ] satisfies readonly Demand[];
  },
  handle: (call) => {
    const { bucket, input, now, world } = call;
    const source = sourceOf(world, input.CopySource);
    const original = requireObject(source.bucket, source.key);
    const replace = input.MetadataDirective === 'REPLACE';
    const onItself = source.bucket === bucket && source.key === input.Key;
    if (onItself && !replace && input.ServerSideEncryption === undefined) throw onItselfUnchanged();
    refuseCopyUnmet(original, {
      IfMatch: input.CopySourceIfMatch,
      IfNoneMatch: input.CopySourceIfNoneMatch,
      IfModifiedSince: input.CopySourceIfModifiedSince,
      IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
    });
    refuseWrite(findObject(bucket, input.Key), input);
    const body = safeOf(world, original.encryption, now).open(original.body);
    const { contentType, metadata, headers } = original;
    const object = storeObject(world, bucket, {
      key: input.Key,
      body,
      label: replace ? labelOf(input) : { contentType, metadata, ...(headers ? { headers } : {}) },
      encryption: encryptionFor(call, bucket, input.Key),
      checksums: checksumsAsked(input.ChecksumAlgorithm, original, body),
      now,
    });
    const { etag, modified, encryption } = object;
    return {
      CopyObjectResult: { ETag: etag, LastModified: new Date(modified), ...checksumMembers(object) },
      ...encryptionMembers(encryption),
    };
  },
});

/** By another algorithm if asked, else the source's own: those of the source's parts say nothing of the whole. */
function checksumsAsked(
  algorithm: string | undefined,
  original: StoredObject,
  body: Uint8Array,
): ChecksumMembers {
  if (algorithm) return asMember(algorithm, checksum(algorithm, body));
  return original.checksumType === 'COMPOSITE' ? {} : original.checksums;
}

interface Source extends Owned {
  readonly key: string;
}

/** `bucket/key` or `/bucket/key`, percent-encoded, of the one version that there is. */
function sourceOf(world: World, text: string): Source {
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

const onItselfUnchanged = (): ServiceError =>
  new ServiceError(
    'InvalidRequest',
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
