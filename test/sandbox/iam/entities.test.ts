import {
  AddRoleToInstanceProfileCommand,
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreateLoginProfileCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteGroupCommand,
  DeleteInstanceProfileCommand,
  DeleteLoginProfileCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DetachUserPolicyCommand,
  GetAccountSummaryCommand,
  GetGroupCommand,
  GetInstanceProfileCommand,
  GetLoginProfileCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAccessKeysCommand,
  ListAccountAliasesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupsForUserCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutGroupPolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
  RemoveUserFromGroupCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAccessKeyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import {
  ALLOW_S3,
  credentialsOf,
  HOME,
  openAccount,
  ROOT,
  refusalOf,
  START,
  TRUST_EC2,
  trusting,
} from './account.ts';

const S3_FULL = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const parsed = (encoded: string | undefined) => JSON.parse(decodeURIComponent(encoded ?? ''));

describe('a role', () => {
  const create = new CreateRoleCommand({
    RoleName: 'r',
    Path: '/lab/',
    AssumeRolePolicyDocument: TRUST_EC2,
    Description: 'for the instance',
    Tags: [{ Key: 'Lab', Value: 'kms' }],
  });

  test('is as it was created', async () => {
    const iam = openAccount().iam();
    const made = await iam.send(create);
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'r' }));
    expect(Role).toEqual({ ...made.Role, MaxSessionDuration: 3600, RoleLastUsed: {} });
    expect(made.Role).not.toHaveProperty('MaxSessionDuration');
    expect(Role).toMatchObject({
      RoleName: 'r',
      Path: '/lab/',
      Arn: `arn:aws:iam::${HOME}:role/lab/r`,
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
      CreateDate: START,
      Description: 'for the instance',
      MaxSessionDuration: 3600,
      Tags: [{ Key: 'Lab', Value: 'kms' }],
    });
    expect(parsed(Role?.AssumeRolePolicyDocument)).toEqual(JSON.parse(TRUST_EC2));
  });

  test('is created at a whole second', async () => {
    const { iam, wait } = openAccount();
    wait(0.7);
    expect((await iam().send(create)).Role?.CreateDate).toEqual(START);
  });

  test('is listed without its tags', async () => {
    const iam = openAccount().iam();
    await iam.send(create);
    const { Roles } = await iam.send(new ListRolesCommand({}));
    expect(Roles).toMatchObject([{ RoleName: 'r' }]);
    expect(Roles?.[0]).not.toHaveProperty('Tags');
  });

  test('trusts the principals it is told to', async () => {
    const iam = openAccount().iam();
    await iam.send(create);
    const PolicyDocument = trusting({ AWS: `arn:aws:iam::${HOME}:user/alice` });
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'r', PolicyDocument }));
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'r' }));
    expect(parsed(Role?.AssumeRolePolicyDocument)).toEqual(JSON.parse(PolicyDocument));
  });

  test('has tags whose keys are case-insensitive', async () => {
    const iam = openAccount().iam();
    await iam.send(create);
    await iam.send(new TagRoleCommand({ RoleName: 'r', Tags: [{ Key: 'lab', Value: 's3' }] }));
    await iam.send(new TagRoleCommand({ RoleName: 'r', Tags: [{ Key: 'owner', Value: 'me' }] }));
    await iam.send(new UntagRoleCommand({ RoleName: 'r', TagKeys: ['Owner'] }));
    const { Tags } = await iam.send(new ListRoleTagsCommand({ RoleName: 'r' }));
    expect(Tags).toEqual([{ Key: 'lab', Value: 's3' }]);
  });

  test('gets and loses a boundary', async () => {
    const iam = openAccount().iam();
    await iam.send(create);
    const boundary = async () =>
      (await iam.send(new GetRoleCommand({ RoleName: 'r' }))).Role?.PermissionsBoundary
        ?.PermissionsBoundaryArn;
    await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: 'r', PermissionsBoundary: S3_FULL }));
    expect(await boundary()).toBe(S3_FULL);
    await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: 'r' }));
    expect(await boundary()).toBeUndefined();
  });

  test('has inline policies that are overwritten and deleted', async () => {
    const iam = openAccount().iam();
    await iam.send(create);
    const named = { RoleName: 'r', PolicyName: 'inline' };
    const denied = ALLOW_S3.replace('Allow', 'Deny');
    await iam.send(new PutRolePolicyCommand({ ...named, PolicyDocument: ALLOW_S3 }));
    await iam.send(new PutRolePolicyCommand({ ...named, PolicyDocument: denied }));
    const { PolicyDocument, ...rest } = await iam.send(new GetRolePolicyCommand(named));
    expect(rest).toMatchObject(named);
    expect(parsed(PolicyDocument)).toEqual(JSON.parse(denied));
    const names = async () => (await iam.send(new ListRolePoliciesCommand({ RoleName: 'r' }))).PolicyNames;
    expect(await names()).toEqual(['inline']);
    await iam.send(new DeleteRolePolicyCommand(named));
    expect(await names()).toEqual([]);
  });

  test('stays in an instance profile until it is removed', async () => {
    const iam = openAccount().iam();
    await iam.send(create);
    const named = { InstanceProfileName: 'i' };
    await iam.send(new CreateInstanceProfileCommand(named));
    await iam.send(new AddRoleToInstanceProfileCommand({ ...named, RoleName: 'r' }));
    const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand(named));
    expect(InstanceProfile).toMatchObject({
      Arn: `arn:aws:iam::${HOME}:instance-profile/i`,
      Roles: [{ RoleName: 'r' }],
    });
    const { InstanceProfiles } = await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: 'r' }));
    expect(InstanceProfiles).toEqual([InstanceProfile]);
    await iam.send(new RemoveRoleFromInstanceProfileCommand({ ...named, RoleName: 'r' }));
    await iam.send(new DeleteInstanceProfileCommand(named));
    await iam.send(new DeleteRoleCommand({ RoleName: 'r' }));
    expect((await iam.send(new ListRolesCommand({}))).Roles).toEqual([]);
  });
});

