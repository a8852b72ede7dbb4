import {
  DecryptCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GenerateRandomCommand,
  type KMSClient,
  ReEncryptCommand,
} from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';
import {
  ALIAS,
  allow,
  ELSEWHERE,
  HOME,
  KEY_ARN,
  KEY_ID,
  openAccount,
  policy,
  ROOT,
  refusal,
  to,
} from './account.ts';

const SECRET = Buffer.from('Sample Secret Text to Encrypt');
const CONTEXT = { purpose: 'test' };

async function encrypted(kms: KMSClient, KeyId = KEY_ID, EncryptionContext = CONTEXT) {
  const { CiphertextBlob } = await kms.send(
    new EncryptCommand({ KeyId, Plaintext: SECRET, EncryptionContext }),
  );
  return CiphertextBlob as Uint8Array;
}

/** A second key beside the first. */
function secondKey({ home, key }: ReturnType<typeof openAccount>): string {
  const id = '00000000-0000-4000-8000-000000000002';
  const arn = KEY_ARN.replace(KEY_ID, id);
  home.keys[id] = { ...key, id, arn };
  return arn;
}

describe('Encrypt and Decrypt', () => {
  test.each([
    ['its id', KEY_ID],
    ['its ARN', KEY_ARN],
    ['an alias', ALIAS],
    ['an alias’s ARN', `arn:aws:kms:us-east-1:${HOME}:${ALIAS}`],
  ])('are inverse with a key by %s', async (_, KeyId) => {
    const kms = openAccount().as('admin');
    const CiphertextBlob = await encrypted(kms, KeyId);
    const answer = await kms.send(new DecryptCommand({ CiphertextBlob, KeyId, EncryptionContext: CONTEXT }));
    expect(Buffer.from(answer.Plaintext as Uint8Array)).toEqual(SECRET);
    expect(answer).toMatchObject({
      KeyId: KEY_ARN,
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      KeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('need no KeyId for decryption', async () => {
    const kms = openAccount().as('admin');
    const CiphertextBlob = await encrypted(kms);
    const { Plaintext } = await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: CONTEXT }));
    expect(Buffer.from(Plaintext as Uint8Array)).toEqual(SECRET);
  });

  test.each([
    ['no context', undefined],
    ['another value', { purpose: 'other' }],
    ['another case', { Purpose: 'test' }],
    ['one pair more', { purpose: 'test', more: '' }],
  ])('do not decrypt with %s', async (_, EncryptionContext) => {
    const kms = openAccount().as('admin');
    const CiphertextBlob = await encrypted(kms);
    // The SDK adds a message of its own if AWS sends none.
    const refused = await refusal(kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext })));
    expect(refused).toMatch(/^InvalidCiphertextException: (UnknownError)?$/);
  });

  test('do not decrypt with another key', async () => {
    const account = openAccount();
    const kms = account.as('admin');
    const KeyId = secondKey(account);
    const CiphertextBlob = await encrypted(kms);
    expect(
      await refusal(kms.send(new DecryptCommand({ CiphertextBlob, KeyId, EncryptionContext: CONTEXT }))),
    ).toBe(
      'IncorrectKeyException: The key ID in the request does not identify a CMK that can perform this operation.',
    );
  });

  test.each([
    ['with a KeyId', KEY_ID],
    ['without', undefined],
  ])('do not decrypt bytes that are not a ciphertext, %s', async (_, KeyId) => {
    const kms = openAccount().as('admin');
    const CiphertextBlob = Buffer.from('not a ciphertext');
    expect(await refusal(kms.send(new DecryptCommand({ CiphertextBlob, KeyId })))).toMatch(
      /^InvalidCiphertextException/,
    );
  });

  test('survive moving the alias to another key, but not the key’s deletion', async () => {
    const account = openAccount();
    const kms = account.as('admin');
    const CiphertextBlob = await encrypted(kms, ALIAS);
    delete account.home.keys[KEY_ID];
    expect(
      await refusal(kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: CONTEXT }))),
    ).toMatch(
      /^AccessDeniedException: .* on the resource associated with this ciphertext because the resource does not exist in this Region/,
    );
  });

  test('do not cross Regions', async () => {
    const account = openAccount();
    const CiphertextBlob = await encrypted(account.as('admin'));
    const elsewhere = account.as('admin', 'eu-west-1');
    expect(
      await refusal(elsewhere.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: CONTEXT }))),
    ).toMatch(/^AccessDeniedException: .* because the resource does not exist in this Region/);
    expect(await refusal(elsewhere.send(new EncryptCommand({ KeyId: KEY_ARN, Plaintext: SECRET })))).toBe(
      'NotFoundException: Invalid arn us-east-1',
    );
  });

  test('work for another account that both sides allow', async () => {
    const account = openAccount(
      policy(
        to(ROOT, allow('kms:*')),
        to(`arn:aws:iam::${ELSEWHERE}:root`, allow(['kms:Encrypt', 'kms:Decrypt'])),
      ),
    );
    const CiphertextBlob = await encrypted(account.as('outsider'), KEY_ARN);
    const { KeyId } = await account
      .as('admin')
      .send(new DecryptCommand({ CiphertextBlob, EncryptionContext: CONTEXT }));
    expect(KeyId).toBe(KEY_ARN);
  });
});

