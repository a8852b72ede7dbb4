import { randomBytes } from 'node:crypto';
import {
  CancelKeyDeletionCommand,
  DecryptCommand,
  DeleteImportedKeyMaterialCommand,
  EncryptCommand,
  ListKeyRotationsCommand,
  RotateKeyOnDemandCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';
import { shownId } from '../../../src/sandbox/kms/material.ts';
import { refusal } from './account.ts';
import { emptyKey, FOREVER, MATERIAL } from './empty-key.ts';

const NEW = { ...FOREVER, ImportType: 'NEW_KEY_MATERIAL' } as const;
const SECOND = randomBytes(32);

/** A key with its first imported material. */
async function filledKey() {
  const account = await emptyKey();
  const { kms, KeyId } = account;
  const first = (await account.importing(FOREVER)).KeyMaterialId;
  return {
    ...account,
    first,
    stored: () => account.home.keys[KeyId]!,
    rotate: () => kms.send(new RotateKeyOnDemandCommand({ KeyId })),
    forget: (KeyMaterialId?: string) =>
      kms.send(new DeleteImportedKeyMaterialCommand({ KeyId, KeyMaterialId })),
    encrypt: async () =>
      (await kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('x') }))).CiphertextBlob!,
    decrypt: (CiphertextBlob: Uint8Array) => kms.send(new DecryptCommand({ CiphertextBlob })),
    rotations: async (IncludeKeyMaterial?: 'ALL_KEY_MATERIAL' | 'ROTATIONS_ONLY') =>
      (await kms.send(new ListKeyRotationsCommand({ KeyId, IncludeKeyMaterial }))).Rotations,
  };
}

const ALL = 'ALL_KEY_MATERIAL';

describe('new material', () => {
  test('is pending until the key is rotated to it; old ciphertexts stay readable', async () => {
    const { first, importing, rotate, rotations, encrypt, decrypt, describeKey, now } = await filledKey();
    const old = await encrypt();
    const second = (await importing({ ...NEW, KeyMaterialDescription: 'of 2026' }, SECOND)).KeyMaterialId;
    expect((await describeKey())?.CurrentKeyMaterialId).toBe(first);
    const pending = {
      KeyMaterialId: second,
      KeyMaterialState: 'PENDING_ROTATION',
      KeyMaterialDescription: 'of 2026',
      ImportState: 'IMPORTED',
      ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
    };
    expect(await rotations()).toEqual([]);
    expect(await rotations(ALL)).toMatchObject([
      { KeyMaterialId: first, KeyMaterialState: 'CURRENT' },
      pending,
    ]);

    await rotate();
    expect((await describeKey())?.CurrentKeyMaterialId).toBe(second);
    const rotated = {
      ...pending,
      KeyMaterialState: 'CURRENT',
      RotationType: 'ON_DEMAND',
      RotationDate: now(),
    };
    expect(await rotations('ROTATIONS_ONLY')).toMatchObject([rotated]);
    expect(await rotations(ALL)).toMatchObject([{ KeyMaterialState: 'NON_CURRENT' }, rotated]);
    expect((await decrypt(old)).KeyMaterialId).toBe(first);
    expect((await decrypt(await encrypt())).KeyMaterialId).toBe(second);
  });

  test('can be the first one', async () => {
    const { importing, describeKey } = await emptyKey();
    await importing(NEW);
    expect(await describeKey()).toMatchObject({ KeyState: 'Enabled' });
  });

  test('is refused while another one is pending', async () => {
    const { importing, stored } = await filledKey();
    const pending = (await importing(NEW, SECOND)).KeyMaterialId;
    expect(await refusal(importing(NEW, Buffer.alloc(32, 7)))).toMatch(
      new RegExp(
        `^KMSInvalidStateException: New key material \\(id: [0-9a-f]{64}\\) cannot be imported into KMS key ${stored().arn}, because another key material \\(id: ${pending}\\) is pending rotation\\.$`,
      ),
    );
  });

  test.each([
    ['the current one', NEW, MATERIAL, /^IncorrectKeyMaterialException/],
    ['with an id', { ...NEW, KeyMaterialId: 'a'.repeat(64) }, SECOND, /^ValidationException/],
    ['of 128 bits', NEW, randomBytes(16), /^IncorrectKeyMaterialException/],
    [
      'with a description with an umlaut',
      { ...NEW, KeyMaterialDescription: 'für' },
      SECOND,
      /^ValidationException/,
    ],
  ])('is refused: %s', async (_, input, material, expected) => {
    const { importing, stored } = await filledKey();
    const before = structuredClone(stored());
    expect(await refusal(importing(input, material))).toMatch(expected);
    expect(stored()).toEqual(before);
  });
});

