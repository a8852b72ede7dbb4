import {
  CreateGrantCommand,
  type CreateGrantCommandInput,
  EncryptCommand,
  GenerateDataKeyCommand,
  ListGrantsCommand,
  ListRetirableGrantsCommand,
  RetireGrantCommand,
  RevokeGrantCommand,
} from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';
import {
  allow,
  arnOf,
  deny,
  ELSEWHERE,
  KEY_ARN,
  KEY_ID,
  openAccount,
  policy,
  ROLE,
  ROOT,
  refusal,
  to,
  type Who,
} from './account.ts';

type Account = ReturnType<typeof openAccount>;

const grant = (account: Account, input: Partial<CreateGrantCommandInput> = {}, who: Who = 'admin') =>
  account.as(who).send(
    new CreateGrantCommand({
      KeyId: KEY_ARN,
      GranteePrincipal: arnOf('alice'),
      Operations: ['Encrypt'],
      ...input,
    }),
  );

const encrypt = (account: Account, EncryptionContext?: Record<string, string>, who: Who = 'alice') =>
  account
    .as(who)
    .send(new EncryptCommand({ KeyId: KEY_ARN, Plaintext: Buffer.from('x'), EncryptionContext }));

const DENIED = /^AccessDeniedException/;

describe('a grant', () => {
  test('allows its operations, and no other', async () => {
    const account = openAccount();
    expect(await refusal(encrypt(account))).toMatch(DENIED);
    await grant(account);
    await encrypt(account);
    expect(
      await refusal(
        account.as('alice').send(new GenerateDataKeyCommand({ KeyId: KEY_ID, KeySpec: 'AES_256' })),
      ),
    ).toMatch(DENIED);
  });

  test('does not override a Deny', async () => {
    const account = openAccount(policy(to(ROOT, allow('kms:*')), to(arnOf('alice'), deny('kms:Encrypt'))));
    await grant(account);
    expect(await refusal(encrypt(account))).toMatch(/with an explicit deny in a resource-based policy$/);
  });

  test('extends to sessions of a role', async () => {
    const account = openAccount();
    await grant(account, { GranteePrincipal: ROLE });
    await encrypt(account, {}, 'role');
  });

  test('to another account also needs that account’s IAM', async () => {
    const account = openAccount();
    await grant(account, { GranteePrincipal: arnOf('outsider', ELSEWHERE) });
    await encrypt(account, {}, 'outsider');
    const [outsider] = Object.values(account.world.accounts[ELSEWHERE]?.users ?? {});
    outsider!.inline = {};
    expect(await refusal(encrypt(account, {}, 'outsider'))).toMatch(/no identity-based policy allows/);
  });

  test('does not pass to a new user of the same name', async () => {
    const account = openAccount();
    await grant(account);
    account.user('alice').id = 'AIDASECONDALICE';
    expect(await refusal(encrypt(account))).toMatch(DENIED);
  });

  test.each<[string, CreateGrantCommandInput['Constraints'], Record<string, string>, boolean]>([
    ['equal', { EncryptionContextEquals: { a: '1' } }, { a: '1' }, true],
    ['one more than equal', { EncryptionContextEquals: { a: '1' } }, { a: '1', b: '2' }, false],
    ['one more than the subset', { EncryptionContextSubset: { a: '1' } }, { a: '1', b: '2' }, true],
    ['another value', { EncryptionContextSubset: { a: '1' } }, { a: '2' }, false],
    ['another case of the name', { EncryptionContextEquals: { a: '1' } }, { A: '1' }, true],
    ['another case of the value', { EncryptionContextSubset: { a: 'x' } }, { a: 'X' }, false],
    ['none', { EncryptionContextSubset: { a: '1' } }, {}, false],
  ])('with a constraint on the encryption context: %s', async (_, Constraints, context, allowed) => {
    const account = openAccount();
    await grant(account, { Constraints });
    if (allowed) await encrypt(account, context);
    else expect(await refusal(encrypt(account, context))).toMatch(DENIED);
  });

  test('can be passed on, but not extended', async () => {
    const account = openAccount();
    await grant(account, { Operations: ['CreateGrant', 'Encrypt'] });
    await grant(account, { GranteePrincipal: ROLE }, 'alice');
    await encrypt(account, {}, 'role');
    expect(await refusal(grant(account, { Operations: ['Decrypt'] }, 'alice'))).toMatch(DENIED);
  });

  test('of the same name and content is the same', async () => {
    const account = openAccount();
    const [one, two] = [await grant(account, { Name: 'n' }), await grant(account, { Name: 'n' })];
    expect(two.GrantId).toBe(one.GrantId);
    const three = await grant(account, { Name: 'n', Operations: ['Decrypt'] });
    expect(three.GrantId).not.toBe(one.GrantId);
  });

  test('is listed, by its grantee if requested', async () => {
    const account = openAccount();
    const Constraints = { EncryptionContextSubset: { a: '1' } };
    const { GrantId } = await grant(account, { Name: 'n', Constraints, RetiringPrincipal: arnOf('admin') });
    await grant(account, { GranteePrincipal: ROLE });
    const { Grants } = await account
      .as('admin')
      .send(new ListGrantsCommand({ KeyId: KEY_ID, GranteePrincipal: arnOf('alice') }));
    expect(Grants).toEqual([
      {
        KeyId: KEY_ARN,
        GrantId,
        Name: 'n',
        CreationDate: account.now(),
        GranteePrincipal: arnOf('alice'),
        RetiringPrincipal: arnOf('admin'),
        IssuingAccount: ROOT,
        Operations: ['Encrypt'],
        Constraints,
      },
    ]);
  });
});

