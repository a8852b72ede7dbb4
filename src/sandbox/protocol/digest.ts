import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ServiceError } from '../operation.ts';
import { crc32c, crc64nvme } from './crc.ts';
import type { WireRequest } from './protocol.ts';

/**
 * The checksums that S3 accepts and the sandbox can compute, by the end of their header's name; base64. XXHASH64,
 * XXHASH3 and XXHASH128 are refused, because they cannot be verified here.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
const DIGESTS: Readonly<Record<string, (data: Uint8Array) => Buffer>> = {
  crc32: (data) => uint32(crc32(data)),
  crc32c: (data) => uint32(crc32c(data)),
  crc64nvme: (data) => {
    const [high, low] = crc64nvme(data);
    return Buffer.concat([uint32(high), uint32(low)]);
  },
  md5: (data) => createHash('md5').update(data).digest(),
  sha1: (data) => createHash('sha1').update(data).digest(),
  sha256: (data) => createHash('sha256').update(data).digest(),
  sha512: (data) => createHash('sha512').update(data).digest(),
};

/** Base64; `undefined` for an algorithm that is not implemented. */
export const digestOf = (algorithm: string, data: Uint8Array): string | undefined => {
  const name = algorithm.toLowerCase();
  return Object.hasOwn(DIGESTS, name) ? DIGESTS[name]?.(data).toString('base64') : undefined;
};

/** Headers with the same prefix that are not checksums. */
const NOT_A_DIGEST = ['algorithm', 'mode', 'type'];
const PREFIX = 'x-amz-checksum-';

/**
 * Refuses a body that does not match its checksums, and an invalid checksum.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export function requireDigests({ headers, body }: WireRequest): void {
  requireContentMd5(headers['content-md5'], body);
  for (const [header, stated] of Object.entries(headers)) {
    const name = header.startsWith(PREFIX) ? header.slice(PREFIX.length) : '';
    if (!name || NOT_A_DIGEST.includes(name)) continue;
    const digest = Object.hasOwn(DIGESTS, name) ? DIGESTS[name] : undefined;
    if (!digest)
      throw new ServiceError(
        'NotImplemented',
        `The checksum ${name.toUpperCase()} is not in the sandbox.`,
        501,
      );
    const computed = digest(body).toString('base64');
    if (!isLike(stated, computed)) {
      throw new ServiceError('InvalidRequest', `Value for ${header} header is invalid.`);
    }
    if (computed !== stated) {
      throw new ServiceError(
        'BadDigest',
        `The ${name.toUpperCase()} you specified did not match the calculated checksum.`,
      );
    }
  }
}

function requireContentMd5(stated: string | undefined, body: Uint8Array): void {
  const computed = digestOf('md5', body) ?? '';
  if (stated === undefined || stated === computed) return;
  if (!isLike(stated, computed)) {
    throw new ServiceError('InvalidDigest', 'The Content-MD5 you specified was invalid.', 400, {
      'Content-MD5': stated,
    });
  }
  const text = 'The Content-MD5 you specified did not match what we received.';
  throw new ServiceError('BadDigest', text, 400, {
    ExpectedDigest: Buffer.from(stated, 'base64').toString('hex'),
    CalculatedDigest: computed,
  });
}

/** Base64 of this many bytes. */
const isLike = (stated: string, digest: string): boolean =>
  stated.length === digest.length && Buffer.from(stated, 'base64').toString('base64') === stated;

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}
