import { PutObject$, type PutObjectCommand } from '@aws-sdk/client-s3';
import { onObject, s3Action } from '../call.ts';
import { checksumMembers } from '../checksums.ts';
import { encryptionFor, encryptionKeys, encryptionMembers, toEncrypt } from '../encryption.ts';
import { findObject, labelOf, storeObject } from '../objects.ts';
import { refuseWrite } from '../preconditions.ts';

export const PutObject = s3Action<PutObjectCommand>()({
  schema: PutObject$,
  needs: (call) => [
    onObject('s3:PutObject', call, call.input.Key, encryptionKeys(call.input)),
    ...toEncrypt(call, encryptionFor(call, call.bucket, call.input.Key)),
  ],
  handle: (call) => {
    const { bucket, input, now, world } = call;
    refuseWrite(input.Key, findObject(bucket, input.Key), input);
    const object = storeObject(world, bucket, {
      key: input.Key,
      body: input.Body ?? new Uint8Array(),
      label: labelOf(input),
      encryption: encryptionFor(call, bucket, input.Key),
      checksums: input,
      now,
    });
    return { ETag: object.etag, ...encryptionMembers(object.encryption), ...checksumMembers(object) };
  },
});
