import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { Context } from '../../policy/request.ts';
import { ServiceError } from '../operation.ts';
import { requireOneOf } from './constraints.ts';
import { cryptographicContext } from './cryptography.ts';

/** Both halves as DER: PKCS #8 and SubjectPublicKeyInfo. */
export interface KeyPair {
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

/** What AWS makes and Node cannot, or only China's Regions do. */
const ABSENT = ['SM2', 'ML_KEM_512', 'ML_KEM_768', 'ML_KEM_1024'];

interface PairInput {
  readonly KeyPairSpec: string;
  readonly EncryptionContext?: Readonly<Record<string, string>> | undefined;
  readonly Recipient?: unknown;
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-data-key-spec */
export function pairContext(input: PairInput): Context {
  requireOneOf('KeyPairSpec', input.KeyPairSpec, [...Object.keys(MAKERS), ...ABSENT]);
  return { ...cryptographicContext(input), 'kms:DataKeyPairSpec': input.KeyPairSpec };
}

/** Throws UnsupportedOperationException. */
export async function newKeyPair(spec: string): Promise<KeyPair> {
  const make = MAKERS[spec];
  if (make) return make();
  throw new ServiceError('UnsupportedOperationException', `The key pair spec ${spec} is not in the sandbox.`);
}
