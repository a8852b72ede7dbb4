import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GetParametersForImportCommand,
  ImportKeyMaterialCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { describe } from 'vitest';
import { by, encrypt, encrypted, KEY, KeyId, show } from './fact.ts';

const kms = (...commands: readonly object[]) => by(KMSClient, ...commands);

describe('how AWS refuses what keys cannot do', () => {
  show([
    [
      'a dry run of what is allowed',
      kms(new EncryptCommand({ KeyId, Plaintext: Buffer.from('x'), DryRun: true }))(),
      'DryRunOperationException',
      400,
      /would have succeeded/,
    ],
    [
      'a dry run of what is not',
      kms(new EncryptCommand({ KeyId: KEY, Plaintext: Buffer.from('x'), DryRun: true }))('outsider'),
      'AccessDeniedException',
      400,
      /not authorized/,
    ],
    [
      'a token that was not given out',
      kms(
        new GetParametersForImportCommand({
          KeyId,
          WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
          WrappingKeySpec: 'RSA_2048',
        }),
        new ImportKeyMaterialCommand({
          KeyId,
          ImportToken: Buffer.from('x'),
          EncryptedKeyMaterial: Buffer.from('x'),
          ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
        }),
      )(),
      'InvalidImportTokenException',
      400,
      /./,
    ],
    [
      'a key without its material',
      async (served) => {
        const { KeyMetadata } = await served
          .client(KMSClient)
          .send(new CreateKeyCommand({ Origin: 'EXTERNAL' }));
        await kms(new GenerateDataKeyCommand({ KeyId: KeyMetadata?.KeyId, KeySpec: 'AES_256' }))()(served);
      },
      'KMSInvalidStateException',
      400,
      /^arn:aws:kms:\S+ is pending import\.$/,
    ],
    [
      'a key that is to be deleted',
      kms(new ScheduleKeyDeletionCommand({ KeyId }), encrypt)(),
      'KMSInvalidStateException',
      400,
      `${KEY} is pending deletion.`,
    ],
    [
      'an alias of AWS’s',
      kms(new CreateAliasCommand({ AliasName: 'alias/aws/x', TargetKeyId: KeyId }))(),
      'NotAuthorizedException',
      400,
      /^/,
    ],
    [
      'an alias that is taken',
      kms(new CreateAliasCommand({ AliasName: 'alias/ImportedCMK', TargetKeyId: KeyId }))(),
      'AlreadyExistsException',
      400,
      /already exists$/,
    ],
    [
      'a plaintext of more than 4096 bytes',
      kms(new EncryptCommand({ KeyId, Plaintext: Buffer.alloc(4097) }))(),
      'ValidationException',
      400,
      /at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096$/,
    ],
    [
      'another encryption context',
      async (served) => {
        const CiphertextBlob = await encrypted(served);
        await kms(new DecryptCommand({ CiphertextBlob, EncryptionContext: { a: 'b' } }))()(served);
      },
      'InvalidCiphertextException',
      400,
      '',
    ],
    [
      'another key',
      async (served) => {
        const CiphertextBlob = await encrypted(served);
        const { KeyMetadata } = await served.client(KMSClient).send(new CreateKeyCommand({}));
        await kms(new DecryptCommand({ CiphertextBlob, KeyId: KeyMetadata?.KeyId }))()(served);
      },
      'IncorrectKeyException',
      400,
      /./,
    ],
    [
      'a disabled key',
      kms(new DisableKeyCommand({ KeyId }), encrypt)(),
      'DisabledException',
      400,
      `${KEY} is disabled.`,
    ],
    [
      'a key that is not there',
      kms(new DescribeKeyCommand({ KeyId: KeyId.replace(/^./, '0') }))(),
      'NotFoundException',
      400,
      /^Key 'arn:aws:kms:\S+' does not exist$/,
    ],
    [
      'a key of another Region',
      kms(new DescribeKeyCommand({ KeyId: KEY.replace('us-east-1', 'eu-west-1') }))(),
      'NotFoundException',
      400,
      'Invalid arn eu-west-1',
    ],
  ]);
});
