import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import {
  type DataKeyPairSpec,
  DecryptCommand,
  GenerateDataKeyPairCommand,
  GenerateDataKeyPairWithoutPlaintextCommand,
} from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';
import { ALIAS, allow, KEY_ARN, openAccount, policy, refusal } from './account.ts';

const EncryptionContext = { purpose: 'signing' };
const privateKeyOf = (der: Uint8Array) =>
  createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
const publicKeyOf = (der: Uint8Array) =>
  createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });

describe('a data key pair', () => {
  test.each<[DataKeyPairSpec, string, string | number | undefined]>([
    ['RSA_2048', 'rsa', 2048],
    ['RSA_3072', 'rsa', 3072],
    ['RSA_4096', 'rsa', 4096],
    ['ECC_NIST_P256', 'ec', 'prime256v1'],
    ['ECC_NIST_P384', 'ec', 'secp384r1'],
    ['ECC_NIST_P521', 'ec', 'secp521r1'],
    ['ECC_SECG_P256K1', 'ec', 'secp256k1'],
    ['ECC_NIST_EDWARDS25519', 'ed25519', undefined],
  ])('%s is what its name says, and its halves belong together', async (KeyPairSpec, type, detail) => {
    const { as } = openAccount();
    const pair = await as('admin').send(
      new GenerateDataKeyPairCommand({ KeyId: ALIAS, KeyPairSpec, EncryptionContext }),
    );
    expect(pair).toMatchObject({ KeyId: KEY_ARN, KeyPairSpec });
    const [privateKey, publicKey] = [privateKeyOf(pair.PrivateKeyPlaintext!), publicKeyOf(pair.PublicKey!)];
    expect(privateKey.asymmetricKeyType).toBe(type);
    const { modulusLength, namedCurve } = privateKey.asymmetricKeyDetails ?? {};
    expect(modulusLength ?? namedCurve).toBe(detail);
    const text = Buffer.from('text');
    expect(verify(null, text, publicKey, sign(null, text, privateKey))).toBe(true);
    const { Plaintext } = await as('admin').send(
      new DecryptCommand({ CiphertextBlob: pair.PrivateKeyCiphertextBlob!, EncryptionContext }),
    );
    expect(Plaintext).toEqual(pair.PrivateKeyPlaintext);
  });

  test('may be returned without its plaintext', async () => {
    const { as } = openAccount();
    const pair = await as('admin').send(
      new GenerateDataKeyPairWithoutPlaintextCommand({ KeyId: ALIAS, KeyPairSpec: 'ECC_NIST_P256' }),
    );
    expect(pair).not.toHaveProperty('PrivateKeyPlaintext');
    const { Plaintext } = await as('admin').send(
      new DecryptCommand({ CiphertextBlob: pair.PrivateKeyCiphertextBlob! }),
    );
    const derived = createPublicKey(privateKeyOf(Plaintext!)).export({ format: 'der', type: 'spki' });
    expect(derived).toEqual(Buffer.from(pair.PublicKey!));
  });

  test('can be allowed by its spec', async () => {
    const Condition = { StringEquals: { 'kms:DataKeyPairSpec': 'ECC_NIST_P256' } };
    const { as, user } = openAccount();
    user('alice').inline = { pairs: policy({ ...allow('kms:GenerateDataKeyPair'), Condition }) };
    const ask = (KeyPairSpec: DataKeyPairSpec) =>
      as('alice').send(new GenerateDataKeyPairCommand({ KeyId: KEY_ARN, KeyPairSpec }));
    await ask('ECC_NIST_P256');
    expect(await refusal(ask('ECC_NIST_P384'))).toMatch(/^AccessDeniedException/);
  });

  test.each([
    ['ML_KEM_768', /^UnsupportedOperationException: The key pair spec ML_KEM_768 is not in the sandbox/],
    ['RSA_1024', /^ValidationException: 1 validation error detected: Value 'RSA_1024' at 'keyPairSpec'/],
  ])('%s is not created', async (spec, text) => {
    const { as } = openAccount();
    const command = new GenerateDataKeyPairCommand({ KeyId: ALIAS, KeyPairSpec: spec as DataKeyPairSpec });
    expect(await refusal(as('admin').send(command))).toMatch(text);
  });

  test('may be tried', async () => {
    const { as } = openAccount();
    const command = new GenerateDataKeyPairCommand({ KeyId: ALIAS, KeyPairSpec: 'RSA_4096', DryRun: true });
    expect(await refusal(as('admin').send(command))).toMatch(/^DryRunOperationException/);
  });
});
