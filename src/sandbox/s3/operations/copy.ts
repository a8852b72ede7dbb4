import { CopyObject$, type CopyObjectCommand } from '@aws-sdk/client-s3';
import { type Demand, ServiceError } from '../../operation.ts';
import type { StoredObject } from '../../world-buckets.ts';
import { onObject, s3Action } from '../call.ts';
import { asMember, type ChecksumMembers, checksum, checksumMembers } from '../checksums.ts';
import { sourceOf, takeSource, toTake } from '../copy-source.ts';
import { encryptionFor, encryptionKeys, encryptionMembers, toEncrypt } from '../encryption.ts';
import { findObject, labelOf, storeObject } from '../objects.ts';
import { refuseWrite } from '../preconditions.ts';

/** The copy is encrypted like an upload, not like its source. */
export const CopyObject = s3Action<CopyObjectCommand>()({
  schema: CopyObject$,
  needs: (call) => {
    const { input, bucket } = call;
    refuseOtherDirective(input.MetadataDirective);
    return [
      ...toTake(call),
      onObject('s3:PutObject', call, input.Key, encryptionKeys(input)),
      ...toEncrypt(call, encryptionFor(call, bucket, input.Key)),
    ] satisfies readonly Demand[];
  },
  handle: (call) => {
    const { bucket, input, now, world } = call;
    const source = sourceOf(world, input.CopySource);
    const { original, body } = takeSource(call);
    const replace = input.MetadataDirective === 'REPLACE';
    const onItself = source.bucket === bucket && source.key === input.Key;
    if (onItself && !replace && input.ServerSideEncryption === undefined) throw onItselfUnchanged();
    refuseWrite(input.Key, findObject(bucket, input.Key), input);
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

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
function refuseOtherDirective(directive = 'COPY'): void {
  if (directive === 'COPY' || directive === 'REPLACE') return;
  throw new ServiceError('InvalidArgument', 'Unknown metadata directive.', 400, {
    ArgumentName: 'x-amz-metadata-directive',
    ArgumentValue: directive,
  });
}

/**
 * With another algorithm if requested; otherwise, the source's own. Checksums of the source's parts do not apply to
 * the whole.
 */
function checksumsAsked(
  algorithm: string | undefined,
  original: StoredObject,
  body: Uint8Array,
): ChecksumMembers {
  if (algorithm) return asMember(algorithm, checksum(algorithm, body));
  return original.checksumType === 'COMPOSITE' ? {} : original.checksums;
}

const onItselfUnchanged = (): ServiceError =>
  new ServiceError(
    'InvalidRequest',
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
