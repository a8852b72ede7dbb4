import {
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteGroupCommand,
  DeleteInstanceProfileCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DetachRolePolicyCommand,
  GetGroupCommand,
  GetInstanceProfileCommand,
  GetLoginProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  PutRolePermissionsBoundaryCommand,
  RemoveRoleFromInstanceProfileCommand,
  SetDefaultPolicyVersionCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { ALLOW_S3, AWAY, HOME, openAccount, refusalOf } from './account.ts';
import {
  attached,
  group,
  inGroup,
  inline,
  inProfile,
  key,
  managed,
  password,
  policy,
  profile,
  type Row,
  refusalAfter,
  role,
  S3_FULL,
  user,
} from './commands.ts';

const MISSING: readonly Row[] = [
  ['a role', [], new GetRoleCommand({ RoleName: 'r' }), 'The role with name r cannot be found.'],
  ['a user', [], new GetUserCommand({ UserName: 'u' }), 'The user with name u cannot be found.'],
  ['a group', [], new GetGroupCommand({ GroupName: 'g' }), 'The group with name g cannot be found.'],
  [
    'an instance profile',
    [],
    new GetInstanceProfileCommand({ InstanceProfileName: 'i' }),
    'Instance Profile i cannot be found.',
  ],
  [
    'a role’s inline policy',
    [role],
    new GetRolePolicyCommand({ RoleName: 'r', PolicyName: 'p' }),
    'The role policy with name p cannot be found.',
  ],
  [
    'a role’s inline policy, to be deleted',
    [role],
    new DeleteRolePolicyCommand({ RoleName: 'r', PolicyName: 'p' }),
    'The role policy with name p cannot be found.',
  ],
  [
    'a user’s inline policy',
    [user],
    new GetUserPolicyCommand({ UserName: 'u', PolicyName: 'p' }),
    'The user policy with name p cannot be found.',
  ],
  [
    'a managed policy',
    [],
    new GetPolicyCommand({ PolicyArn: policy('p') }),
    `Policy ${policy('p')} was not found.`,
  ],
  [
    'a managed policy, to be attached',
    [role],
    attached,
    `Policy ${policy('p')} does not exist or is not attachable.`,
  ],
  [
    'a policy of AWS’s that is none',
    [group],
    new AttachGroupPolicyCommand({ GroupName: 'g', PolicyArn: 'arn:aws:iam::aws:policy/NoSuch' }),
    'Policy arn:aws:iam::aws:policy/NoSuch does not exist or is not attachable.',
  ],
  [
    'an attachment',
    [role, managed],
    new DetachRolePolicyCommand({ RoleName: 'r', PolicyArn: policy('p') }),
    `Policy ${policy('p')} was not found.`,
  ],
  [
    'a version',
    [managed],
    new GetPolicyVersionCommand({ PolicyArn: policy('p'), VersionId: 'v2' }),
    `Policy ${policy('p')} version v2 does not exist or is not attachable.`,
  ],
  [
    'a version, to be the default',
    [managed],
    new SetDefaultPolicyVersionCommand({ PolicyArn: policy('p'), VersionId: 'v2' }),
    `Policy ${policy('p')} version v2 does not exist or is not attachable.`,
  ],
  [
    'a boundary',
    [role],
    new PutRolePermissionsBoundaryCommand({ RoleName: 'r', PermissionsBoundary: policy('p') }),
    `Scope ARN: ${policy('p')} does not exist or is not attachable.`,
  ],
  [
    'a role in the profile',
    [role, profile],
    new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName: 'i', RoleName: 'r' }),
    'The role with name r cannot be found.',
  ],
  [
    'a password',
    [user],
    new GetLoginProfileCommand({ UserName: 'u' }),
    'Login Profile for User u cannot be found.',
  ],
  [
    'an access key',
    [user],
    new DeleteAccessKeyCommand({ UserName: 'u', AccessKeyId: 'AKIANOSUCHKEY1234567' }),
    'The Access Key with id AKIANOSUCHKEY1234567 cannot be found.',
  ],
];

