import {
  CreateKeyCommand,
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateKeyDescriptionCommand,
} from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../../src/sandbox/kms/material.ts';
import {
  allow,
  arnOf,
  deny,
  ELSEWHERE,
  HOME,
  KEY_ARN,
  KEY_ID,
  openAccount,
  policy,
  ROOT,
  refusal,
  START,
  to,
} from './account.ts';

const OTHER_ID = '00000000-0000-4000-8000-000000000000';

describe('a key', () => {
  test('is described', async () => {
    const { as, key } = openAccount();
    const { KeyMetadata } = await as('admin').send(new DescribeKeyCommand({ KeyId: KEY_ID }));
    expect(KeyMetadata).toEqual({
      AWSAccountId: HOME,
      KeyId: KEY_ID,
      Arn: KEY_ARN,
      CreationDate: START,
      Enabled: true,
      Description: '',
      KeyUsage: 'ENCRYPT_DECRYPT',
      KeyState: 'Enabled',
      Origin: 'AWS_KMS',
      KeyManager: 'CUSTOMER',
      CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      KeySpec: 'SYMMETRIC_DEFAULT',
      EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
      MultiRegion: false,
      CurrentKeyMaterialId: Buffer.from(
        fingerprint(Buffer.from(key.material as string, 'base64')),
        'base64',
      ).toString('hex'),
    });
  });

  test.each([
    ['another id', OTHER_ID, `NotFoundException: Key '${KEY_ARN.replace(KEY_ID, OTHER_ID)}' does not exist`],
    ['no id', 'ImportedCMK', "NotFoundException: Invalid keyId 'ImportedCMK'"],
    [
      'an alias that is not there',
      'alias/none',
      `NotFoundException: Alias arn:aws:kms:us-east-1:${HOME}:alias/none is not found.`,
    ],
    [
      'an ARN of another Region',
      KEY_ARN.replace('us-east-1', 'eu-west-1'),
      'NotFoundException: Invalid arn eu-west-1',
    ],
    ['no ARN', 'arn:aws:kms:what', 'InvalidArnException: Invalid arn arn:aws:kms:what'],
    ['a name of every object', 'alias/constructor', /^NotFoundException: Alias/],
  ])('is not found by %s', async (_, KeyId, expected) => {
    const refused = await refusal(openAccount().as('admin').send(new DescribeKeyCommand({ KeyId })));
    expect(refused).toMatch(expected);
  });

  test('of another account cannot be told from one that does not exist', async () => {
    const { as } = openAccount();
    const tell = (KeyId: string) => refusal(as('outsider').send(new DescribeKeyCommand({ KeyId })));
    const hidden = `AccessDeniedException: User: ${arnOf('outsider', ELSEWHERE)} is not authorized to perform: kms:DescribeKey on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`;
    expect(await tell(KEY_ARN)).toBe(hidden);
    expect(await tell(KEY_ARN.replace(KEY_ID, OTHER_ID))).toBe(hidden);
    expect(await tell(`arn:aws:kms:us-east-1:${HOME}:alias/none`)).toBe(hidden);
  });

  test('of another account can be described by an allowed caller, but its policy not read', async () => {
    const { as } = openAccount(
      policy(to(ROOT, allow('kms:*')), to(arnOf('outsider', ELSEWHERE), allow('kms:*'))),
    );
    const { KeyMetadata } = await as('outsider').send(new DescribeKeyCommand({ KeyId: KEY_ARN }));
    expect(KeyMetadata).toMatchObject({ AWSAccountId: HOME });
    expect(await refusal(as('outsider').send(new GetKeyPolicyCommand({ KeyId: KEY_ARN })))).toMatch(
      /^NotFoundException/,
    );
  });

  test('can be created, with a description and tags', async () => {
    const { as } = openAccount();
    const { KeyMetadata } = await as('admin').send(
      new CreateKeyCommand({ Description: 'mine', Tags: [{ TagKey: 'Project', TagValue: 'lab' }] }),
    );
    expect(KeyMetadata).toMatchObject({ Description: 'mine', KeyState: 'Enabled', Origin: 'AWS_KMS' });
    const { Tags } = await as('admin').send(new ListResourceTagsCommand({ KeyId: KeyMetadata?.KeyId }));
    expect(Tags).toEqual([{ TagKey: 'Project', TagValue: 'lab' }]);
  });

  test.each([
    { KeySpec: 'RSA_2048' as const },
    { KeyUsage: 'SIGN_VERIFY' as const },
    { Origin: 'AWS_CLOUDHSM' as const },
    { MultiRegion: true },
  ])('of a kind that the sandbox lacks is refused: %o', async (input) => {
    expect(await refusal(openAccount().as('admin').send(new CreateKeyCommand(input)))).toMatch(
      /^UnsupportedOperationException/,
    );
  });

  test('gets another description', async () => {
    const { as, key } = openAccount();
    await as('admin').send(new UpdateKeyDescriptionCommand({ KeyId: KEY_ID, Description: 'mine' }));
    expect(key.description).toBe('mine');
  });
});

