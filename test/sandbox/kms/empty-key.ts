import { constants, createCipheriv, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto';
import {
  CreateKeyCommand,
  DescribeKeyCommand,
  GetParametersForImportCommand,
  type GetParametersForImportCommandInput,
  ImportKeyMaterialCommand,
  type ImportKeyMaterialCommandInput,
} from '@aws-sdk/client-kms';
import { openAccount } from './account.ts';

export type Algorithm = NonNullable<GetParametersForImportCommandInput['WrappingAlgorithm']>;

export const MATERIAL = randomBytes(32);
export const FOREVER = { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' } as const;

export function wrap(algorithm: Algorithm, publicKey: Uint8Array, material: Uint8Array): Uint8Array {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  const oaepHash = algorithm.endsWith('SHA_1') ? 'sha1' : 'sha256';
  const rsa = (bytes: Uint8Array) =>
    publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, bytes);
  if (algorithm.startsWith('RSAES_OAEP')) return rsa(material);
  const aes = randomBytes(32);
  const cipher = createCipheriv('id-aes256-wrap-pad', aes, Buffer.from('a65959a6', 'hex'));
  return Buffer.concat([rsa(aes), cipher.update(material), cipher.final()]);
}

/** An empty key of origin EXTERNAL, and what is needed to fill it. */
export async function emptyKey(WrappingAlgorithm: Algorithm = 'RSAES_OAEP_SHA_256') {
  const account = openAccount();
  const kms = account.as('admin');
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Origin: 'EXTERNAL' }));
  const KeyId = KeyMetadata?.KeyId as string;
  const ask = new GetParametersForImportCommand({ KeyId, WrappingAlgorithm, WrappingKeySpec: 'RSA_2048' });
  const parameters = await kms.send(ask);
  const PublicKey = parameters.PublicKey as Uint8Array;
  const importing = (input: Partial<ImportKeyMaterialCommandInput>, material: Uint8Array = MATERIAL) =>
    kms.send(
      new ImportKeyMaterialCommand({
        KeyId,
        ImportToken: parameters.ImportToken,
        EncryptedKeyMaterial: wrap(WrappingAlgorithm, PublicKey, material),
        ...input,
      }),
    );
  const describeKey = async () => (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;
  return { ...account, kms, KeyId, KeyMetadata, parameters, importing, describeKey };
}
