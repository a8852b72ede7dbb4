import { createHash, randomBytes } from 'node:crypto';

/**
 * The kind of resource that an id is for.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
export type EntityPrefix = 'AIDA' | 'AROA' | 'AGPA' | 'ANPA' | 'AIPA';
export type KeyPrefix = 'AKIA' | 'ASIA';

const ENTITY_ID_LENGTH = 21;
const ACCESS_KEY_ID_LENGTH = 20;
/** RFC 4648 Base32, used in AWS's ids and in the seeds of authenticator apps. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A user's, role's, group's, policy's or instance profile's unique id: `AIDAJQABLZS4A3QDU576Q`. */
export const entityId = (prefix: EntityPrefix): string => fill(prefix, ENTITY_ID_LENGTH, randomBytes);

/** The id of something that always exists, such as AWS's own policies: the same at every start. */
export const fixedEntityId = (prefix: EntityPrefix, name: string): string =>
  fill(prefix, ENTITY_ID_LENGTH, () => createHash('sha256').update(name).digest());

export const accessKeyId = (prefix: KeyPrefix): string => fill(prefix, ACCESS_KEY_ID_LENGTH, randomBytes);

/** 40 characters, like AWS's. */
export const secretAccessKey = (): string => randomBytes(30).toString('base64');

/** Opaque: AWS promises only that it is long. */
export const sessionToken = (): string => `IQoJb3JpZ2luX2Vj${randomBytes(192).toString('base64')}`;

export const base32 = (bytes: Uint8Array): string => {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => BASE32.charAt(Number.parseInt(five.padEnd(5, '0'), 2)))
    .join('');
};

const fill = (prefix: string, length: number, bytes: (count: number) => Uint8Array): string =>
  (prefix + base32(bytes(length))).slice(0, length);
