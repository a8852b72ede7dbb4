import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { seal, unseal } from '../kms/cipher.ts';
import { findKmsKey, requireUsable } from '../kms/keys.ts';
import type { Key, World } from '../world.ts';
import type { StoredObject } from '../world-buckets.ts';
import type { Encryption } from './encryption.ts';
import { fromKms } from './from-kms.ts';

type Stored = StoredObject['encryption'];

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A new data key, encrypted by the KMS key under the object's encryption context. */
export function sealDataKey(encryption: Encryption, now: Date): Stored {
  if (encryption.kind === 'AES256') return { kind: 'AES256' };
  const { kind, key, context } = encryption;
  fromKms(() => requireUsable(key, now));
  const sealed = seal(key, randomBytes(32), context);
  return { kind, keyArn: key.arn, encryptedDataKey: Buffer.from(sealed).toString('base64'), context };
}

/** Encrypts bytes for the disk, and decrypts them. */
export interface Safe {
  close(body: Uint8Array): string;
  open(body: string): Buffer;
}

/** Decrypts the data key; throws `KMS.…` if the KMS key cannot be used. */
export function safeOf(world: World, encryption: Stored, now: Date): Safe {
  if (encryption.kind === 'AES256') {
    return {
      close: (body) => Buffer.from(body).toString('base64'),
      open: (body) => Buffer.from(body, 'base64'),
    };
  }
  const dataKey = fromKms(() => {
    const key = keyOf(world, encryption.keyArn);
    requireUsable(key, now);
    return unseal(key, Buffer.from(encryption.encryptedDataKey, 'base64'), encryption.context);
  });
  return { close: (body) => closeUnder(dataKey, body), open: (body) => openUnder(dataKey, body) };
}

function closeUnder(dataKey: Uint8Array, body: Uint8Array): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', dataKey, nonce);
  const sealed = [cipher.update(body), cipher.final()];
  return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]).toString('base64');
}

function openUnder(dataKey: Uint8Array, body: string): Buffer {
  const bytes = Buffer.from(body, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', dataKey, bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
}

const keyOf = (world: World, keyArn: string): Key => {
  const [, , , region = '', accountId = ''] = keyArn.split(':');
  return findKmsKey(world, keyArn, { accountId, region });
};