describe('a data key', () => {
  test.each([
    [{ KeySpec: 'AES_256' as const }, 32],
    [{ KeySpec: 'AES_128' as const }, 16],
    [{ NumberOfBytes: 64 }, 64],
  ])('of %o has %i bytes and opens again', async (length, bytes) => {
    const kms = openAccount().as('admin');
    const made = await kms.send(
      new GenerateDataKeyCommand({ KeyId: ALIAS, EncryptionContext: CONTEXT, ...length }),
    );
    const { CiphertextBlob } = made;
    const opened = await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: CONTEXT }));
    expect(made.KeyId).toBe(KEY_ARN);
    expect(made.Plaintext).toHaveLength(bytes);
    expect(opened.Plaintext).toEqual(made.Plaintext);
  });

  test('without its plaintext is encrypted all the same', async () => {
    const kms = openAccount().as('admin');
    const made = await kms.send(
      new GenerateDataKeyWithoutPlaintextCommand({ KeyId: KEY_ID, KeySpec: 'AES_256' }),
    );
    expect(made).not.toHaveProperty('Plaintext');
    const { Plaintext } = await kms.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob }));
    expect(Plaintext).toHaveLength(32);
  });

  test.each([
    ['no length', {}],
    ['two lengths', { KeySpec: 'AES_256' as const, NumberOfBytes: 32 }],
  ])('with %s is refused', async (_, length) => {
    const kms = openAccount().as('admin');
    const expected = 'ValidationException: Please specify either number of bytes or key spec.';
    expect(await refusal(kms.send(new GenerateDataKeyCommand({ KeyId: KEY_ID, ...length })))).toBe(expected);
    expect(
      await refusal(kms.send(new GenerateDataKeyWithoutPlaintextCommand({ KeyId: KEY_ID, ...length }))),
    ).toBe(expected);
  });
});

test('random bytes have the requested length', async () => {
  const { Plaintext } = await openAccount()
    .as('admin')
    .send(new GenerateRandomCommand({ NumberOfBytes: 24 }));
  expect(Plaintext).toHaveLength(24);
});

describe('ReEncrypt', () => {
  test('moves a ciphertext from key to key and from context to context', async () => {
    const account = openAccount();
    const kms = account.as('admin');
    const DestinationKeyId = secondKey(account);
    const moved = await kms.send(
      new ReEncryptCommand({
        CiphertextBlob: await encrypted(kms),
        SourceEncryptionContext: CONTEXT,
        DestinationKeyId,
        DestinationEncryptionContext: { purpose: 'other' },
      }),
    );
    expect(moved).toMatchObject({ SourceKeyId: KEY_ARN, KeyId: DestinationKeyId });
    const { Plaintext } = await kms.send(
      new DecryptCommand({ CiphertextBlob: moved.CiphertextBlob, EncryptionContext: { purpose: 'other' } }),
    );
    expect(Buffer.from(Plaintext as Uint8Array)).toEqual(SECRET);
  });

  test.each(['kms:ReEncryptFrom', 'kms:ReEncryptTo'])('needs more than %s alone', async (one) => {
    const account = openAccount();
    const CiphertextBlob = await encrypted(account.as('admin'));
    account.user('alice').inline = { half: policy(allow(one)) };
    const other = one === 'kms:ReEncryptFrom' ? 'kms:ReEncryptTo' : 'kms:ReEncryptFrom';
    const command = new ReEncryptCommand({
      CiphertextBlob,
      SourceEncryptionContext: CONTEXT,
      DestinationKeyId: KEY_ID,
    });
    expect(await refusal(account.as('alice').send(command))).toContain(
      `because no identity-based policy allows the ${other} action`,
    );
  });
});

