import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { DataKeyPairSpec } from '@aws-sdk/client-kms';
import type { Context } from '../../policy/request.ts';
import { ServiceError } from '../operation.ts';
import type { Key } from '../world.ts';
import { seal } from './cipher.ts';
import { requireOneOf } from './constraints.ts';
import { cryptographicContext } from './cryptography.ts';
import { shownMaterialId } from './material.ts';

/** Both halves as DER: PKCS #8 and SubjectPublicKeyInfo. */
interface KeyPair {
  readonly privateKey: Buffer;
  readonly publicKey: Buffer;
}

const privateKeyEncoding = { type: 'pkcs8', format: 'der' } as const;
const publicKeyEncoding = { type: 'spki', format: 'der' } as const;
const generate = promisify(generateKeyPair);

const rsa = (modulusLength: number) => () =>
  generate('rsa', { modulusLength, privateKeyEncoding, publicKeyEncoding });
const curve = (namedCurve: string) => () =>
  generate('ec', { namedCurve, privateKeyEncoding, publicKeyEncoding });

const MAKERS: Readonly<Record<string, () => Promise<KeyPair>>> = {
  RSA_2048: rsa(2048),
  RSA_3072: rsa(3072),
  RSA_4096: rsa(4096),
  ECC_NIST_P256: curve('P-256'),
  ECC_NIST_P384: curve('P-384'),
  ECC_NIST_P521: curve('P-521'),
  ECC_SECG_P256K1: curve('secp256k1'),
  ECC_NIST_EDWARDS25519: () => generate('ed25519', { privateKeyEncoding, publicKeyEncoding }),
};

/** Specs that AWS offers but Node does not, or that only China's Regions have. */
const ABSENT = ['SM2', 'ML_KEM_512', 'ML_KEM_768', 'ML_KEM_1024'];

interface PairInput {
  readonly KeyPairSpec: DataKeyPairSpec;
  readonly EncryptionContext?: Readonly<Record<string, string>> | undefined;
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-data-key-spec */
export function pairContext(input: PairInput): Context {
  requireOneOf('KeyPairSpec', input.KeyPairSpec, [...Object.keys(MAKERS), ...ABSENT]);
  return { ...cryptographicContext(input), 'kms:DataKeyPairSpec': input.KeyPairSpec };
}

/** A new pair, and the part of the answer that both operations share. Throws UnsupportedOperationException. */
export async function newKeyPair(key: Key, { KeyPairSpec, EncryptionContext = {} }: PairInput) {
  const make = MAKERS[KeyPairSpec];
  if (!make) {
    throw new ServiceError(
      'UnsupportedOperationException',
      `The key pair spec ${KeyPairSpec} is not in the sandbox.`,
    );
  }
  const { privateKey, publicKey } = await make();
  const answer = {
    KeyId: key.arn,
    KeyPairSpec,
    PublicKey: publicKey,
    PrivateKeyCiphertextBlob: seal(key, privateKey, EncryptionContext),
    KeyMaterialId: shownMaterialId(key),
  };
  return { privateKey, answer };
}
