import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  ListAliasesCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';
import { PREDEFINED_ALIASES } from '../../../src/sandbox/kms/aliases.ts';
import {
  ALIAS,
  allow,
  arnOf,
  HOME,
  KEY_ARN,
  KEY_ID,
  openAccount,
  policy,
  REGION,
  ROOT,
  refusal,
  to,
} from './account.ts';

const ALIAS_ARN = `arn:aws:kms:${REGION}:${HOME}:${ALIAS}`;
const create = (AliasName: string) => new CreateAliasCommand({ AliasName, TargetKeyId: KEY_ID });

describe('an alias', () => {
  test('names a key, then another, then none', async () => {
    const { as } = openAccount();
    const kms = as('admin');
    const target = async () =>
      (await kms.send(new DescribeKeyCommand({ KeyId: 'alias/mine' }))).KeyMetadata?.KeyId;
    await kms.send(create('alias/mine'));
    expect(await target()).toBe(KEY_ID);

    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    await kms.send(new UpdateAliasCommand({ AliasName: 'alias/mine', TargetKeyId: KeyMetadata?.KeyId }));
    expect(await target()).toBe(KeyMetadata?.KeyId);

    await kms.send(new DeleteAliasCommand({ AliasName: 'alias/mine' }));
    expect(await refusal(target())).toBe(
      `NotFoundException: Alias arn:aws:kms:${REGION}:${HOME}:alias/mine is not found.`,
    );
  });

  test.each<[string, CreateAliasCommand | UpdateAliasCommand | DeleteAliasCommand, string | RegExp]>([
    ['taken', create(ALIAS), `AlreadyExistsException: An alias with the name ${ALIAS_ARN} already exists`],
    ['without its prefix', create('mine'), 'ValidationException: Alias must start with the prefix "alias/".'],
    ['of AWS’s own', create('alias/aws/mine'), /^NotAuthorizedException/],
    ['that is empty', create('alias/'), 'ValidationException: Invalid identifier'],
    [
      'with a colon',
      create('alias/a:b'),
      'ValidationException: alias/a:b contains invalid characters for an alias',
    ],
    [
      'with a space',
      create('alias/a b'),
      "ValidationException: 1 validation error detected: Value 'alias/a b' at 'aliasName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$",
    ],
    [
      'that is not there to be moved',
      new UpdateAliasCommand({ AliasName: 'alias/none', TargetKeyId: KEY_ID }),
      /^NotFoundException: Alias .*alias\/none is not found\.$/,
    ],
    [
      'that is not there to be deleted',
      new DeleteAliasCommand({ AliasName: 'alias/none' }),
      /^NotFoundException: Alias .*alias\/none is not found\.$/,
    ],
    [
      'for an alias',
      new CreateAliasCommand({ AliasName: 'alias/mine', TargetKeyId: ALIAS }),
      'ValidationException: Aliases must refer to keys. Not aliases',
    ],
    [
      'that is moved to an alias',
      new UpdateAliasCommand({ AliasName: ALIAS, TargetKeyId: ALIAS_ARN }),
      'ValidationException: Aliases must refer to keys. Not aliases',
    ],
  ])('%s is refused', async (_, command, expected) => {
    expect(
      await refusal(
        openAccount()
          .as('admin')
          .send(command as CreateAliasCommand),
      ),
    ).toMatch(expected);
  });
});

test('a key has at most 50 aliases, and one of them can still be set again', async () => {
  const kms = openAccount().as('admin');
  for (let count = 1; count < 50; count++) await kms.send(create(`alias/${count}`));
  expect(await refusal(kms.send(create('alias/more')))).toMatch(/^LimitExceededException/);
  await kms.send(new UpdateAliasCommand({ AliasName: 'alias/1', TargetKeyId: KEY_ID }));
});