describe('a dry run', () => {
  const WOULD = 'DryRunOperationException: The request would have succeeded, but the DryRun option is set.';
  const ciphertext = new DecryptCommand({
    KeyId: KEY_ID,
    DryRun: true,
    DryRunModifiers: ['IGNORE_CIPHERTEXT'],
  });

  test.each([
    new EncryptCommand({ KeyId: KEY_ID, Plaintext: SECRET, DryRun: true }),
    new GenerateDataKeyCommand({ KeyId: KEY_ID, KeySpec: 'AES_256', DryRun: true }),
    new GenerateDataKeyWithoutPlaintextCommand({ KeyId: KEY_ID, KeySpec: 'AES_256', DryRun: true }),
    ciphertext,
    new ReEncryptCommand({
      SourceKeyId: KEY_ID,
      DestinationKeyId: KEY_ID,
      DryRun: true,
      DryRunModifiers: ['IGNORE_CIPHERTEXT'],
    }),
  ])('says so, or that it is not allowed: $constructor.name', async (command) => {
    const account = openAccount();
    expect(await refusal(account.as('admin').send(command as EncryptCommand))).toBe(WOULD);
    expect(await refusal(account.as('alice').send(command as EncryptCommand))).toMatch(
      /^AccessDeniedException/,
    );
  });

  test('of Decrypt looks at the ciphertext, unless told not to', async () => {
    const account = openAccount();
    const kms = account.as('admin');
    const CiphertextBlob = await encrypted(kms);
    const send = (more: object) =>
      refusal(kms.send(new DecryptCommand({ CiphertextBlob, DryRun: true, ...more })));
    expect(await send({ EncryptionContext: CONTEXT })).toBe(WOULD);
    expect(await send({})).toMatch(/^InvalidCiphertextException/);
    expect(await send({ CiphertextBlob: undefined, KeyId: KEY_ID })).toMatch(
      /^ValidationException.*ciphertextBlob/,
    );
  });

  test('that ignores the ciphertext must name the key, and be a dry run', async () => {
    const kms = openAccount().as('admin');
    const DryRunModifiers = ['IGNORE_CIPHERTEXT' as const];
    expect(await refusal(kms.send(new DecryptCommand({ DryRun: true, DryRunModifiers })))).toMatch(
      /^ValidationException.*'keyId'/,
    );
    expect(await refusal(kms.send(new DecryptCommand({ KeyId: KEY_ID, DryRunModifiers })))).toMatch(
      /^ValidationException/,
    );
  });
});

describe('what the model does not allow', () => {
  const long = (bytes: number) => new Uint8Array(bytes);
  test.each([
    [
      '4097 bytes of plaintext',
      new EncryptCommand({ KeyId: KEY_ID, Plaintext: long(4097) }),
      "ValidationException: 1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
    ],
    [
      'no plaintext',
      new EncryptCommand({ KeyId: KEY_ID, Plaintext: long(0) }),
      /'plaintext' failed to satisfy constraint: Member must have length greater than or equal to 1/,
    ],
    [
      '6145 bytes of ciphertext',
      new DecryptCommand({ CiphertextBlob: long(6145) }),
      /'ciphertextBlob' .* less than or equal to 6144/,
    ],
    [
      '1025 bytes of data key',
      new GenerateDataKeyCommand({ KeyId: KEY_ID, NumberOfBytes: 1025 }),
      /Value '1025' at 'numberOfBytes' .* value less than or equal to 1024/,
    ],
    [
      'a data key of another kind',
      new GenerateDataKeyCommand({ KeyId: KEY_ID, KeySpec: 'RSA_2048' as 'AES_256' }),
      /'keySpec' .* satisfy enum value set: \[AES_256, AES_128\]/,
    ],
    [
      'an algorithm that does not exist',
      new EncryptCommand({ KeyId: KEY_ID, Plaintext: long(1), EncryptionAlgorithm: 'ROT13' as never }),
      /^ValidationException/,
    ],
    [
      'an asymmetric algorithm',
      new EncryptCommand({ KeyId: KEY_ID, Plaintext: long(1), EncryptionAlgorithm: 'RSAES_OAEP_SHA_1' }),
      'InvalidKeyUsageException: Algorithm RSAES_OAEP_SHA_1 and key spec SYMMETRIC_DEFAULT are incompatible.',
    ],
    [
      'no number of random bytes',
      new GenerateRandomCommand({}),
      /^ValidationException: NumberOfBytes is required\.$/,
    ],
    [
      'a grant token nobody gave out',
      new EncryptCommand({ KeyId: KEY_ID, Plaintext: long(1), GrantTokens: ['x'] }),
      /^InvalidGrantTokenException/,
    ],
  ])('%s', async (_, command, expected) => {
    const refused = await refusal(
      openAccount()
        .as('admin')
        .send(command as EncryptCommand),
    );
    expect(refused).toMatch(expected);
  });
});