const TAKEN: readonly Row[] = [
  ['role', [role], role, 'Role with name r already exists.'],
  ['user', [user], new CreateUserCommand({ UserName: 'U' }), 'User with name U already exists.'],
  ['group', [group], group, 'Group with name g already exists.'],
  ['instance profile', [profile], profile, 'Instance Profile i already exists.'],
  ['policy', [managed], managed, 'A policy called p already exists. Duplicate names are not allowed.'],
  ['password', [user, password], password, 'Login Profile for user u already exists.'],
];

const IN_THE_WAY: readonly Row[] = [
  [
    'a role in a profile',
    [role, profile, inProfile],
    new DeleteRoleCommand({ RoleName: 'r' }),
    'Cannot delete entity, must remove roles from instance profile first.',
  ],
  [
    'a profile with a role',
    [role, profile, inProfile],
    new DeleteInstanceProfileCommand({ InstanceProfileName: 'i' }),
    'Cannot delete entity, must remove roles from instance profile first.',
  ],
  [
    'a role’s attached policy',
    [role, managed, attached],
    new DeleteRoleCommand({ RoleName: 'r' }),
    'Cannot delete entity, must detach all policies first.',
  ],
  [
    'a role’s inline policy',
    [role, inline(ALLOW_S3)],
    new DeleteRoleCommand({ RoleName: 'r' }),
    'Cannot delete entity, must delete policies first.',
  ],
  [
    'a policy’s attachment',
    [role, managed, attached],
    new DeletePolicyCommand({ PolicyArn: policy('p') }),
    'Cannot delete a policy attached to entities.',
  ],
  [
    'a policy that is a boundary',
    [managed, new CreateUserCommand({ UserName: 'u', PermissionsBoundary: policy('p') })],
    new DeletePolicyCommand({ PolicyArn: policy('p') }),
    'Cannot delete a policy attached to entities.',
  ],
  [
    'a group’s user',
    [user, group, inGroup],
    new DeleteGroupCommand({ GroupName: 'g' }),
    'Cannot delete entity, must remove users from group first.',
  ],
  [
    'a user’s group',
    [user, group, inGroup],
    new DeleteUserCommand({ UserName: 'u' }),
    'Cannot delete entity, must remove users from group first.',
  ],
  [
    'a user’s access key, before its group',
    [user, group, inGroup, key],
    new DeleteUserCommand({ UserName: 'u' }),
    'Cannot delete entity, must delete access keys first.',
  ],
  [
    'a user’s password, before its access key',
    [user, key, password],
    new DeleteUserCommand({ UserName: 'u' }),
    'Cannot delete entity, must delete login profile first.',
  ],
];

const TABLE = [
  ['NoSuchEntity', 404, MISSING],
  ['EntityAlreadyExists', 409, TAKEN],
  ['DeleteConflict', 409, IN_THE_WAY],
] as const;

describe.each(TABLE)('%s %i', (code, status, rows) => {
  test.each(rows)('%s', async (_, before, command, text) => {
    expect(await refusalAfter(before, command)).toEqual({ code, status, text });
  });
});

test('AWS’s own policies can be attached and read, not changed', async () => {
  const iam = openAccount().iam();
  await iam.send(role);
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn: S3_FULL }));
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: S3_FULL }));
  expect(Policy).toMatchObject({
    PolicyName: 'AmazonS3FullAccess',
    DefaultVersionId: 'v2',
    AttachmentCount: 1,
  });
  expect(await refusalOf(iam.send(new DeletePolicyCommand({ PolicyArn: S3_FULL })))).toMatchObject({
    code: 'AccessDenied',
    status: 403,
  });
});

test('another account’s roles are not found', async () => {
  const { iam, world } = openAccount();
  await iam().send(role);
  world.accounts[AWAY]!.roles.theirs = { ...world.accounts[HOME]!.roles.r!, name: 'theirs' };
  expect(await refusalOf(iam().send(new GetRoleCommand({ RoleName: 'theirs' })))).toMatchObject({
    code: 'NoSuchEntity',
  });
});
