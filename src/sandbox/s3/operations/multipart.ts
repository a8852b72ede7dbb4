import {
  AbortMultipartUpload$,
  type AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  CompleteMultipartUpload$,
  type CompleteMultipartUploadCommand,
  CreateMultipartUpload$,
  type CreateMultipartUploadCommand,
  ListParts$,
  type ListPartsCommand,
  UploadPart$,
  type UploadPartCommand,
  UploadPartCopy$,
  type UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { MIB } from '../../../disk/read-file.ts';
import { canonicalUser } from '../buckets.ts';
import { onObject, type S3Call, s3Action } from '../call.ts';
import { asMember, checksumMembers, statedChecksums } from '../checksums.ts';
import { takeSource, toTake } from '../copy-source.ts';
import { encryptionFor, encryptionKeys, encryptionMembers, toDecrypt, toEncrypt } from '../encryption.ts';
import { sealDataKey } from '../object-encryption.ts';
import { findObject, labelOf } from '../objects.ts';
import { refuseWrite } from '../preconditions.ts';
import { copyRangeOf } from '../range.ts';
import {
  checksumOf,
  findUpload,
  join,
  keepPart,
  partsNamed,
  refuseOtherSize,
  requireUpload,
  uploadId,
} from '../uploads.ts';

/*
 * A multipart upload needs kms:GenerateDataKey to begin, and kms:Decrypt from then on.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 */

export const CreateMultipartUpload = s3Action<CreateMultipartUploadCommand>()({
  schema: CreateMultipartUpload$,
  needs: (call) => [
    onObject('s3:PutObject', call, call.input.Key, encryptionKeys(call.input)),
    ...toEncrypt(call, encryptionFor(call, call.bucket, call.input.Key)),
  ],
  handle: (call) => {
    const { bucket, input, now } = call;
    const id = uploadId();
    const encryption = sealDataKey(encryptionFor(call, bucket, input.Key), now);
    const checksum = checksumOf(input.ChecksumAlgorithm, input.ChecksumType);
    bucket.uploads = {
      ...bucket.uploads,
      [id]: {
        ...labelOf(input),
        id,
        key: input.Key,
        initiated: now.toISOString(),
        checksum,
        encryption,
        parts: {},
      },
    };
    return {
      Bucket: bucket.name,
      Key: input.Key,
      UploadId: id,
      ...encryptionMembers(encryption),
      ...(input.ChecksumAlgorithm
        ? { ChecksumAlgorithm: input.ChecksumAlgorithm, ChecksumType: checksum.type }
        : {}),
    };
  },
});

export const UploadPart = s3Action<UploadPartCommand>()({
  schema: UploadPart$,
  needs: (call) => [onObject('s3:PutObject', call, call.input.Key), ...toContinue(call)],
  handle: ({ bucket, input, now, world }) => {
    const upload = requireUpload(bucket, input.UploadId, input.Key);
    const part = keepPart(world, upload, input.PartNumber, input.Body ?? new Uint8Array(), now);
    return {
      ETag: part.etag,
      ...encryptionMembers(upload.encryption),
      ...asMember(upload.checksum.algorithm, part.checksum),
    };
  },
});

export const UploadPartCopy = s3Action<UploadPartCopyCommand>()({
  schema: UploadPartCopy$,
  needs: (call) => [...toTake(call), onObject('s3:PutObject', call, call.input.Key), ...toContinue(call)],
  handle: (call) => {
    const { bucket, input, now, world } = call;
    const upload = requireUpload(bucket, input.UploadId, input.Key);
    const { body } = takeSource(call);
    const { first, last } = copyRangeOf(input.CopySourceRange, body.length);
    const part = keepPart(world, upload, input.PartNumber, body.subarray(first, last + 1), now);
    return {
      CopyPartResult: {
        ETag: part.etag,
        LastModified: new Date(part.modified),
        ...asMember(upload.checksum.algorithm, part.checksum),
      },
      ...encryptionMembers(upload.encryption),
    };
  },
});

export const CompleteMultipartUpload = s3Action<CompleteMultipartUploadCommand>()({
  schema: CompleteMultipartUpload$,
  // 10,000 parts, each with its checksum.
  bodyLimit: 2 * MIB,
  needs: (call) => [onObject('s3:PutObject', call, call.input.Key), ...toContinue(call)],
  handle: ({ bucket, input, now, world }) => {
    const upload = requireUpload(bucket, input.UploadId, input.Key);
    const parts = partsNamed(upload, input.MultipartUpload?.Parts ?? []);
    refuseWrite(input.Key, findObject(bucket, input.Key), input);
    refuseOtherSize(input.MpuObjectSize, parts);
    const object = join(world, bucket, upload, parts, now, statedChecksums(input));
    return {
      Location: `/${bucket.name}/${input.Key}`,
      Bucket: bucket.name,
      Key: input.Key,
      ETag: object.etag,
      ...encryptionMembers(object.encryption),
      ...checksumMembers(object),
    };
  },
});

export const AbortMultipartUpload = s3Action<AbortMultipartUploadCommand>()({
  schema: AbortMultipartUpload$,
  needs: (call) => [onObject('s3:AbortMultipartUpload', call, call.input.Key)],
  handle: ({ bucket, input }) => {
    const { id } = requireUpload(bucket, input.UploadId, input.Key);
    delete bucket.uploads?.[id];
    return {};
  },
});

export const ListParts = s3Action<ListPartsCommand>()({
  schema: ListParts$,
  readOnly: true,
  needs: (call) => [onObject('s3:ListMultipartUploadParts', call, call.input.Key)],
  handle: ({ bucket, owner, input }) => {
    const upload = requireUpload(bucket, input.UploadId, input.Key);
    const after = Number(input.PartNumberMarker ?? 0);
    const max = Math.min(input.MaxParts ?? 1000, 1000);
    const all = Object.values(upload.parts)
      .filter(({ number }) => number > after)
      .sort((a, b) => a.number - b.number);
    const page = all.slice(0, max);
    const { algorithm, type } = upload.checksum;
    return {
      Bucket: bucket.name,
      Key: upload.key,
      UploadId: upload.id,
      MaxParts: max,
      PartNumberMarker: String(after),
      NextPartNumberMarker: String(page.at(-1)?.number ?? 0),
      IsTruncated: page.length < all.length,
      Owner: canonicalUser(owner),
      StorageClass: 'STANDARD' as const,
      ChecksumAlgorithm: algorithm as ChecksumAlgorithm,
      ChecksumType: type,
      Parts: page.map((part) => ({
        PartNumber: part.number,
        LastModified: new Date(part.modified),
        ETag: part.etag,
        Size: part.size,
        ...asMember(algorithm, part.checksum),
      })),
    };
  },
});

function toContinue(call: S3Call<{ readonly UploadId: string; readonly Key: string }>) {
  const upload = findUpload(call.bucket, call.input.UploadId, call.input.Key);
  return upload ? toDecrypt(call, upload.encryption) : [];
}