describe('a rotation of imported material', () => {
  test('needs material that is pending', async () => {
    const { rotate, stored } = await filledKey();
    expect(await refusal(rotate())).toBe(
      `KMSInvalidStateException: No available key material pending rotation for the key: ${stored().arn}.`,
    );
  });

  test('needs a key that has some', async () => {
    const { kms, KeyId, home } = await emptyKey();
    expect(await refusal(kms.send(new RotateKeyOnDemandCommand({ KeyId })))).toBe(
      `KMSInvalidStateException: ${home.keys[KeyId]?.arn} is pending import.`,
    );
  });
});

describe('each material', () => {
  test('expires on its own, and makes the key unusable until it is back', async () => {
    const { importing, rotate, encrypt, decrypt, describeKey, rotations, passDays, now, stored } =
      await filledKey();
    const old = await encrypt();
    await importing({ ValidTo: new Date(now().getTime() + 3600_000) });
    await importing(NEW, SECOND);
    await rotate();
    passDays(0.5);
    expect(await describeKey()).toMatchObject({ KeyState: 'PendingImport' });
    expect(await rotations(ALL)).toMatchObject([
      { ImportState: 'PENDING_IMPORT', KeyMaterialState: 'NON_CURRENT' },
      { ImportState: 'IMPORTED', KeyMaterialState: 'CURRENT' },
    ]);
    expect(await refusal(decrypt(old))).toMatch(/is pending import\.$/);
    expect(await refusal(importing(FOREVER, Buffer.alloc(32, 7)))).toMatch(/^IncorrectKeyMaterialException/);
    await importing(FOREVER);
    expect(stored().state).toBe('Enabled');
    await decrypt(old);
  });

  test('is deleted by its id', async () => {
    const { first, importing, rotate, forget, describeKey, rotations } = await filledKey();
    await importing(NEW, SECOND);
    await rotate();
    expect(await forget(first)).toMatchObject({ KeyMaterialId: first });
    expect(await describeKey()).toMatchObject({ KeyState: 'PendingImport' });
    await importing(FOREVER);
    expect(await rotations(ALL)).toMatchObject([{ ImportState: 'IMPORTED' }, { ImportState: 'IMPORTED' }]);
    expect(await refusal(forget('a'.repeat(64)))).toMatch(/^NotFoundException/);
  });

  test('that is pending can be deleted, and the key stays usable', async () => {
    const { importing, forget, encrypt, rotations } = await filledKey();
    const pending = (await importing(NEW, SECOND)).KeyMaterialId;
    await forget(pending);
    await encrypt();
    expect(await rotations(ALL)).toHaveLength(1);
    await importing(NEW, Buffer.alloc(32, 7));
  });

  test('that is pending expires, and the key stays usable', async () => {
    const { importing, encrypt, rotate, passDays, now } = await filledKey();
    await importing({ ImportType: 'NEW_KEY_MATERIAL', ValidTo: new Date(now().getTime() + 1000) }, SECOND);
    passDays(0.5);
    await encrypt();
    expect(await refusal(rotate())).toMatch(/No available key material pending rotation/);
  });

  test('keeps its description when it is imported again without one', async () => {
    const { importing, rotations } = await filledKey();
    await importing({ ...FOREVER, KeyMaterialDescription: 'first' });
    await importing(FOREVER);
    expect(await rotations(ALL)).toMatchObject([{ KeyMaterialDescription: 'first' }]);
  });

  test('must be there for a key to come back from its deletion', async () => {
    const { kms, KeyId, first, importing, rotate, forget, describeKey } = await filledKey();
    await importing(NEW, SECOND);
    await rotate();
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
    await forget(first);
    await kms.send(new CancelKeyDeletionCommand({ KeyId }));
    expect(await describeKey()).toMatchObject({ KeyState: 'PendingImport' });
  });
});

test('an id is shown in hexadecimal digits', () => {
  expect(shownId(Buffer.from('abc').toString('base64'))).toBe('616263');
});
