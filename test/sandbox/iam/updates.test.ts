import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetAccountAuthorizationDetailsCommand,
  GetInstanceProfileCommand,
  GetRoleCommand,
  GetUserCommand,
  ListGroupsForUserCommand,
  ListInstanceProfileTagsCommand,
  ListPolicyTagsCommand,
  paginateGetAccountAuthorizationDetails,
  TagInstanceProfileCommand,
  TagPolicyCommand,
  UntagInstanceProfileCommand,
  UntagPolicyCommand,
  UpdateGroupCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { ALLOW_S3, credentialsOf, HOME, openAccount, refusalOf, TRUST_EC2 } from './account.ts';

const arn = (rest: string) => `arn:aws:iam::${HOME}:${rest}`;
const S3_FULL = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';

describe('a renamed user', () => {
  const rename = new UpdateUserCommand({ UserName: 'alice', NewUserName: 'eve', NewPath: '/lab/' });

  test('is the same one under another ARN, in its sessions as well', async () => {
    const { iam, sts, home } = openAccount();
    const session = credentialsOf(await sts().send(new GetSessionTokenCommand({})));
    const { id } = home.users.alice!;
    await iam().send(rename);
    const { User } = await iam().send(new GetUserCommand({}));
    expect(User).toMatchObject({ UserName: 'eve', UserId: id, Arn: arn('user/lab/eve'), Path: '/lab/' });
    for (const credentials of [undefined, session]) {
      const { Arn } = await sts(credentials).send(new GetCallerIdentityCommand({}));
      expect(Arn).toBe(arn('user/lab/eve'));
    }
    expect(await refusalOf(iam().send(rename))).toMatchObject({ code: 'NoSuchEntity', status: 404 });
  });

  test('keeps its MFA devices', async () => {
    const { iam, home } = openAccount();
    const serial = arn('mfa/alice');
    home.mfaDevices[serial] = { serial, seed: '', tags: {}, userName: 'alice' };
    await iam().send(rename);
    expect(home.mfaDevices[serial].userName).toBe('eve');
  });

  test('may not take a used name, except its own in another case', async () => {
    const { iam } = openAccount();
    await iam().send(new CreateUserCommand({ UserName: 'bob' }));
    const to = (NewUserName: string) => iam().send(new UpdateUserCommand({ UserName: 'alice', NewUserName }));
    expect(await refusalOf(to('BOB'))).toMatchObject({ code: 'EntityAlreadyExists', status: 409 });
    expect(await refusalOf(to('a b'))).toMatchObject({ code: 'ValidationError' });
    await to('Alice');
  });

  test('needs the permission on both ARNs', async () => {
    const { iam, demanded } = openAccount();
    await iam().send(rename);
    expect(demanded.map(({ action, resource }) => [action, resource])).toEqual([
      ['iam:UpdateUser', arn('user/alice')],
      ['iam:UpdateUser', arn('user/lab/eve')],
    ]);
  });
});

test('a renamed group keeps its members', async () => {
  const { iam } = openAccount();
  await iam().send(new CreateGroupCommand({ GroupName: 'g' }));
  await iam().send(new AddUserToGroupCommand({ GroupName: 'g', UserName: 'alice' }));
  await iam().send(new UpdateGroupCommand({ GroupName: 'g', NewGroupName: 'h' }));
  const { Groups } = await iam().send(new ListGroupsForUserCommand({ UserName: 'alice' }));
  expect(Groups).toMatchObject([{ GroupName: 'h', Arn: arn('group/h') }]);
});

describe('a role', () => {
  const RoleName = 'r';
  async function open() {
    const { iam } = openAccount();
    const client = iam();
    await client.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST_EC2, MaxSessionDuration: 7200 }),
    );
    const read = async () => (await client.send(new GetRoleCommand({ RoleName }))).Role;
    return { client, read };
  }

  test('gets a description and a session length', async () => {
    const { client, read } = await open();
    await client.send(new UpdateRoleCommand({ RoleName, Description: 'd', MaxSessionDuration: 43_200 }));
    expect(await read()).toMatchObject({ Description: 'd', MaxSessionDuration: 43_200 });
  });

  // Recorded from AWS in 2026; its reference says that the length becomes one hour.
  test('keeps what is not given', async () => {
    const { client, read } = await open();
    await client.send(new UpdateRoleCommand({ RoleName, Description: 'd' }));
    await client.send(new UpdateRoleCommand({ RoleName }));
    expect(await read()).toMatchObject({ Description: 'd', MaxSessionDuration: 7200 });
  });

  test('is shown with its new description', async () => {
    const { client } = await open();
    const { Role } = await client.send(new UpdateRoleDescriptionCommand({ RoleName, Description: 'e' }));
    expect(Role).toMatchObject({ RoleName, Description: 'e' });
    expect(Role).not.toHaveProperty('MaxSessionDuration');
  });

  test.each([3599, 43_201])('has no session of %i seconds', async (MaxSessionDuration) => {
    const { client } = await open();
    const update = new UpdateRoleCommand({ RoleName, MaxSessionDuration });
    expect(await refusalOf(client.send(update))).toMatchObject({ code: 'ValidationError', status: 400 });
  });
});

