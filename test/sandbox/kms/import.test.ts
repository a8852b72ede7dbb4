import { randomBytes } from 'node:crypto';
import {
  DecryptCommand,
  DeleteImportedKeyMaterialCommand,
  EncryptCommand,
  GetParametersForImportCommand,
  type ImportKeyMaterialCommandInput,
} from '@aws-sdk/client-kms';
import { beforeAll, describe, expect, test } from 'vitest';
import { refusal } from './account.ts';
import { type Algorithm, emptyKey, FOREVER, MATERIAL, wrap } from './empty-key.ts';

test('a key for imported material begins empty', async () => {
  const { kms, KeyId, KeyMetadata } = await emptyKey();
  expect(KeyMetadata).toMatchObject({ Origin: 'EXTERNAL', KeyState: 'PendingImport', Enabled: false });
  expect(await refusal(kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('x') })))).toMatch(
    /^KMSInvalidStateException: .* is pending import\.$/,
  );
});

test.each<Algorithm>([
  'RSAES_OAEP_SHA_1',
  'RSAES_OAEP_SHA_256',
  'RSA_AES_KEY_WRAP_SHA_1',
  'RSA_AES_KEY_WRAP_SHA_256',
])('material wrapped by %s makes it usable', async (algorithm) => {
  const { kms, KeyId, importing, describeKey } = await emptyKey(algorithm);
  const { KeyMaterialId } = await importing(FOREVER);
  expect(await describeKey()).toMatchObject({
    KeyState: 'Enabled',
    ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
    CurrentKeyMaterialId: KeyMaterialId,
  });
  const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('x') }));
  const { Plaintext } = await kms.send(new DecryptCommand({ CiphertextBlob }));
  expect(Buffer.from(Plaintext as Uint8Array).toString()).toBe('x');
});

test.each<[Algorithm, 'RSA_2048' | 'SM2']>([
  ['RSAES_PKCS1_V1_5', 'RSA_2048'],
  ['SM2PKE', 'SM2'],
])('%s under %s is refused', async (WrappingAlgorithm, WrappingKeySpec) => {
  const { kms, KeyId } = await emptyKey();
  expect(
    await refusal(kms.send(new GetParametersForImportCommand({ KeyId, WrappingAlgorithm, WrappingKeySpec }))),
  ).toMatch(/^UnsupportedOperationException/);
});

describe('imported material', () => {
  const ValidTo = new Date('2026-03-11T12:00:00Z');

  test('expires at its time; only the same material brings the key back', async () => {
    const { kms, KeyId, importing, describeKey, passDays } = await emptyKey();
    await importing({ ValidTo });
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('x') }));
    expect(await describeKey()).toMatchObject({ ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo });

    passDays(10);
    expect(await describeKey()).toMatchObject({ KeyState: 'PendingImport' });
    expect(await refusal(kms.send(new DecryptCommand({ CiphertextBlob })))).toMatch(
      /^KMSInvalidStateException: .* is pending import\.$/,
    );

    const fresh = await kms.send(
      new GetParametersForImportCommand({
        KeyId,
        WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
        WrappingKeySpec: 'RSA_2048',
      }),
    );
    const again = (material: Uint8Array) =>
      importing({
        ...FOREVER,
        ImportToken: fresh.ImportToken,
        EncryptedKeyMaterial: wrap('RSAES_OAEP_SHA_256', fresh.PublicKey as Uint8Array, material),
      });
    expect(await refusal(again(randomBytes(32)))).toMatch(/^IncorrectKeyMaterialException/);
    await again(MATERIAL);
    const { Plaintext } = await kms.send(new DecryptCommand({ CiphertextBlob }));
    expect(Buffer.from(Plaintext as Uint8Array).toString()).toBe('x');
  });

  test('can be deleted, twice', async () => {
    const { kms, KeyId, importing, describeKey } = await emptyKey();
    await importing(FOREVER);
    for (const _ of ['first', 'second']) {
      await kms.send(new DeleteImportedKeyMaterialCommand({ KeyId }));
      expect(await describeKey()).toMatchObject({ KeyState: 'PendingImport', Enabled: false });
    }
  });
});

describe('an import is refused', () => {
  let key: Awaited<ReturnType<typeof emptyKey>>;
  beforeAll(async () => {
    key = await emptyKey();
  });

  test.each<[string, Partial<ImportKeyMaterialCommandInput>, RegExp]>([
    ['with another token', { ...FOREVER, ImportToken: randomBytes(256) }, /^InvalidImportTokenException/],
    [
      'with material that is not wrapped',
      { ...FOREVER, EncryptedKeyMaterial: randomBytes(256) },
      /^InvalidCiphertextException/,
    ],
    [
      'without an end, where there is one by default',
      {},
      /^ValidationException: A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES$/,
    ],
    ['with an end that has passed', { ValidTo: new Date('2026-03-01T12:00:00Z') }, /^ValidationException/],
    ['with an end in over a year', { ValidTo: new Date('2027-03-01T12:00:01Z') }, /^ValidationException/],
    [
      'with an end, where there is none',
      { ...FOREVER, ValidTo: new Date('2026-04-01') },
      /^ValidationException/,
    ],
    [
      'as other material than it is',
      { ...FOREVER, KeyMaterialId: '0'.repeat(64) },
      /^IncorrectKeyMaterialException/,
    ],
  ])('%s', async (_, input, expected) => {
    expect(await refusal(key.importing(input))).toMatch(expected);
    expect(await key.describeKey()).toMatchObject({ KeyState: 'PendingImport' });
  });

  test('of 128 bits', async () => {
    expect(await refusal(key.importing(FOREVER, randomBytes(16)))).toMatch(/^IncorrectKeyMaterialException/);
  });

  test('a day after its parameters', async () => {
    const late = await emptyKey();
    expect(late.parameters.ParametersValidTo).toEqual(new Date('2026-03-02T12:00:00Z'));
    late.passDays(1);
    expect(await refusal(late.importing(FOREVER))).toMatch(/^ExpiredImportTokenException/);
  });
});