describe('the end of a grant', () => {
  const revoke = (account: Account, GrantId?: string, who: Who = 'admin') =>
    account.as(who).send(new RevokeGrantCommand({ KeyId: KEY_ID, GrantId }));

  test('may be requested by administrators, who revoke', async () => {
    const account = openAccount();
    const { GrantId } = await grant(account);
    expect(await refusal(revoke(account, GrantId, 'alice'))).toMatch(DENIED);
    await revoke(account, GrantId);
    expect(await refusal(encrypt(account))).toMatch(DENIED);
    expect(await refusal(revoke(account, GrantId))).toBe(`NotFoundException: Grant ID ${GrantId} not found`);
  });

  test.each<[string, Partial<CreateGrantCommandInput>, boolean]>([
    ['its retiring principal', { GranteePrincipal: ROLE, RetiringPrincipal: arnOf('alice') }, true],
    ['its grantee, if it says so', { Operations: ['RetireGrant', 'Encrypt'] }, true],
    ['its grantee otherwise', {}, false],
    ['anybody else', { GranteePrincipal: ROLE }, false],
  ])('may be requested by %s, who retires: %o → %s', async (_, input, allowed) => {
    const account = openAccount();
    const { GrantToken, GrantId } = await grant(account, input);
    const retire = () => account.as('alice').send(new RetireGrantCommand({ GrantToken }));
    if (!allowed) return expect(await refusal(retire())).toMatch(DENIED);
    await retire();
    expect(account.key.grants).not.toHaveProperty(GrantId as string);
  });

  test('may not be requested by a principal that retires another one', async () => {
    const account = openAccount();
    await grant(account, { RetiringPrincipal: arnOf('alice') });
    const { GrantToken } = await grant(account, { RetiringPrincipal: arnOf('admin') });
    expect(await refusal(account.as('alice').send(new RetireGrantCommand({ GrantToken })))).toMatch(DENIED);
  });

  test('works by key and id as well', async () => {
    const account = openAccount();
    const { GrantId } = await grant(account, { RetiringPrincipal: arnOf('alice') });
    await account.as('alice').send(new RetireGrantCommand({ KeyId: KEY_ARN, GrantId }));
    expect(account.key.grants).toEqual({});
  });

  test('is not reached by a dry run', async () => {
    const account = openAccount();
    const { GrantId, GrantToken } = await grant(account);
    const WOULD = /^DryRunOperationException/;
    const { as, key } = account;
    expect(
      await refusal(as('admin').send(new RevokeGrantCommand({ KeyId: KEY_ID, GrantId, DryRun: true }))),
    ).toMatch(WOULD);
    expect(await refusal(as('admin').send(new RetireGrantCommand({ GrantToken, DryRun: true })))).toMatch(
      WOULD,
    );
    expect(await refusal(grant(account, { DryRun: true }))).toMatch(WOULD);
    expect(Object.keys(key.grants ?? {})).toEqual([GrantId]);
  });
});

