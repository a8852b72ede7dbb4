import { CreateRoleCommand, type Tag } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, type AssumeRoleRequest, GetFederationTokenCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/sandbox/judge.ts';
import {
  ALLOW_S3,
  type Credentials,
  credentialsOf,
  HOME,
  openAccount,
  ROOT,
  refusalOf,
} from '../iam/account.ts';

const ALICE_ARN = `arn:aws:iam::${HOME}:user/alice`;
const TAGS: Tag[] = [
  { Key: 'team', Value: 'red' },
  { Key: 'Star', Value: '1' },
];
const roleArn = (name: string) => `arn:aws:iam::${HOME}:role/${name}`;
const trust = (Action: readonly string[], Condition = {}) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${HOME}:root` }, Action, Condition }],
  });
const ALL = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];

/** Alice and both roles may do everything with STS; each role trusts the account with these actions. */
async function openChain(first = trust(ALL), second = first) {
  const account = openAccount({ judge });
  const may = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:*', Resource: '*' }],
  } as const;
  for (const [RoleName, AssumeRolePolicyDocument] of Object.entries({ first, second })) {
    await account.iam(ROOT).send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    account.home.roles[RoleName]!.inline.sts = may;
  }
  account.home.users.alice!.inline.sts = may;
  account.demanded.length = 0;
  const assume = (role: string, rest: Partial<AssumeRoleRequest> = {}, credentials?: Credentials) =>
    account
      .sts(credentials)
      .send(new AssumeRoleCommand({ RoleArn: roleArn(role), RoleSessionName: 'me', ...rest }));
  const sessionOf = (answer: Parameters<typeof credentialsOf>[0]) =>
    account.world.sessions[credentialsOf(answer).accessKeyId];
  return { ...account, assume, sessionOf };
}

describe('session tags', () => {
  test('are kept with the session, and seen by the policies that decide', async () => {
    const { assume, sessionOf, demanded } = await openChain();
    const answer = await assume('first', { Tags: TAGS, TransitiveTagKeys: ['star'] });
    expect(answer.PackedPolicySize).toBeGreaterThan(0);
    expect(sessionOf(answer)).toMatchObject({ tags: { team: 'red', Star: '1' }, transitiveTags: ['star'] });
    const context = {
      'aws:RequestTag/team': 'red',
      'aws:RequestTag/Star': '1',
      'aws:TagKeys': ['team', 'Star'],
      'sts:TransitiveTagKeys': ['star'],
    };
    expect(demanded).toMatchObject([
      { action: 'sts:AssumeRole', resource: roleArn('first'), context },
      { action: 'sts:TagSession', resource: roleArn('first'), context },
    ]);
  });

  test('stay with the session, unless they are transitive', async () => {
    const { assume, sessionOf } = await openChain();
    const first = await assume('first', { Tags: TAGS, TransitiveTagKeys: ['star'] });
    const second = await assume('second', { Tags: [{ Key: 'sun', Value: '2' }] }, credentialsOf(first));
    expect(sessionOf(second)).toMatchObject({ tags: { Star: '1', sun: '2' }, transitiveTags: ['Star'] });
    const third = await assume('first', {}, credentialsOf(second));
    expect(sessionOf(third)).toMatchObject({ tags: { Star: '1' }, transitiveTags: ['Star'] });
  });

  test('that are transitive need sts:TagSession of each role in the chain', async () => {
    const { assume } = await openChain(trust(ALL), trust(['sts:AssumeRole']));
    const first = await assume('first', { Tags: TAGS, TransitiveTagKeys: ['team'] });
    expect(await refusalOf(assume('second', {}, credentialsOf(first)))).toEqual({
      code: 'AccessDenied',
      status: 403,
      text: `User: arn:aws:sts::${HOME}:assumed-role/first/me is not authorized to perform: sts:TagSession on resource: ${roleArn('second')}`,
    });
    const plain = await assume('first', { Tags: TAGS });
    await assume('second', {}, credentialsOf(plain));
  });

  test('can be demanded by the trust policy', async () => {
    const { assume } = await openChain(trust(ALL, { StringEquals: { 'aws:RequestTag/team': 'red' } }));
    await assume('first', { Tags: TAGS });
    const blue = assume('first', { Tags: [{ Key: 'team', Value: 'blue' }] });
    expect(await refusalOf(blue)).toMatchObject({ code: 'AccessDenied' });
  });
});

describe('the source identity', () => {
  test('is kept along the chain', async () => {
    const { assume, sessionOf, demanded } = await openChain();
    const first = await assume('first', { SourceIdentity: 'alice@example.com' });
    expect(first.SourceIdentity).toBe('alice@example.com');
    expect(demanded[1]).toMatchObject({
      action: 'sts:SetSourceIdentity',
      context: { 'sts:SourceIdentity': 'alice@example.com' },
    });
    const second = await assume('second', {}, credentialsOf(first));
    expect(sessionOf(second)?.sourceIdentity).toBe('alice@example.com');
    expect(second.SourceIdentity).toBe('alice@example.com');
    await assume('first', { SourceIdentity: 'alice@example.com' }, credentialsOf(second));
    expect(await refusalOf(assume('first', { SourceIdentity: 'bob' }, credentialsOf(second)))).toMatchObject({
      code: 'ValidationError',
    });
  });

  test('needs sts:SetSourceIdentity of each role in the chain', async () => {
    const { assume } = await openChain(trust(ALL), trust(['sts:AssumeRole', 'sts:TagSession']));
    const first = await assume('first', { SourceIdentity: 'alice' });
    expect(await refusalOf(assume('second', {}, credentialsOf(first)))).toMatchObject({
      text: `User: arn:aws:sts::${HOME}:assumed-role/first/me is not authorized to perform: sts:SetSourceIdentity on resource: ${roleArn('second')}`,
    });
  });
});

test('a federated user gets tags, which need sts:TagSession', async () => {
  const { sts, home, sessionOf } = await openChain();
  const ask = () => sts().send(new GetFederationTokenCommand({ Name: 'bob', Tags: TAGS }));
  expect(sessionOf(await ask())).toMatchObject({ tags: { team: 'red', Star: '1' } });
  home.users.alice!.inline.sts = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:GetFederationToken', Resource: '*' }],
  };
  expect(await refusalOf(ask())).toEqual({
    code: 'AccessDenied',
    status: 403,
    text: `User: ${ALICE_ARN} is not authorized to perform: sts:TagSession on resource: arn:aws:sts::${HOME}:federated-user/bob`,
  });
});

test.each<[string, string | undefined, number]>([
  ['nothing', undefined, 0],
  ['a policy', ALLOW_S3, 1],
])('GetFederationToken says how much space %s takes', async (_, Policy, least) => {
  const { sts } = await openChain();
  const { PackedPolicySize } = await sts().send(new GetFederationTokenCommand({ Name: 'bob', Policy }));
  if (least === 0) expect(PackedPolicySize).toBe(0);
  else expect(PackedPolicySize).toBeGreaterThanOrEqual(least);
});

describe('is refused', () => {
  const parameter = (text: string) => ({ code: 'InvalidParameterValue', status: 400, text });
  const constraint = (value: string, member: string, rule: string) => ({
    code: 'ValidationError',
    status: 400,
    text: `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${rule}`,
  });
  const noise = Array.from({ length: 50 }, (_, index) => ({
    Key: `key-${index}-${Math.sin(index)}`,
    Value: `${Math.cos(index)}${Math.tan(index)}`.repeat(3),
  }));

  test.each<[string, Partial<AssumeRoleRequest>, object]>([
    [
      'the same key twice, in different case',
      { Tags: [...TAGS, { Key: 'TEAM', Value: 'blue' }] },
      parameter('Duplicate tag keys found. Please note that Tag keys are case insensitive.'),
    ],
    [
      'a transitive key without its tag',
      { Tags: TAGS, TransitiveTagKeys: ['sun'] },
      parameter('The specified transitive tag key must be included in the requested tags.'),
    ],
    [
      'a key of AWS’s own',
      { Tags: [{ Key: 'aws:team', Value: 'red' }] },
      parameter('Tag keys beginning with "aws:" are reserved for system use.'),
    ],
    [
      'a key that is too long',
      { Tags: [{ Key: 'k'.repeat(129), Value: '' }] },
      constraint('k'.repeat(129), 'tags.1.member.key', 'have length less than or equal to 128'),
    ],
    [
      'a value that is too long',
      { Tags: [{ Key: 'k', Value: 'v'.repeat(257) }] },
      constraint('v'.repeat(257), 'tags.1.member.value', 'have length less than or equal to 256'),
    ],
    [
      'too many tags',
      { Tags: Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' })) },
      constraint('[51]', 'tags', 'have length less than or equal to 50'),
    ],
    [
      'more than fits',
      { Tags: noise },
      {
        code: 'PackedPolicyTooLarge',
        status: 400,
        text: expect.stringMatching(/^Packed size of session tags consumes \d{3}% of allotted space\.$/),
      },
    ],
    [
      'a source identity with a space',
      { SourceIdentity: 'a b' },
      constraint('a b', 'sourceIdentity', 'satisfy regular expression pattern: [\\w+=,.@-]*'),
    ],
    [
      'an external id of one character',
      { ExternalId: '1' },
      constraint('1', 'externalId', 'have length greater than or equal to 2'),
    ],
    [
      'an ARN that is none',
      { RoleArn: `arn:aws:iam::${HOME}:rolle/first` },
      { code: 'ValidationError', status: 400, text: `arn:aws:iam::${HOME}:rolle/first is invalid` },
    ],
    [
      'an ARN that is too short',
      { RoleArn: 'first' },
      constraint('first', 'roleArn', 'have length greater than or equal to 20'),
    ],
    [
      'a context of Identity Center',
      { ProvidedContexts: [{ ProviderArn: 'arn:aws:iam::aws:contextProvider/IdentityCenter' }] },
      { code: 'NotImplemented', status: 400, text: 'ProvidedContexts is not in the sandbox.' },
    ],
  ])('%s', async (_, input, refusal) => {
    const { assume } = await openChain();
    expect(await refusalOf(assume('first', input))).toEqual(refusal);
  });

  test('a tag that the calling session inherited', async () => {
    const { assume } = await openChain();
    const first = await assume('first', { Tags: TAGS, TransitiveTagKeys: ['Star'] });
    const again = assume('second', { Tags: [{ Key: 'STAR', Value: '3' }] }, credentialsOf(first));
    expect(await refusalOf(again)).toEqual(
      parameter(
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
      ),
    );
  });
});
