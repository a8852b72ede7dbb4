import { randomBytes } from 'node:crypto';
import { ServiceError } from '../operation.ts';
import type { World } from '../world.ts';
import type { Bucket, MultipartUpload, StoredObject, UploadedPart } from '../world-buckets.ts';
import { asMember, type ChecksumMembers, checksum, DEFAULT_ALGORITHM, statedChecksums } from './checksums.ts';
import { safeOf } from './object-encryption.ts';
import { etagOf, keepObject, md5, wholeSecond } from './objects.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const SMALLEST_PART = 5 * 1024 * 1024;
const MOST_PARTS = 10_000;

export const uploadId = (): string => randomBytes(48).toString('base64url');

export function findUpload({ uploads = {} }: Bucket, id: string, key: string): MultipartUpload | undefined {
  const upload = Object.hasOwn(uploads, id) ? uploads[id] : undefined;
  return upload?.key === key ? upload : undefined;
}

export function requireUpload(bucket: Bucket, id: string, key: string): MultipartUpload {
  const upload = findUpload(bucket, id, key);
  if (upload) return upload;
  throw new ServiceError(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    404,
    { UploadId: id },
  );
}

/** The checksum of the future object; the same algorithm is applied to its parts, whatever checksums they came with. */
export function checksumOf(
  algorithm: string = DEFAULT_ALGORITHM,
  type: string | undefined = algorithm === DEFAULT_ALGORITHM ? 'FULL_OBJECT' : 'COMPOSITE',
): MultipartUpload['checksum'] {
  const isHash = /^(SHA|MD5)/.test(algorithm);
  const isFull = type === 'FULL_OBJECT';
  if ((isFull && isHash) || (!isFull && algorithm === DEFAULT_ALGORITHM)) {
    throw new ServiceError(
      'InvalidRequest',
      `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  }
  return { algorithm, type: isFull ? 'FULL_OBJECT' : 'COMPOSITE' };
}

export function keepPart(
  world: World,
  upload: MultipartUpload,
  number: number,
  body: Uint8Array,
  now: Date,
): UploadedPart {
  if (!(Number.isInteger(number) && number >= 1 && number <= MOST_PARTS)) {
    throw new ServiceError(
      'InvalidArgument',
      'Part number must be an integer between 1 and 10000, inclusive',
      400,
      {
        ArgumentName: 'partNumber',
      },
    );
  }
  const part: UploadedPart = {
    number,
    body: safeOf(world, upload.encryption, now).close(body),
    size: body.length,
    etag: etagOf(upload.encryption.kind, md5(body)),
    modified: wholeSecond(now),
    checksum: checksum(upload.checksum.algorithm, body),
  };
  upload.parts[number] = part;
  return part;
}

export interface NamedPart extends ChecksumMembers {
  readonly PartNumber?: number | undefined;
  readonly ETag?: string | undefined;
}

/** The parts of the future object, in the order in which they were named. */
export function partsNamed(upload: MultipartUpload, named: readonly NamedPart[]): readonly UploadedPart[] {
  if (named.length === 0) {
    throw new ServiceError('InvalidRequest', 'You must specify at least one part');
  }
  const numbers = named.map(({ PartNumber = 0 }) => PartNumber);
  if (numbers.some((number, index) => index > 0 && number <= (numbers[index - 1] ?? 0))) {
    throw new ServiceError(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
    );
  }
  const parts = named.map((name) => partNamed(upload, name));
  const small = parts.slice(0, -1).find(({ size }) => size < SMALLEST_PART);
  if (small) {
    throw new ServiceError(
      'EntityTooSmall',
      'Your proposed upload is smaller than the minimum allowed size',
      400,
      {
        ProposedSize: String(small.size),
        MinSizeAllowed: String(SMALLEST_PART),
        PartNumber: String(small.number),
      },
    );
  }
  return parts;
}

function partNamed({ id, parts, checksum: { algorithm } }: MultipartUpload, named: NamedPart): UploadedPart {
  const { PartNumber = 0, ETag = '' } = named;
  const part = parts[PartNumber];
  const isSame =
    part &&
    Object.entries(statedChecksums(named)).every(
      ([name, digest]) => asMember(algorithm, part.checksum)[name as keyof ChecksumMembers] === digest,
    );
  if (isSame && unquoted(part.etag) === unquoted(ETag)) return part;
  throw new ServiceError(
    'InvalidPart',
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    400,
    { UploadId: id, PartNumber: String(PartNumber), ETag },
  );
}

const unquoted = (etag: string): string => etag.replaceAll('"', '');

/** Joins the parts into the object and removes the upload. */
export function join(
  world: World,
  bucket: Bucket,
  upload: MultipartUpload,
  parts: readonly UploadedPart[],
  now: Date,
  stated: Readonly<Record<string, string>> = {},
): StoredObject {
  const { contentType, metadata, headers, key, encryption } = upload;
  const safe = safeOf(world, encryption, now);
  const bodies = parts.map(({ body }) => safe.open(body));
  const body = Buffer.concat(bodies);
  const { algorithm, type } = upload.checksum;
  const object: StoredObject = {
    contentType,
    metadata,
    ...(headers ? { headers } : {}),
    key,
    body: safe.close(body),
    size: body.length,
    etag: etagOf(encryption.kind, md5(Buffer.concat(bodies.map(md5))), `-${parts.length}`),
    modified: wholeSecond(now),
    checksums: {
      ...asMember(
        algorithm,
        type === 'FULL_OBJECT' ? checksum(algorithm, body) : composite(algorithm, parts),
      ),
    },
    checksumType: type,
    encryption,
  };
  refuseOtherChecksums(object, stated);
  keepObject(bucket, object);
  delete bucket.uploads?.[upload.id];
  return object;
}

function refuseOtherChecksums({ checksums }: StoredObject, stated: Readonly<Record<string, string>>): void {
  for (const [name, digest] of Object.entries(stated)) {
    if (checksums[name] === digest) continue;
    const algorithm = name.replace('Checksum', '');
    throw new ServiceError(
      'BadDigest',
      `The ${algorithm} you specified did not match the calculated checksum.`,
    );
  }
}

/** The message is inferred. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
export function refuseOtherSize(stated: number | undefined, parts: readonly UploadedPart[]): void {
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  if (stated === undefined || stated === size) return;
  throw new ServiceError(
    'InvalidRequest',
    "The provided 'x-amz-mp-object-size' header does not match what was computed.",
  );
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html */
const composite = (algorithm: string, parts: readonly UploadedPart[]): string =>
  `${checksum(algorithm, Buffer.concat(parts.map((part) => Buffer.from(part.checksum, 'base64'))))}-${parts.length}`;
