import { readFileSync } from 'node:fs';
import { CreateKeyCommand, DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { createSandbox } from 'kms-lab/sandbox';
import { afterAll, expect, test } from 'vitest';

const sandbox = await createSandbox();
afterAll(() => sandbox.close());
const Policy = readFileSync(new URL('key-policy.json', import.meta.url), 'utf8');

const admin = new KMSClient(sandbox.client());
const { KeyMetadata } = await admin.send(new CreateKeyCommand({ Policy }));
const encrypt = new EncryptCommand({ KeyId: KeyMetadata?.Arn, Plaintext: Buffer.from('secret') });
const denied = { name: 'AccessDeniedException' };

test('an administrator may encrypt, but decrypts only with MFA', async () => {
  const { CiphertextBlob } = await admin.send(encrypt);
  await expect(admin.send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject(denied);
});

test('another account may not encrypt', async () => {
  const outsider = new KMSClient(sandbox.client('outsider'));
  await expect(outsider.send(encrypt)).rejects.toMatchObject(denied);
});