describe('a user', () => {
  const named = { UserName: 'u' };

  test('is the caller, unless another one is named', async () => {
    const { iam } = openAccount();
    const { User } = await iam().send(new GetUserCommand({}));
    expect(User).toMatchObject({ UserName: 'alice', Arn: `arn:aws:iam::${HOME}:user/alice` });
  });

  test('is not needed for the root user, which is itself', async () => {
    const { iam } = openAccount();
    const { User } = await iam(ROOT).send(new GetUserCommand({}));
    expect(User).toMatchObject({ UserId: HOME, Arn: `arn:aws:iam::${HOME}:root` });
    expect(User?.UserName).toBeUndefined();
  });

  test('uses its access key as long as that is active', async () => {
    const { iam, sts } = openAccount();
    await iam().send(new CreateUserCommand(named));
    const { AccessKey } = await iam().send(new CreateAccessKeyCommand(named));
    const { AccessKeyId = '', SecretAccessKey = '' } = AccessKey ?? {};
    const whoami = () =>
      sts({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey }).send(
        new GetCallerIdentityCommand({}),
      );
    expect((await whoami()).Arn).toBe(`arn:aws:iam::${HOME}:user/u`);
    await iam().send(new UpdateAccessKeyCommand({ ...named, AccessKeyId, Status: 'Inactive' }));
    expect(await refusalOf(whoami())).toMatchObject({ code: 'InvalidClientTokenId', status: 403 });
    const { AccessKeyMetadata } = await iam().send(new ListAccessKeysCommand(named));
    expect(AccessKeyMetadata).toEqual([{ ...named, AccessKeyId, Status: 'Inactive', CreateDate: START }]);
    await iam().send(new DeleteAccessKeyCommand({ ...named, AccessKeyId }));
    await iam().send(new DeleteUserCommand(named));
    expect(await refusalOf(whoami())).toMatchObject({ code: 'InvalidClientTokenId' });
  });

  test('has policies, attached and inline', async () => {
    const iam = openAccount().iam();
    await iam.send(new CreateUserCommand(named));
    for (const PolicyArn of [S3_FULL, ADMINISTRATOR, S3_FULL]) {
      await iam.send(new AttachUserPolicyCommand({ ...named, PolicyArn }));
    }
    await iam.send(new PutUserPolicyCommand({ ...named, PolicyName: 'own', PolicyDocument: ALLOW_S3 }));
    const attached = async () =>
      (await iam.send(new ListAttachedUserPoliciesCommand(named))).AttachedPolicies;
    expect(await attached()).toEqual([
      { PolicyName: 'AdministratorAccess', PolicyArn: ADMINISTRATOR },
      { PolicyName: 'AmazonS3FullAccess', PolicyArn: S3_FULL },
    ]);
    await iam.send(new DetachUserPolicyCommand({ ...named, PolicyArn: ADMINISTRATOR }));
    expect(await attached()).toHaveLength(1);
    const own = await iam.send(new GetUserPolicyCommand({ ...named, PolicyName: 'own' }));
    expect(own).toMatchObject({ UserName: 'u', PolicyName: 'own' });
  });

  test('belongs to groups', async () => {
    const iam = openAccount().iam();
    await iam.send(new CreateUserCommand(named));
    await iam.send(new CreateGroupCommand({ GroupName: 'g' }));
    await iam.send(new PutGroupPolicyCommand({ GroupName: 'g', PolicyName: 'p', PolicyDocument: ALLOW_S3 }));
    await iam.send(new AddUserToGroupCommand({ ...named, GroupName: 'g' }));
    expect(await iam.send(new GetGroupCommand({ GroupName: 'g' }))).toMatchObject({
      Group: { GroupName: 'g', GroupId: expect.stringMatching(/^AGPA/) },
      Users: [{ UserName: 'u' }],
    });
    const groups = async () => (await iam.send(new ListGroupsForUserCommand(named))).Groups;
    expect(await groups()).toMatchObject([{ GroupName: 'g' }]);
    await iam.send(new RemoveUserFromGroupCommand({ ...named, GroupName: 'g' }));
    expect(await groups()).toEqual([]);
    expect(await refusalOf(iam.send(new DeleteGroupCommand({ GroupName: 'g' })))).toMatchObject({
      text: 'Cannot delete entity, must delete policies first.',
    });
  });

  test('has a password or none', async () => {
    const iam = openAccount().iam();
    await iam.send(new CreateUserCommand(named));
    await iam.send(
      new CreateLoginProfileCommand({ ...named, Password: 'Correct-h0rse', PasswordResetRequired: true }),
    );
    const { LoginProfile } = await iam.send(new GetLoginProfileCommand(named));
    expect(LoginProfile).toEqual({ ...named, CreateDate: START, PasswordResetRequired: true });
    await iam.send(new DeleteLoginProfileCommand(named));
    await iam.send(new DeleteUserCommand(named));
  });
});

test('an account counts what it has, and has no alias', async () => {
  const iam = openAccount().iam();
  expect((await iam.send(new GetAccountSummaryCommand({}))).SummaryMap).toMatchObject({
    Users: 1,
    Roles: 0,
    AccountAccessKeysPresent: 1,
  });
  expect((await iam.send(new ListAccountAliasesCommand({}))).AccountAliases).toEqual([]);
});

test('a session without MFA may not call IAM', async () => {
  const { iam, sts } = openAccount();
  const session = credentialsOf(await sts().send(new GetSessionTokenCommand({})));
  expect(await refusalOf(iam(session).send(new GetUserCommand({})))).toEqual({
    code: 'InvalidClientTokenId',
    status: 403,
    text: 'The security token included in the request is invalid.',
  });
});