const TAGS = [
  { Key: 'a', Value: '1' },
  { Key: 'b', Value: '2' },
];

test('a policy has tags', async () => {
  const { iam, demanded } = openAccount();
  const { Policy } = await iam().send(new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: ALLOW_S3 }));
  const PolicyArn = Policy?.Arn;
  await iam().send(new TagPolicyCommand({ PolicyArn, Tags: TAGS }));
  expect(demanded.at(-1)?.context).toEqual({
    'aws:RequestTag/a': '1',
    'aws:RequestTag/b': '2',
    'aws:TagKeys': ['a', 'b'],
  });
  await iam().send(new UntagPolicyCommand({ PolicyArn, TagKeys: ['a'] }));
  expect((await iam().send(new ListPolicyTagsCommand({ PolicyArn }))).Tags).toEqual([TAGS[1]]);
  expect(await refusalOf(iam().send(new TagPolicyCommand({ PolicyArn: S3_FULL, Tags: TAGS })))).toMatchObject(
    {
      code: 'AccessDenied',
    },
  );
});

test('an instance profile has tags', async () => {
  const { iam } = openAccount();
  const InstanceProfileName = 'p';
  await iam().send(new CreateInstanceProfileCommand({ InstanceProfileName, Tags: [TAGS[0]!] }));
  await iam().send(new TagInstanceProfileCommand({ InstanceProfileName, Tags: [TAGS[1]!] }));
  const { InstanceProfile } = await iam().send(new GetInstanceProfileCommand({ InstanceProfileName }));
  expect(InstanceProfile?.Tags).toEqual(TAGS);
  await iam().send(new UntagInstanceProfileCommand({ InstanceProfileName, TagKeys: ['a'] }));
  const { Tags } = await iam().send(new ListInstanceProfileTagsCommand({ InstanceProfileName }));
  expect(Tags).toEqual([TAGS[1]]);
});

describe('GetAccountAuthorizationDetails', () => {
  async function open() {
    const { iam, home } = openAccount();
    const client = iam();
    await client.send(new CreateGroupCommand({ GroupName: 'g' }));
    await client.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: TRUST_EC2 }));
    await client.send(new CreatePolicyCommand({ PolicyName: 'own', PolicyDocument: ALLOW_S3 }));
    Object.assign(home.users.alice!, {
      attached: [S3_FULL],
      groups: ['g'],
      inline: { mine: JSON.parse(ALLOW_S3) },
    });
    return client;
  }

  test('returns everything, and those of AWS’s policies that are in use', async () => {
    const client = await open();
    const all = await client.send(new GetAccountAuthorizationDetailsCommand({}));
    expect(all.UserDetailList).toMatchObject([
      {
        UserName: 'alice',
        GroupList: ['g'],
        AttachedManagedPolicies: [{ PolicyName: 'AmazonS3FullAccess', PolicyArn: S3_FULL }],
        UserPolicyList: [{ PolicyName: 'mine' }],
      },
    ]);
    const [document = ''] = all.UserDetailList?.[0]?.UserPolicyList?.map((one) => one.PolicyDocument) ?? [];
    expect(decodeURIComponent(document)).toBe(ALLOW_S3);
    expect(all.GroupDetailList).toMatchObject([{ GroupName: 'g', GroupPolicyList: [] }]);
    expect(all.RoleDetailList).toMatchObject([{ RoleName: 'r', InstanceProfileList: [] }]);
    expect(all.Policies?.map(({ PolicyName }) => PolicyName)).toEqual(['own', 'AmazonS3FullAccess']);
    expect(all.Policies?.[0]?.PolicyVersionList).toMatchObject([{ VersionId: 'v1', IsDefaultVersion: true }]);
  });

  test('returns one kind if asked', async () => {
    const client = await open();
    const some = await client.send(
      new GetAccountAuthorizationDetailsCommand({ Filter: ['AWSManagedPolicy'] }),
    );
    expect([some.UserDetailList, some.RoleDetailList, some.Policies?.length]).toEqual([[], [], 1]);
  });

  test('pages', async () => {
    const client = await open();
    const seen: (string | undefined)[] = [];
    for await (const page of paginateGetAccountAuthorizationDetails({ client, pageSize: 2 }, {})) {
      const lists = [page.UserDetailList, page.GroupDetailList, page.RoleDetailList, page.Policies];
      seen.push(...lists.flatMap((list = []) => list.map(({ Arn }) => Arn)));
    }
    expect(seen).toEqual([arn('user/alice'), arn('group/g'), arn('role/r'), arn('policy/own'), S3_FULL]);
  });
});
