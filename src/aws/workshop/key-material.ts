import { constants, createPublicKey, publicEncrypt, randomFillSync } from 'node:crypto';
import { GetParametersForImportCommand, ImportKeyMaterialCommand, type KMSClient } from '@aws-sdk/client-kms';
import { LabError } from '../../contract/errors.ts';
import { awsCode } from '../client/failure.ts';

const DAY = 24 * 3600 * 1000;
/** KMS keeps imported material for 365 days at most: one day less, in case clocks differ. */
const LIFE = 364 * DAY;

/**
 * Gives the key 256 random bits, which exist here only in memory, only while they are wrapped.
 * https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-encrypt-key-material.html
 */
export async function importMaterial(kms: KMSClient, KeyId: string): Promise<void> {
  const { PublicKey, ImportToken } = await kms.send(
    new GetParametersForImportCommand({
      KeyId,
      WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
      WrappingKeySpec: 'RSA_3072',
    }),
  );
  if (!PublicKey)
    throw new LabError('ERR_AWS', `KMS gave no public key to wrap the material of ${KeyId} with.`);
  const material = randomFillSync(Buffer.alloc(32));
  const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const EncryptedKeyMaterial = publicEncrypt({ key, padding, oaepHash: 'sha256' }, material);
  material.fill(0);
  try {
    await kms.send(
      new ImportKeyMaterialCommand({
        KeyId,
        ImportToken,
        EncryptedKeyMaterial,
        ExpirationModel: 'KEY_MATERIAL_EXPIRES',
        ValidTo: new Date(Date.now() + LIFE),
      }),
    );
  } catch (error) {
    if (awsCode(error) !== 'IncorrectKeyMaterialException') throw error;
    throw new LabError('ERR_KEY_STATE', `The material of ${KeyId} is gone, and KMS accepts no other.`, {
      hint: 'the lab keeps no material',
      next: [
        { run: ['teardown', '--delete-key', KeyId], why: 'schedules its deletion' },
        { run: ['setup'], why: 'creates another key' },
      ],
      cause: error,
    });
  }
}