/** The page's MFA policy gives kms:DeleteAlias on the key, which is half of what is needed. */
describe.each([
  ['kms:CreateAlias', create('alias/mine'), 'alias/mine'],
  ['kms:UpdateAlias', new UpdateAliasCommand({ AliasName: ALIAS, TargetKeyId: KEY_ID }), ALIAS],
  ['kms:DeleteAlias', new DeleteAliasCommand({ AliasName: ALIAS }), ALIAS],
] as const)('%s', (action, command, name) => {
  const keyPolicy = policy(to(ROOT, allow('kms:*')), to(arnOf('alice'), allow(action)));
  const aliasArn = `arn:aws:kms:${REGION}:${HOME}:${name}`;
  const send = (account: ReturnType<typeof openAccount>) =>
    account.as('alice').send(command as DeleteAliasCommand);

  test('is not enough on the key', async () => {
    expect(await refusal(send(openAccount(keyPolicy)))).toBe(
      `AccessDeniedException: User: ${arnOf('alice')} is not authorized to perform: ${action} on resource: ${aliasArn} because no identity-based policy allows the ${action} action`,
    );
  });

  test('is not enough on the alias', async () => {
    const account = openAccount();
    account.user('alice').inline = { alias: policy(allow(action, aliasArn)) };
    expect(await refusal(send(account))).toContain(
      `on resource: ${KEY_ARN} because no identity-based policy`,
    );
  });

  test('is enough on both', async () => {
    const account = openAccount(keyPolicy);
    account.user('alice').inline = { alias: policy(allow(action, aliasArn)) };
    await expect(send(account)).resolves.toBeDefined();
  });
});

test('an alias moves only with permission on both keys', async () => {
  const account = openAccount();
  const { KeyMetadata } = await account.as('admin').send(new CreateKeyCommand({}));
  const other = KeyMetadata?.Arn as string;
  const move = () =>
    account.as('alice').send(new UpdateAliasCommand({ AliasName: ALIAS, TargetKeyId: KeyMetadata?.KeyId }));
  const may = (...arns: readonly string[]) => policy(...arns.map((arn) => allow('kms:UpdateAlias', arn)));

  account.user('alice').inline = { move: may(ALIAS_ARN, other) };
  expect(await refusal(move())).toContain(`on resource: ${KEY_ARN} because`);
  account.user('alice').inline = { move: may(ALIAS_ARN, KEY_ARN) };
  expect(await refusal(move())).toContain(`on resource: ${other} because`);
  account.user('alice').inline = { move: may(ALIAS_ARN, KEY_ARN, other) };
  await move();
  expect(account.home.aliases[ALIAS]?.keyId).toBe(KeyMetadata?.KeyId);
});

describe('ListAliases', () => {
  async function threeAliases() {
    const { as } = openAccount();
    const kms = as('admin');
    await kms.send(create('alias/a'));
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/b', TargetKeyId: KeyMetadata?.KeyId }));
    return kms;
  }
  const names = (page: { Aliases?: { AliasName?: string }[] }) =>
    page.Aliases?.map(({ AliasName }) => AliasName);

  test('returns all', async () => {
    const page = await (await threeAliases()).send(new ListAliasesCommand({}));
    expect(names(page)).toEqual([ALIAS, 'alias/a', ...PREDEFINED_ALIASES, 'alias/b']);
    expect(page.Aliases?.[2]).toEqual({
      AliasName: 'alias/aws/acm',
      AliasArn: `arn:aws:kms:${REGION}:${HOME}:alias/aws/acm`,
    });
    expect(page.Aliases?.[0]).toMatchObject({ AliasArn: ALIAS_ARN, TargetKeyId: KEY_ID });
    expect(page.Truncated).toBe(false);
  });

  test('returns those of a key', async () => {
    const page = await (await threeAliases()).send(new ListAliasesCommand({ KeyId: KEY_ARN }));
    expect(names(page)).toEqual([ALIAS, 'alias/a']);
  });

  test('returns them page by page', async () => {
    const kms = await threeAliases();
    const first = await kms.send(new ListAliasesCommand({ Limit: 2 }));
    expect(names(first)).toEqual([ALIAS, 'alias/a']);
    expect(first.Truncated).toBe(true);
    const second = await kms.send(new ListAliasesCommand({ Marker: first.NextMarker }));
    expect(names(second)).toEqual([...PREDEFINED_ALIASES, 'alias/b']);
    expect(second).not.toHaveProperty('NextMarker');
  });

  test('knows its markers', async () => {
    const kms = await threeAliases();
    expect(await refusal(kms.send(new ListAliasesCommand({ Marker: 'other' })))).toMatch(
      /^InvalidMarkerException/,
    );
  });
});
