import { ServiceError } from '../operation.ts';
import { digestOf } from '../protocol/digest.ts';
import type { StoredObject } from '../world-buckets.ts';

/** The members of a request or an answer that hold a checksum, in base64. */
export interface ChecksumMembers {
  readonly ChecksumCRC32?: string | undefined;
  readonly ChecksumCRC32C?: string | undefined;
  readonly ChecksumCRC64NVME?: string | undefined;
  readonly ChecksumSHA1?: string | undefined;
  readonly ChecksumSHA256?: string | undefined;
  readonly ChecksumSHA512?: string | undefined;
  readonly ChecksumMD5?: string | undefined;
}

/** S3's checksum algorithm if the request names none. */
export const DEFAULT_ALGORITHM = 'CRC64NVME';
const ALGORITHMS = ['CRC32', 'CRC32C', DEFAULT_ALGORITHM, 'SHA1', 'SHA256', 'SHA512', 'MD5'] as const;

const member = (algorithm: string) => `Checksum${algorithm}` as keyof ChecksumMembers;

export const asMember = (algorithm: string, digest: string): ChecksumMembers => ({
  [member(algorithm)]: digest,
});

/**
 * The checksums that came with the body, which were verified on arrival; if there were none, S3's own.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
export function checksumsOf(input: ChecksumMembers, body: Uint8Array): Record<string, string> {
  const given = statedChecksums(input);
  return Object.keys(given).length > 0
    ? given
    : { [member(DEFAULT_ALGORITHM)]: checksum(DEFAULT_ALGORITHM, body) };
}

/** The checksums that a request states. */
export const statedChecksums = (input: ChecksumMembers): Record<string, string> =>
  Object.fromEntries(
    ALGORITHMS.flatMap((algorithm) => {
      const digest = input[member(algorithm)];
      return digest === undefined ? [] : [[member(algorithm), digest]];
    }),
  );

export function checksum(algorithm: string, data: Uint8Array): string {
  const digest = digestOf(algorithm, data);
  if (digest !== undefined) return digest;
  throw new ServiceError('NotImplemented', `The checksum ${algorithm} is not in the sandbox.`, 501);
}

export const checksumMembers = ({ checksums, checksumType = 'FULL_OBJECT' }: StoredObject) => ({
  ...(checksums as ChecksumMembers),
  ChecksumType: checksumType,
});

export const algorithmsOf = ({ checksums }: StoredObject) =>
  ALGORITHMS.filter((algorithm) => Object.hasOwn(checksums, member(algorithm)));
