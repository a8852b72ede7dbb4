import { constants, createHash, publicEncrypt } from 'node:crypto';
import {
  DeleteAliasCommand,
  DeleteImportedKeyMaterialCommand,
  DisableKeyCommand,
  GetParametersForImportCommand,
  ImportKeyMaterialCommand,
  ScheduleKeyDeletionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms';
import { otherKey, storeSample } from '../edits.ts';
import { ALIAS, type Hands, KEY } from '../hands.ts';
import type { Subject } from '../situation.ts';

const HOUR = 3600 * 1000;

/** The participant's own material, as the sandbox seeds it: KMS accepts no other for the same key. */
const MATERIAL = createHash('sha256').update('the participant’s own key material').digest();

/**
 * Imports it again, to change its expiry:
 * https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-import-key-material.html
 */
async function importUntil({ kms }: Hands, ValidTo: Date): Promise<void> {
  const { ImportToken, PublicKey } = await kms.send(
    new GetParametersForImportCommand({
      KeyId: KEY,
      WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
      WrappingKeySpec: 'RSA_2048',
    }),
  );
  const key = { key: Buffer.from(PublicKey!), format: 'der', type: 'spki' } as const;
  const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
  await kms.send(
    new ImportKeyMaterialCommand({
      KeyId: KEY,
      ImportToken,
      EncryptedKeyMaterial: publicEncrypt({ ...key, ...padding }, MATERIAL),
      ExpirationModel: 'KEY_MATERIAL_EXPIRES',
      ValidTo,
    }),
  );
}

const disable = ({ kms }: Hands) => kms.send(new DisableKeyCommand({ KeyId: KEY }));

export const keys: Subject = {
  title: 'The key and its alias',
  situations: [
    {
      name: 'the key is disabled',
      arrange: disable,
      expect: { runs: false, names: /[Dd]isabled/, at: 'show-key-policy' },
    },
    {
      name: 'the key material was deleted',
      arrange: ({ kms }) => kms.send(new DeleteImportedKeyMaterialCommand({ KeyId: KEY })),
      expect: { runs: false, names: /PendingImport|no key material|pending import/i, at: 'show-key-policy' },
    },
    {
      name: 'the key is scheduled for deletion',
      arrange: ({ kms }) => kms.send(new ScheduleKeyDeletionCommand({ KeyId: KEY, PendingWindowInDays: 7 })),
      expect: { runs: false, names: /PendingDeletion|pending deletion|scheduled/i, at: 'show-key-policy' },
    },
    {
      name: 'the key material expires in an hour',
      arrange: (hands) => importUntil(hands, new Date(Date.now() + HOUR)),
      expect: { runs: true, warns: /expire|ends|material/i },
    },
    {
      name: 'the alias is that of a key that KMS made, and the sample file is under it',
      async arrange(hands) {
        const TargetKeyId = await otherKey(hands);
        await hands.kms.send(new UpdateAliasCommand({ AliasName: ALIAS, TargetKeyId }));
        await storeSample(hands, { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: TargetKeyId });
      },
      expect: { runs: true, warns: /AWS_KMS|imported/ },
    },
    {
      name: 'the alias was moved to another key',
      async arrange(hands) {
        const TargetKeyId = await otherKey(hands);
        await hands.kms.send(new UpdateAliasCommand({ AliasName: ALIAS, TargetKeyId }));
      },
      expect: {
        runs: false,
        names: /another key|other key|SampleFile-KMS|1b2c3d4e/,
        at: 'key-policy-account-only',
      },
    },
    {
      name: 'the alias was deleted',
      arrange: ({ kms }) => kms.send(new DeleteAliasCommand({ AliasName: ALIAS })),
      expect: { runs: true },
    },
    {
      name: 'after start-web-app: the key is disabled',
      after: 'start-web-app',
      arrange: disable,
      expect: { runs: false, names: /[Dd]isabled/, at: 'start-web-app' },
    },
  ],
};
