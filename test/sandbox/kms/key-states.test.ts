import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateGrantCommand,
  DecryptCommand,
  DeleteAliasCommand,
  DeleteImportedKeyMaterialCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyPairCommand,
  GenerateDataKeyPairWithoutPlaintextCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GetKeyRotationStatusCommand,
  GetParametersForImportCommand,
  ListGrantsCommand,
  ListKeyRotationsCommand,
  ListResourceTagsCommand,
  ReEncryptCommand,
  RotateKeyOnDemandCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateKeyDescriptionCommand,
} from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';
import { seal } from '../../../src/sandbox/kms/cipher.ts';
import type { Key } from '../../../src/sandbox/world.ts';
import { ALIAS, arnOf, KEY_ARN, KEY_ID, openAccount, refusal } from './account.ts';

const KeyId = KEY_ID;
const CiphertextBlob = seal(openAccount().key, Buffer.from('x'), {});

const COMMANDS = {
  CancelKeyDeletion: new CancelKeyDeletionCommand({ KeyId }),
  CreateAlias: new CreateAliasCommand({ AliasName: 'alias/new', TargetKeyId: KeyId }),
  CreateGrant: new CreateGrantCommand({ KeyId, GranteePrincipal: arnOf('alice'), Operations: ['Decrypt'] }),
  Decrypt: new DecryptCommand({ KeyId, CiphertextBlob }),
  DeleteAlias: new DeleteAliasCommand({ AliasName: ALIAS }),
  DeleteImportedKeyMaterial: new DeleteImportedKeyMaterialCommand({ KeyId }),
  DescribeKey: new DescribeKeyCommand({ KeyId }),
  DisableKey: new DisableKeyCommand({ KeyId }),
  DisableKeyRotation: new DisableKeyRotationCommand({ KeyId }),
  EnableKey: new EnableKeyCommand({ KeyId }),
  EnableKeyRotation: new EnableKeyRotationCommand({ KeyId }),
  Encrypt: new EncryptCommand({ KeyId, Plaintext: Buffer.from('x') }),
  GenerateDataKey: new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' }),
  GenerateDataKeyPair: new GenerateDataKeyPairCommand({ KeyId, KeyPairSpec: 'ECC_NIST_P256' }),
  GenerateDataKeyPairWithoutPlaintext: new GenerateDataKeyPairWithoutPlaintextCommand({
    KeyId,
    KeyPairSpec: 'ECC_NIST_P256',
  }),
  GenerateDataKeyWithoutPlaintext: new GenerateDataKeyWithoutPlaintextCommand({ KeyId, KeySpec: 'AES_256' }),
  GetKeyRotationStatus: new GetKeyRotationStatusCommand({ KeyId }),
  GetParametersForImport: new GetParametersForImportCommand({
    KeyId,
    WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
    WrappingKeySpec: 'RSA_2048',
  }),
  ListGrants: new ListGrantsCommand({ KeyId }),
  ListKeyRotations: new ListKeyRotationsCommand({ KeyId }),
  ListResourceTags: new ListResourceTagsCommand({ KeyId }),
  ReEncrypt: new ReEncryptCommand({ CiphertextBlob, DestinationKeyId: KeyId }),
  RotateKeyOnDemand: new RotateKeyOnDemandCommand({ KeyId }),
  ScheduleKeyDeletion: new ScheduleKeyDeletionCommand({ KeyId }),
  TagResource: new TagResourceCommand({ KeyId, Tags: [{ TagKey: 'a', TagValue: 'b' }] }),
  UntagResource: new UntagResourceCommand({ KeyId, TagKeys: ['a'] }),
  UpdateAlias: new UpdateAliasCommand({ AliasName: ALIAS, TargetKeyId: KeyId }),
  UpdateKeyDescription: new UpdateKeyDescriptionCommand({ KeyId, Description: 'mine' }),
};

type Outcome = 'ok' | 'disabled' | 'import' | 'deletion' | 'not deletion' | 'origin';

