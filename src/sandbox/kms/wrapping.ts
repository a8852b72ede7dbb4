import { constants, createDecipheriv, createPrivateKey, generateKeyPair, privateDecrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { ServiceError } from '../operation.ts';
import { invalidCiphertext } from './cipher.ts';

/** The wrapping algorithms that the sandbox has. AWS no longer accepts RSAES_PKCS1_V1_5; SM2PKE is for China's Regions. */
const ALGORITHMS = {
  RSAES_OAEP_SHA_1: { hash: 'sha1', wrapsKey: false },
  RSAES_OAEP_SHA_256: { hash: 'sha256', wrapsKey: false },
  RSA_AES_KEY_WRAP_SHA_1: { hash: 'sha1', wrapsKey: true },
  RSA_AES_KEY_WRAP_SHA_256: { hash: 'sha256', wrapsKey: true },
} as const;

type Algorithm = keyof typeof ALGORITHMS;

export function requireAlgorithm(name: string, keySpec: string): void {
  if (Object.hasOwn(ALGORITHMS, name) && keySpec.startsWith('RSA_')) return;
  throw new ServiceError(
    'UnsupportedOperationException',
    `Wrapping with ${name} under ${keySpec} is not supported.`,
  );
}

/** A wrapping key of that spec, `RSA_2048`, as DER: SubjectPublicKeyInfo and PKCS #8. */
export const newWrappingKey = async (
  keySpec: string,
): Promise<{ readonly publicKey: Buffer; readonly privateKey: Buffer }> =>
  promisify(generateKeyPair)('rsa', {
    modulusLength: Number(keySpec.replace('RSA_', '')),
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });

interface Wrapping {
  /** PKCS #8, base64 DER. */
  readonly privateKey: string;
  readonly algorithm: string;
}

/** RFC 5649: the initial value of AES key wrap with padding. */
const KEY_WRAP_IV = Buffer.from('a65959a6', 'hex');

/**
 * The unwrapped material. Throws InvalidCiphertextException.
 * https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-encrypt-key-material.html
 */
export function unwrap({ privateKey, algorithm }: Wrapping, wrapped: Uint8Array): Buffer {
  const { hash, wrapsKey } = ALGORITHMS[algorithm as Algorithm];
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  const size = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const oaep = { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hash };
  try {
    if (!wrapsKey) return privateDecrypt(oaep, wrapped);
    const aesKey = privateDecrypt(oaep, wrapped.subarray(0, size));
    const decipher = createDecipheriv('id-aes256-wrap-pad', aesKey, KEY_WRAP_IV);
    return Buffer.concat([decipher.update(wrapped.subarray(size)), decipher.final()]);
  } catch (cause) {
    throw Object.assign(invalidCiphertext(), { cause });
  }
}
