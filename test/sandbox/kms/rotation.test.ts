import {
  CancelKeyDeletionCommand,
  DecryptCommand,
  DescribeKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GetKeyRotationStatusCommand,
  ListKeyRotationsCommand,
  ReEncryptCommand,
  RotateKeyOnDemandCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';
import { KEY_ARN, KEY_ID, openAccount, refusal } from './account.ts';

const KeyId = KEY_ID;

function open() {
  const account = openAccount();
  const kms = account.as('admin');
  return {
    ...account,
    kms,
    rotate: () => kms.send(new RotateKeyOnDemandCommand({ KeyId })),
    encrypt: async (text: string) =>
      (await kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from(text) }))).CiphertextBlob!,
    decrypt: (CiphertextBlob: Uint8Array) => kms.send(new DecryptCommand({ CiphertextBlob })),
    current: async () =>
      (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.CurrentKeyMaterialId,
    rotations: async (rest: object = {}) =>
      (await kms.send(new ListKeyRotationsCommand({ KeyId, ...rest }))).Rotations ?? [],
  };
}

test('a key that is pending deletion is not rotated, until the deletion is canceled', async () => {
  const { kms } = open();
  const status = async () => (await kms.send(new GetKeyRotationStatusCommand({ KeyId }))).KeyRotationEnabled;
  await kms.send(new EnableKeyRotationCommand({ KeyId }));
  await kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
  expect(await status()).toBe(false);
  await kms.send(new CancelKeyDeletionCommand({ KeyId }));
  expect(await status()).toBe(true);
});

describe('a rotation on demand', () => {
  test('keeps what was encrypted before readable, and encrypts under new material', async () => {
    const { rotate, encrypt, decrypt, current, kms } = open();
    const [before, old] = [await current(), await encrypt('old')];
    expect(await rotate()).toMatchObject({ KeyId: KEY_ARN });
    const [after, fresh] = [await current(), await encrypt('new')];
    expect(after).not.toBe(before);
    const opened = await Promise.all([old, fresh].map(decrypt));
    expect(opened.map(({ Plaintext }) => Buffer.from(Plaintext!).toString())).toEqual(['old', 'new']);
    expect(opened.map(({ KeyMaterialId }) => KeyMaterialId)).toEqual([before, after]);
    expect(
      await kms.send(new ReEncryptCommand({ CiphertextBlob: old, DestinationKeyId: KeyId })),
    ).toMatchObject({ SourceKeyMaterialId: before, DestinationKeyMaterialId: after });
  });

  test('is listed with its date, and the first material if requested', async () => {
    const { rotate, rotations, passDays, current, now } = open();
    const first = await current();
    passDays(1);
    await rotate();
    const rotation = { KeyMaterialId: await current(), RotationType: 'ON_DEMAND', RotationDate: now() };
    expect(await rotations()).toMatchObject([{ ...rotation, KeyId: KEY_ARN, KeyMaterialState: 'CURRENT' }]);
    const all = await rotations({ IncludeKeyMaterial: 'ALL_KEY_MATERIAL' });
    expect(all).toMatchObject([{ KeyMaterialId: first, KeyMaterialState: 'NON_CURRENT' }, rotation]);
    expect(all[0]).not.toHaveProperty('RotationDate');
  });

  test('pages', async () => {
    const { rotate, kms, passDays } = open();
    for (let day = 0; day < 3; day++) {
      passDays(1);
      await rotate();
    }
    const first = await kms.send(new ListKeyRotationsCommand({ KeyId, Limit: 2 }));
    expect([first.Rotations?.length, first.Truncated]).toEqual([2, true]);
    const rest = await kms.send(new ListKeyRotationsCommand({ KeyId, Marker: first.NextMarker }));
    expect([rest.Rotations?.length, rest.Truncated]).toEqual([1, false]);
  });

  test('is allowed 25 times', async () => {
    const { rotate } = open();
    for (let time = 0; time < 25; time++) await rotate();
    expect(await refusal(rotate())).toBe(
      `LimitExceededException: The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be performed for this key: ${KEY_ARN}`,
    );
  });
});