test('ListKeys returns page by page', async () => {
  const kms = openAccount().as('admin');
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const first = await kms.send(new ListKeysCommand({ Limit: 1 }));
  const second = await kms.send(new ListKeysCommand({ Limit: 1, Marker: first.NextMarker }));
  expect([first.Truncated, second.Truncated]).toEqual([true, false]);
  const ids = [...(first.Keys ?? []), ...(second.Keys ?? [])].map(({ KeyId }) => KeyId);
  expect(ids).toEqual([KEY_ID, KeyMetadata?.KeyId].sort());
});

describe('tags', () => {
  const tag = (TagKey: string, TagValue = 'x') =>
    new TagResourceCommand({ KeyId: KEY_ID, Tags: [{ TagKey, TagValue }] });

  test('are added, changed and removed', async () => {
    const { as, key } = openAccount();
    await as('admin').send(tag('Project', 'a'));
    await as('admin').send(tag('Project', 'b'));
    expect(key.tags).toEqual({ Project: 'b' });
    await as('admin').send(new UntagResourceCommand({ KeyId: KEY_ID, TagKeys: ['Project'] }));
    expect(key.tags).toEqual({});
  });

  test('of a new key need a permission that covers every key', async () => {
    const account = openAccount();
    const create = new CreateKeyCommand({ Tags: [{ TagKey: 'Project', TagValue: 'a' }] });
    expect((await account.as('admin').send(create)).KeyMetadata?.KeyState).toBe('Enabled');
    account.user('admin').inline = {
      less: policy({ ...deny('kms:TagResource'), Resource: 'arn:aws:kms:*:*:key/*' }),
    };
    expect(await refusal(account.as('admin').send(create))).toMatch(/kms:TagResource on resource: .*key\/\*/);
  });

  test('are at most fifty', async () => {
    const { as } = openAccount();
    const Tags = Array.from({ length: 51 }, (_, index) => ({ TagKey: `t${index}`, TagValue: '' }));
    const send = (tags: typeof Tags) =>
      refusal(as('admin').send(new TagResourceCommand({ KeyId: KEY_ID, Tags: tags })));
    expect(await send(Tags)).toBe('TagException: Too many tags');
    await as('admin').send(new TagResourceCommand({ KeyId: KEY_ID, Tags: Tags.slice(0, 50) }));
    expect(await send(Tags.slice(50))).toBe('TagException: Too many tags');
  });

  const INVALID = 'failed to satisfy constraint: Member must have length';
  test.each([
    ['a reserved key', [tag('aws:mine')], 'TagException: Tags beginning with aws: are reserved'],
    ['in other capitals', [tag('AWS:mine')], 'TagException: Tags beginning with aws: are reserved'],
    ['a key twice', [tag('a'), tag('a')], 'TagException: Duplicate tag keys'],
    [
      'a long key',
      [tag('k'.repeat(129))],
      `ValidationException: 1 validation error detected: Value '${'k'.repeat(129)}' at 'tags.1.member.tagKey' ${INVALID} less than or equal to 128`,
    ],
    [
      'no key',
      [tag('')],
      `ValidationException: 1 validation error detected: Value '' at 'tags.1.member.tagKey' ${INVALID} greater than or equal to 1`,
    ],
    [
      'a long value of the second',
      [tag('a'), tag('b', 'v'.repeat(257))],
      `ValidationException: 1 validation error detected: Value '${'v'.repeat(257)}' at 'tags.2.member.tagValue' ${INVALID} less than or equal to 256`,
    ],
  ])('that are not valid are refused: %s', async (_what, commands, expected) => {
    const { as, key } = openAccount();
    const Tags = commands.flatMap(({ input }) => input.Tags ?? []);
    const admin = as('admin');
    expect(await refusal(admin.send(new TagResourceCommand({ KeyId: KEY_ID, Tags })))).toBe(expected);
    expect(await refusal(admin.send(new CreateKeyCommand({ Tags })))).toBe(expected);
    expect(key.tags).toEqual({});
  });

  test('decide if a policy asks for them', async () => {
    const account = openAccount();
    account.user('admin').inline = {
      hands: policy({
        ...deny('kms:DescribeKey'),
        Condition: { StringEquals: { 'aws:ResourceTag/Project': 'secret' } },
      }),
    };
    const look = () => account.as('admin').send(new DescribeKeyCommand({ KeyId: KEY_ID }));
    await look();
    account.key.tags = { Project: 'secret' };
    expect(await refusal(look())).toMatch(/with an explicit deny in an identity-based policy$/);
  });
});
