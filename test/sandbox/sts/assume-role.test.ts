import { CreateRoleCommand, DeleteRoleCommand } from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  type AssumeRoleRequest,
  AssumeRootCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/sandbox/judge.ts';
import { whyNoSessions } from '../../../src/sandbox/world-schema.ts';
import {
  ALICE,
  ALLOW_S3,
  type Credentials,
  credentialsOf,
  HOME,
  openAccount,
  ROOT,
  refusalOf,
  START,
  trusting,
} from '../iam/account.ts';
import { enabling, newAuthenticator } from '../iam/device.ts';

const ROLE = `arn:aws:iam::${HOME}:role/lab/r`;
const SESSION = `arn:aws:sts::${HOME}:assumed-role/r/me`;
const S3_FULL = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';

async function openWithRole(MaxSessionDuration = 3600) {
  const account = openAccount();
  await account.iam().send(
    new CreateRoleCommand({
      RoleName: 'r',
      Path: '/lab/',
      AssumeRolePolicyDocument: trusting({ AWS: `arn:aws:iam::${HOME}:root` }),
      MaxSessionDuration,
    }),
  );
  account.demanded.length = 0;
  const assume = (rest: Partial<AssumeRoleRequest> = {}, credentials?: Credentials) =>
    account.sts(credentials).send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'me', ...rest }));
  return { ...account, assume };
}

test('a role’s session is the role under the session’s name', async () => {
  const { sts, home, assume } = await openWithRole();
  const id = `${home.roles.r?.id}:me`;
  const answer = await assume();
  expect(answer.AssumedRoleUser).toEqual({ AssumedRoleId: id, Arn: SESSION });
  expect(answer.Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  expect(answer.Credentials?.Expiration).toEqual(new Date(START.getTime() + 3600_000));
  expect(await sts(credentialsOf(answer)).send(new GetCallerIdentityCommand({}))).toMatchObject({
    UserId: id,
    Account: HOME,
    Arn: SESSION,
  });
});

test('a role’s session ends with the role', async () => {
  const { iam, sts, assume } = await openWithRole();
  const session = credentialsOf(await assume());
  await iam().send(new DeleteRoleCommand({ RoleName: 'r' }));
  expect(await refusalOf(sts(session).send(new GetCallerIdentityCommand({})))).toMatchObject({
    code: 'InvalidClientTokenId',
  });
});

describe('the trust policy sees', () => {
  test('the role, the session’s name and the external id', async () => {
    const { assume, demanded } = await openWithRole();
    await assume({ ExternalId: 'contract-7' });
    expect(demanded).toEqual([
      {
        action: 'sts:AssumeRole',
        resource: ROLE,
        context: { 'sts:RoleSessionName': 'me', 'sts:ExternalId': 'contract-7' },
      },
    ]);
  });

  test('MFA, which the role’s session does not include', async () => {
    const { iam, world, now, wait, assume, demanded } = await openWithRole();
    const phone = await newAuthenticator(iam(), 'phone');
    await iam().send(enabling(phone, 'alice', now()));
    wait(30);
    demanded.length = 0;
    const code = { SerialNumber: phone.serial, TokenCode: phone.code(now()) };
    const { accessKeyId } = credentialsOf(await assume(code));
    expect(demanded[0]?.context).toMatchObject({
      'aws:MultiFactorAuthPresent': 'true',
      'aws:MultiFactorAuthAge': '0',
    });
    expect(world.sessions[accessKeyId]).not.toHaveProperty('mfaAt');
    expect(await refusalOf(assume(code))).toMatchObject({
      text: 'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
    });
  });
});

describe('a trust policy allows', () => {
  const alice = { AWS: `arn:aws:iam::${HOME}:user/alice` };
  const external = trusting(alice, { StringEquals: { 'sts:ExternalId': 'contract-7' } });
  const withMfa = trusting(alice, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } });

  test.each([
    ['whom it names', trusting(alice), {}, true],
    ['a service only', trusting({ Service: 'ec2.amazonaws.com' }), {}, false],
    ['who knows the external id', external, { ExternalId: 'contract-7' }, true],
    ['nobody with another one', external, { ExternalId: 'contract-8' }, false],
    ['nobody without one', external, {}, false],
    ['nobody without MFA', withMfa, {}, false],
  ])('%s', async (_, AssumeRolePolicyDocument, input, allowed) => {
    const account = openAccount({ judge });
    await account.iam(ROOT).send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument }));
    const RoleArn = `arn:aws:iam::${HOME}:role/r`;
    const assume = account.sts().send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me', ...input }));
    if (allowed) expect((await assume).AssumedRoleUser?.Arn).toBe(SESSION);
    else expect(await refusalOf(assume)).toMatchObject({ code: 'AccessDenied', status: 403 });
  });
});

test('session policies are stored with the session: the inline one and AWS’s', async () => {
  const { world, assume } = await openWithRole();
  const { accessKeyId } = credentialsOf(await assume({ Policy: ALLOW_S3, PolicyArns: [{ arn: S3_FULL }] }));
  expect(world.sessions[accessKeyId]?.policies).toEqual([
    JSON.parse(ALLOW_S3),
    expect.objectContaining({ Version: '2012-10-17' }),
  ]);
});

