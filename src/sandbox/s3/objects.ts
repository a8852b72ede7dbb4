import { createHash, randomBytes } from 'node:crypto';
import { ServiceError } from '../operation.ts';
import type { World } from '../world.ts';
import type { Bucket, ObjectLabel, StoredObject } from '../world-buckets.ts';
import { type ChecksumMembers, checksumsOf } from './checksums.ts';
import type { Encryption } from './encryption.ts';
import { safeOf, sealDataKey } from './object-encryption.ts';

export const findObject = ({ objects }: Bucket, key: string): StoredObject | undefined =>
  Object.hasOwn(objects, key) ? objects[key] : undefined;

export function requireObject(bucket: Bucket, key: string): StoredObject {
  const object = findObject(bucket, key);
  if (object) return object;
  throw noSuchKey(key);
}

export const noSuchKey = (key?: string): ServiceError =>
  new ServiceError(
    'NoSuchKey',
    'The specified key does not exist.',
    404,
    key === undefined ? {} : { Key: key },
  );

export function keepObject({ objects }: Bucket, object: StoredObject): void {
  objects[object.key] = object;
}

export interface ObjectUpload {
  readonly key: string;
  readonly body: Uint8Array;
  readonly label: ObjectLabel;
  readonly encryption: Encryption;
  /** Already compared with the body. */
  readonly checksums?: ChecksumMembers;
  readonly now: Date;
}

/** Stores an object, or replaces the old one. Throws `KMS.…` if the key cannot be used. */
export function storeObject(world: World, bucket: Bucket, upload: ObjectUpload): StoredObject {
  const { key, body, label, checksums = {}, now } = upload;
  const encryption = sealDataKey(upload.encryption, now);
  const object: StoredObject = {
    ...label,
    key,
    body: safeOf(world, encryption, now).close(body),
    size: body.length,
    etag: etagOf(encryption.kind, md5(body)),
    modified: wholeSecond(now),
    checksums: checksumsOf(checksums, body),
    encryption,
  };
  keepObject(bucket, object);
  return object;
}

/**
 * The MD5 of the body, except under a KMS key, where it must not reveal the body.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html
 */
export const etagOf = (kind: Encryption['kind'], digest: Buffer, suffix = ''): string =>
  `"${(kind === 'AES256' ? digest : randomBytes(16)).toString('hex')}${suffix}"`;

export const md5 = (data: Uint8Array): Buffer => createHash('md5').update(data).digest();

/** HTTP dates have no fractions of a second. */
export const wholeSecond = (now: Date): string =>
  new Date(Math.floor(now.getTime() / 1000) * 1000).toISOString();

interface LabelInput {
  readonly ContentType?: string | undefined;
  readonly Metadata?: Readonly<Record<string, string>> | undefined;
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
}

/** Bytes: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
const MOST_METADATA = 2048;

function refuseMuchMetadata(metadata: Readonly<Record<string, string>>): void {
  const size = Buffer.byteLength(Object.entries(metadata).flat().join(''));
  if (size <= MOST_METADATA) return;
  throw new ServiceError(
    'MetadataTooLarge',
    'Your metadata headers exceed the maximum allowed metadata size',
    400,
    { Size: String(size), MaxSizeAllowed: String(MOST_METADATA) },
  );
}

const GIVEN_BACK = ['CacheControl', 'ContentDisposition', 'ContentEncoding', 'ContentLanguage'] as const;

export function labelOf(input: LabelInput): ObjectLabel {
  refuseMuchMetadata(input.Metadata ?? {});
  const headers = GIVEN_BACK.flatMap((name) => (input[name] ? [[name, input[name]]] : []));
  return {
    contentType: input.ContentType ?? 'binary/octet-stream',
    metadata: { ...input.Metadata },
    ...(headers.length > 0 ? { headers: Object.fromEntries(headers) } : {}),
  };
}