describe('CreateGrant refuses', () => {
  test.each<[string, Partial<CreateGrantCommandInput>, RegExp]>([
    ['a grantee that does not exist', { GranteePrincipal: arnOf('nobody') }, /^InvalidArnException/],
    ['no grantee', { GranteePrincipal: undefined }, /^ValidationException/],
    ['an operation of asymmetric keys', { Operations: ['Sign'] }, /^ValidationException/],
    [
      'two constraints',
      { Constraints: { EncryptionContextEquals: { a: '1' }, EncryptionContextSubset: { a: '1' } } },
      /^ValidationException/,
    ],
    ['no operation', { Operations: [] }, /^ValidationException/],
    [
      'nine pairs',
      {
        Constraints: {
          EncryptionContextSubset: Object.fromEntries([...'abcdefghi'].map((name) => [name, '1'])),
        },
      },
      /^ValidationException: A grant constraint has at most 8 /,
    ],
    [
      'a long pair',
      { Constraints: { EncryptionContextEquals: { a: 'x'.repeat(384) } } },
      /^ValidationException: A grant constraint has at most 384 /,
    ],
    [
      'a long grant token',
      { GrantTokens: ['x'.repeat(8193)] },
      /Value at 'grantTokens' failed to satisfy constraint: Member must satisfy constraint: \[Member must have length less than or equal to 8192, Member must have length greater than or equal to 1\]$/,
    ],
    [
      'a constraint it would not keep',
      { Constraints: { SourceArn: KEY_ARN } },
      /^UnsupportedOperationException/,
    ],
  ])('%s', async (_, input, expected) => {
    expect(await refusal(grant(openAccount(), input))).toMatch(expected);
  });

  test('a token that was never issued, to retire', async () => {
    const kms = openAccount().as('admin');
    expect(await refusal(kms.send(new RetireGrantCommand({ GrantToken: 'x' })))).toMatch(
      /^InvalidGrantTokenException/,
    );
    expect(await refusal(kms.send(new RetireGrantCommand({ KeyId: KEY_ARN })))).toMatch(
      /^ValidationException/,
    );
  });
});

describe('the grants that a principal may retire', () => {
  const retirable = (account: Account, RetiringPrincipal: string, rest: object = {}, who: Who = 'admin') =>
    account.as(who).send(new ListRetirableGrantsCommand({ RetiringPrincipal, ...rest }));

  test('are listed, page by page', async () => {
    const account = openAccount();
    const ids = new Set<string | undefined>();
    for (const Name of ['one', 'two', 'three']) {
      ids.add((await grant(account, { Name, RetiringPrincipal: arnOf('alice') })).GrantId);
    }
    await grant(account, { Name: 'four', RetiringPrincipal: arnOf('admin') });
    const first = await retirable(account, arnOf('alice'), { Limit: 2 });
    const second = await retirable(account, arnOf('alice'), { Marker: first.NextMarker });
    expect([first.Truncated, second.Truncated]).toEqual([true, false]);
    const listed = [...(first.Grants ?? []), ...(second.Grants ?? [])];
    expect(new Set(listed.map(({ GrantId }) => GrantId))).toEqual(ids);
    expect(listed[0]).toMatchObject({ KeyId: KEY_ARN, RetiringPrincipal: arnOf('alice') });
  });

  test('may be on another account’s key', async () => {
    const account = openAccount();
    const outsider = arnOf('outsider', ELSEWHERE);
    await grant(account, { RetiringPrincipal: outsider });
    expect((await retirable(account, outsider, {}, 'outsider')).Grants).toHaveLength(1);
  });

  test('are returned for the own account only, to those who may ask', async () => {
    const account = openAccount();
    expect(await refusal(retirable(account, arnOf('outsider', ELSEWHERE)))).toMatch(/^InvalidArnException/);
    expect(await refusal(retirable(account, arnOf('alice'), {}, 'alice'))).toMatch(DENIED);
  });
});
