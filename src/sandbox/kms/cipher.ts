import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ServiceError } from '../operation.ts';
import type { Key } from '../world.ts';
import { materialIdOf, materialNamed, materialOf, shownId } from './material.ts';

/** https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html */
export type EncryptionContext = Readonly<Record<string, string>>;

/**
 * A ciphertext blob names its key, so Decrypt finds it without a KeyId:
 *
 *     magic 4 | length of the key's ARN 2 | ARN | material id 32 | nonce 12 | tag 16 | AES-256-GCM ciphertext
 *
 * Everything before the nonce is authenticated together with the encryption context.
 */
const MAGIC = Buffer.from([1, 2, 2, 0]);
const MATERIAL_ID = 32;
const NONCE = 12;
const TAG = 16;

/** Encrypts under the key. Decrypting needs the context again, and the blob does not contain it. */
export function seal(key: Key, plaintext: Uint8Array, context: EncryptionContext): Uint8Array {
  const head = headOf(key, materialIdOf(key));
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', materialOf(key), nonce);
  cipher.setAAD(authenticated(head, context));
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([head, nonce, cipher.getAuthTag(), body]);
}

/** Throws InvalidCiphertextException, without a message, unless blob, key and context belong together. */
export function unseal(key: Key, blob: Uint8Array, context: EncryptionContext): Uint8Array {
  const id = materialIdIn(blob);
  const material = id === undefined ? undefined : materialNamed(key, id);
  if (id === undefined || !material) throw invalidCiphertext();
  const head = headOf(key, id);
  const rest = Buffer.from(blob).subarray(head.length);
  if (!head.equals(blob.subarray(0, head.length))) throw invalidCiphertext();
  const decipher = createDecipheriv('aes-256-gcm', material, rest.subarray(0, NONCE));
  decipher.setAAD(authenticated(head, context));
  decipher.setAuthTag(rest.subarray(NONCE, NONCE + TAG));
  try {
    return Buffer.concat([decipher.update(rest.subarray(NONCE + TAG)), decipher.final()]);
  } catch (cause) {
    throw Object.assign(invalidCiphertext(), { cause });
  }
}

/** The key that a blob was made with; `undefined` for bytes that are not a blob. */
export const keyArnOf = (blob: Uint8Array): string | undefined => named(blob)?.arn;

/** The material that it was made with, base64. */
export const materialIdIn = (blob: Uint8Array): string | undefined => named(blob)?.materialId;

/** The same in the form of answers. */
export function shownMaterialIn(blob: Uint8Array): string | undefined {
  const id = materialIdIn(blob);
  return id === undefined ? undefined : shownId(id);
}

function named(blob: Uint8Array) {
  const bytes = Buffer.from(blob);
  if (bytes.length < MAGIC.length + 2 || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const start = MAGIC.length + 2;
  const end = start + bytes.readUInt16BE(MAGIC.length);
  if (bytes.length < end + MATERIAL_ID + NONCE + TAG) return undefined;
  return {
    arn: bytes.toString('utf8', start, end),
    materialId: bytes.toString('base64', end, end + MATERIAL_ID),
  };
}

/** Its message is empty on AWS, too. */
export const invalidCiphertext = (): ServiceError => new ServiceError('InvalidCiphertextException', '');

function headOf(key: Key, materialId: string): Buffer {
  const arn = Buffer.from(key.arn);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(arn.length);
  return Buffer.concat([MAGIC, length, arn, Buffer.from(materialId, 'base64')]);
}

/** The order of the context does not matter, so it is sorted first. */
function authenticated(head: Buffer, context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([head, Buffer.from(JSON.stringify(pairs))]);
}