describe('is refused', () => {
  const validation = (text: string) => ({ code: 'ValidationError', status: 400, text });
  const denied = (text: string) => ({ code: 'AccessDenied', status: 403, text });

  test.each<[string, Partial<AssumeRoleRequest>, Credentials | undefined, object]>([
    [
      'more than the role allows',
      { DurationSeconds: 3601 },
      undefined,
      validation('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'),
    ],
    [
      'less than a quarter of an hour',
      { DurationSeconds: 899 },
      undefined,
      validation(
        "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
      ),
    ],
    [
      'a name with a space',
      { RoleSessionName: 'a b' },
      undefined,
      validation(
        "1 validation error detected: Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
      ),
    ],
    ['the root user', {}, ROOT, denied('Roles may not be assumed by root accounts.')],
    [
      'a role that is not there',
      { RoleArn: `${ROLE}2` },
      undefined,
      denied(
        `User: arn:aws:iam::${HOME}:user/alice is not authorized to perform: sts:AssumeRole on resource: ${ROLE}2`,
      ),
    ],
    [
      'a session policy that is none',
      { Policy: '{' },
      undefined,
      { code: 'MalformedPolicyDocument', status: 400, text: 'Syntax errors in policy.' },
    ],
  ])('%s', async (_, input, credentials, refusal) => {
    const { assume } = await openWithRole();
    expect(await refusalOf(assume(input, credentials))).toEqual(refusal);
  });

  test('more than an hour by role chaining', async () => {
    const { assume } = await openWithRole(43_200);
    await assume({ DurationSeconds: 7200 });
    const session = credentialsOf(await assume());
    await assume({ DurationSeconds: 3600 }, session);
    expect(await refusalOf(assume({ DurationSeconds: 3601 }, session))).toEqual(
      validation(
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
      ),
    );
  });

  test('AssumeRoot, always', async () => {
    const assumeRoot = new AssumeRootCommand({
      TargetPrincipal: HOME,
      TaskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy' },
    });
    expect(await refusalOf(openAccount().sts().send(assumeRoot))).toMatchObject({
      code: 'AccessDenied',
      status: 403,
    });
  });
});

describe('GetFederationToken', () => {
  const ask = new GetFederationTokenCommand({ Name: 'bob', Policy: ALLOW_S3 });

  test('is a session with a name, on behalf of its caller', async () => {
    const { sts, iam, world, demanded } = openAccount();
    const answer = await sts().send(ask);
    const arn = `arn:aws:sts::${HOME}:federated-user/bob`;
    expect(demanded).toEqual([{ action: 'sts:GetFederationToken', resource: arn, context: {} }]);
    expect(answer.FederatedUser).toEqual({ FederatedUserId: `${HOME}:bob`, Arn: arn });
    const session = credentialsOf(answer);
    expect(world.sessions[session.accessKeyId]).toMatchObject({
      parent: { arn: `arn:aws:iam::${HOME}:user/alice` },
      policies: [JSON.parse(ALLOW_S3)],
    });
    expect((await sts(session).send(new GetCallerIdentityCommand({}))).UserId).toBe(`${HOME}:bob`);
    expect(await refusalOf(iam(session).send(new DeleteRoleCommand({ RoleName: 'r' })))).toMatchObject({
      code: 'InvalidClientTokenId',
    });
  });

  test('without a policy may do nothing', async () => {
    const { sts, world } = openAccount();
    const { accessKeyId } = credentialsOf(await sts().send(new GetFederationTokenCommand({ Name: 'bob' })));
    expect(world.sessions[accessKeyId]?.policies).toEqual([]);
    // It can be stored, and read again.
    expect(whyNoSessions(JSON.parse(JSON.stringify(world.sessions)))).toBeUndefined();
  });

  test('of the root user may do what its policy says, and no more', async () => {
    const { iam, sts } = openAccount({ judge });
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:GetAccessKeyInfo', Resource: '*' }],
    });
    const federation = new GetFederationTokenCommand({ Name: 'fred', Policy });
    const session = credentialsOf(await sts(ROOT).send(federation));
    const AccessKeyId = ALICE.accessKeyId;
    const info = new GetAccessKeyInfoCommand({ AccessKeyId });
    expect(await sts(session).send(info)).toMatchObject({ Account: HOME });
    const none = credentialsOf(await sts(ROOT).send(new GetFederationTokenCommand({ Name: 'fred' })));
    expect(await refusalOf(sts(none).send(info))).toMatchObject({
      code: 'AccessDenied',
      text: expect.stringMatching(/because no session policy allows the sts:GetAccessKeyInfo action$/),
    });
    expect(await refusalOf(iam(session).send(new DeleteRoleCommand({ RoleName: 'r' })))).toMatchObject({
      code: 'InvalidClientTokenId',
    });
  });

  test('accepts no session credentials', async () => {
    const { sts } = openAccount();
    const session = credentialsOf(await sts().send(new GetSessionTokenCommand({})));
    expect(await refusalOf(sts(session).send(ask))).toMatchObject({
      code: 'AccessDenied',
      text: 'Cannot call GetFederationToken with session credentials',
    });
  });
});