const SAYS: Readonly<Record<Exclude<Outcome, 'ok'>, string>> = {
  disabled: `DisabledException: ${KEY_ARN} is disabled.`,
  import: `KMSInvalidStateException: ${KEY_ARN} is pending import.`,
  deletion: `KMSInvalidStateException: ${KEY_ARN} is pending deletion.`,
  'not deletion': `KMSInvalidStateException: ${KEY_ARN} is not pending deletion.`,
  origin: 'UnsupportedOperationException',
};

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html: enabled, disabled, pending import, pending deletion */
const TABLE: Readonly<Record<keyof typeof COMMANDS, readonly [Outcome, Outcome, Outcome, Outcome]>> = {
  CancelKeyDeletion: ['not deletion', 'not deletion', 'not deletion', 'ok'],
  CreateAlias: ['ok', 'ok', 'ok', 'deletion'],
  CreateGrant: ['ok', 'disabled', 'import', 'deletion'],
  Decrypt: ['ok', 'disabled', 'import', 'deletion'],
  DeleteAlias: ['ok', 'ok', 'ok', 'ok'],
  DeleteImportedKeyMaterial: ['origin', 'origin', 'ok', 'origin'],
  DescribeKey: ['ok', 'ok', 'ok', 'ok'],
  DisableKey: ['ok', 'ok', 'import', 'deletion'],
  DisableKeyRotation: ['ok', 'disabled', 'origin', 'deletion'],
  EnableKey: ['ok', 'ok', 'import', 'deletion'],
  EnableKeyRotation: ['ok', 'disabled', 'origin', 'deletion'],
  Encrypt: ['ok', 'disabled', 'import', 'deletion'],
  GenerateDataKey: ['ok', 'disabled', 'import', 'deletion'],
  GenerateDataKeyPair: ['ok', 'disabled', 'import', 'deletion'],
  GenerateDataKeyPairWithoutPlaintext: ['ok', 'disabled', 'import', 'deletion'],
  GenerateDataKeyWithoutPlaintext: ['ok', 'disabled', 'import', 'deletion'],
  GetKeyRotationStatus: ['ok', 'ok', 'origin', 'ok'],
  GetParametersForImport: ['origin', 'origin', 'ok', 'origin'],
  ListGrants: ['ok', 'ok', 'ok', 'ok'],
  ListKeyRotations: ['ok', 'ok', 'ok', 'ok'],
  ListResourceTags: ['ok', 'ok', 'ok', 'ok'],
  ReEncrypt: ['ok', 'disabled', 'import', 'deletion'],
  RotateKeyOnDemand: ['ok', 'disabled', 'import', 'deletion'],
  ScheduleKeyDeletion: ['ok', 'ok', 'ok', 'deletion'],
  TagResource: ['ok', 'ok', 'ok', 'deletion'],
  UntagResource: ['ok', 'ok', 'ok', 'deletion'],
  UpdateAlias: ['ok', 'ok', 'ok', 'deletion'],
  UpdateKeyDescription: ['ok', 'ok', 'ok', 'deletion'],
};

const STATES = ['Enabled', 'Disabled', 'PendingImport', 'PendingDeletion'] as const;

function bring(key: Key, state: Key['state']): void {
  key.state = state;
  if (state !== 'PendingImport') return;
  key.origin = 'EXTERNAL';
  delete key.material;
}

describe.each(STATES.map((state, column) => ({ state, column })))(
  'a key that is $state',
  ({ state, column }) => {
    test.each(Object.entries(TABLE).map(([name, row]) => [name, row[column] as Outcome] as const))(
      '%s: %s',
      async (name, outcome) => {
        const account = openAccount();
        bring(account.key, state);
        const sending = account
          .as('admin')
          .send(COMMANDS[name as keyof typeof COMMANDS] as DescribeKeyCommand);
        if (outcome === 'ok') await expect(sending).resolves.toBeDefined();
        else expect(await refusal(sending)).toContain(SAYS[outcome]);
      },
    );
  },
);

describe('a key’s life', () => {
  test('goes from enabled to disabled and back', async () => {
    const { as } = openAccount();
    const state = async () => {
      const { KeyMetadata } = await as('admin').send(COMMANDS.DescribeKey);
      return [KeyMetadata?.KeyState, KeyMetadata?.Enabled];
    };
    await as('admin').send(COMMANDS.DisableKey);
    expect(await state()).toEqual(['Disabled', false]);
    await as('admin').send(COMMANDS.EnableKey);
    expect(await state()).toEqual(['Enabled', true]);
  });

  test('may be scheduled to end; until then that can be canceled', async () => {
    const { as, passDays } = openAccount();
    const scheduled = await as('admin').send(
      new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }),
    );
    expect(scheduled).toMatchObject({
      KeyId: KEY_ARN,
      KeyState: 'PendingDeletion',
      PendingWindowInDays: 7,
      DeletionDate: new Date('2026-03-08T12:00:00Z'),
    });
    passDays(6);
    expect(await as('admin').send(COMMANDS.CancelKeyDeletion)).toMatchObject({ KeyId: KEY_ARN });
    const { KeyMetadata } = await as('admin').send(COMMANDS.DescribeKey);
    expect(KeyMetadata).toMatchObject({ KeyState: 'Disabled' });
    expect(KeyMetadata).not.toHaveProperty('DeletionDate');
  });

  test('ends after the waiting period, with its aliases', async () => {
    const account = openAccount();
    await account.as('admin').send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    account.passDays(7);
    expect(await refusal(account.as('admin').send(COMMANDS.DescribeKey))).toBe(
      `NotFoundException: Key '${KEY_ARN}' does not exist`,
    );
    expect(account.home).toMatchObject({ keys: {}, aliases: {} });
  });

  test.each([6, 31])('does not end in %i days', async (PendingWindowInDays) => {
    const { as } = openAccount();
    expect(
      await refusal(as('admin').send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays }))),
    ).toMatch(/^ValidationException: PendingWindowInDays must be between 7 and 30/);
  });

  test('may have a rotation', async () => {
    const { as, passDays } = openAccount();
    await as('admin').send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 90 }));
    passDays(100);
    expect(await as('admin').send(COMMANDS.GetKeyRotationStatus)).toMatchObject({
      KeyRotationEnabled: true,
      RotationPeriodInDays: 90,
      NextRotationDate: new Date('2026-08-28T12:00:00Z'),
    });
    await as('admin').send(COMMANDS.DisableKeyRotation);
    expect(await as('admin').send(COMMANDS.GetKeyRotationStatus)).toMatchObject({
      KeyRotationEnabled: false,
    });
  });
});
