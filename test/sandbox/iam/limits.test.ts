import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  ListRolesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import type { WorldAccount } from '../../../src/sandbox/world.ts';
import { ALLOW_S3, HOME, openAccount, refusalOf, TRUST_EC2, trusting, userNamed } from './account.ts';
import {
  type Command,
  group,
  inline,
  inProfile,
  key,
  managed,
  padded,
  policy,
  profile,
  type Row,
  refusalAfter,
  role,
  user,
} from './commands.ts';

const TOO_MANY: readonly Row[] = [
  ['access keys', [user, key, key], key, 'Cannot exceed quota for AccessKeysPerUser: 2'],
  [
    'roles in a profile',
    [role, profile, inProfile],
    inProfile,
    'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
  ],
  [
    'characters of a role’s inline policies together',
    [role, new PutRolePolicyCommand({ RoleName: 'r', PolicyName: 'other', PolicyDocument: padded(6000) })],
    inline(padded(6000)),
    'Maximum policy size of 10240 bytes exceeded for role r',
  ],
  [
    'characters of a user’s inline policy',
    [user],
    new PutUserPolicyCommand({ UserName: 'u', PolicyName: 'inline', PolicyDocument: padded(2048) }),
    'Maximum policy size of 2048 bytes exceeded for user u',
  ],
  [
    'characters of a managed policy',
    [],
    new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: padded(6144) }),
    'Cannot exceed quota for PolicySize: 6144',
  ],
];

const trust = (PolicyDocument: string) =>
  new UpdateAssumeRolePolicyCommand({ RoleName: 'r', PolicyDocument });
const bob = `arn:aws:iam::${HOME}:user/bob`;

const MALFORMED: readonly Row[] = [
  [
    'an ARN without enough parts',
    [role],
    inline(
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3::b"}]}',
    ),
    'The policy failed legacy parsing',
  ],
  [
    'an ARN of another partition',
    [role],
    inline(
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws-cn:s3:::b"}]}',
    ),
    'Partition "aws-cn" is not valid for resource "arn:aws-cn:s3:::b".',
  ],
  [
    'trust in a service that does not exist',
    [role],
    trust(trusting({ Service: 'nothing.amazonaws.com' })),
    'Invalid principal in policy: "SERVICE":"nothing.amazonaws.com"',
  ],
  ['no JSON', [role], inline('{'), 'Syntax errors in policy.'],
  [
    'an old version',
    [role],
    inline('{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'),
    'Policy document must be version 2012-10-17 or greater.',
  ],
  [
    'an action without a service',
    [role],
    inline('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"GetObject","Resource":"*"}]}'),
    'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  ],
  ['trust that is no JSON', [role], trust('{'), 'This policy contains invalid Json'],
  [
    'trust in a user who is not there',
    [role],
    trust(trusting({ AWS: bob })),
    `Invalid principal in policy: "AWS":"${bob}"`,
  ],
  [
    'trust in an account that is not there',
    [role],
    trust(trusting({ AWS: '999999999999' })),
    'Invalid principal in policy: "AWS":"999999999999"',
  ],
  [
    'trust with a resource',
    [role],
    trust(TRUST_EC2.replace('"Action"', '"Resource":"*","Action"')),
    'Has prohibited field Resource',
  ],
];

const RESERVED: readonly Row[] = [
  [
    'a role at the path of service-linked roles',
    [],
    new CreateRoleCommand({
      RoleName: 'r',
      Path: '/aws-service-role/ecs.amazonaws.com/',
      AssumeRolePolicyDocument: TRUST_EC2,
    }),
    "Path prefix '/aws-service-role/' can only be used for AWS Service linked Roles",
  ],
  [
    'a user at the path of Identity Center',
    [],
    new CreateUserCommand({ UserName: 'u', Path: '/aws-reserved/sso.amazonaws.com/' }),
    "Path prefix '/aws-reserved/' can only be used for AWS Service linked Roles",
  ],
  [
    'a user who is moved there',
    [user],
    new UpdateUserCommand({ UserName: 'u', NewPath: '/aws-service-role/' }),
    "Path prefix '/aws-service-role/' can only be used for AWS Service linked Roles",
  ],
  [
    'a tag of AWS’s own',
    [role],
    new TagRoleCommand({ RoleName: 'r', Tags: [{ Key: 'AWS:mine', Value: 'x' }] }),
    'aws: prefixed tag key names are not allowed for external use.',
  ],
];

const INVALID: readonly Row[] = [
  [
    'a tag’s long key',
    [],
    new CreateUserCommand({ UserName: 'u', Tags: [{ Key: 'k'.repeat(129), Value: '' }] }),
    "1 validation error detected: Value at 'tags.1.member.key' failed to satisfy constraint: Member must have length less than or equal to 128",
  ],
  [
    'a tag’s long value',
    [role],
    new TagRoleCommand({
      RoleName: 'r',
      Tags: [
        { Key: 'a', Value: '' },
        { Key: 'b', Value: 'v'.repeat(257) },
      ],
    }),
    "1 validation error detected: Value at 'tags.2.member.value' failed to satisfy constraint: Member must have length less than or equal to 256",
  ],
  [
    'fifty-one tags at once',
    [role],
    new TagRoleCommand({
      RoleName: 'r',
      Tags: Array.from({ length: 51 }, (_, index) => ({ Key: `t${index}`, Value: '' })),
    }),
    "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50",
  ],
  [
    'a tag’s character',
    [role],
    new TagRoleCommand({ RoleName: 'r', Tags: [{ Key: 'a{b', Value: '' }] }),
    "1 validation error detected: Value at 'tags.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+",
  ],
  [
    'a name with a space',
    [],
    new CreateUserCommand({ UserName: 'a b' }),
    'The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
  ],
  [
    'a long name',
    [],
    new GetRoleCommand({ RoleName: 'r'.repeat(65) }),
    "1 validation error detected: Value at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64",
  ],
  [
    'a path without its slashes',
    [],
    new CreateUserCommand({ UserName: 'u', Path: 'lab' }),
    'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
  ],
  [
    'a version',
    [managed],
    new GetPolicyVersionCommand({ PolicyArn: policy('p'), VersionId: '1' }),
    "1 validation error detected: Value at 'versionId' failed to satisfy constraint: Member must satisfy regular expression pattern: v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?",
  ],
  [
    'a page of nothing',
    [],
    new ListUsersCommand({ MaxItems: 0 }),
    "1 validation error detected: Value at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  [
    'two members',
    [],
    new CreateRoleCommand({
      RoleName: 'r'.repeat(65),
      AssumeRolePolicyDocument: TRUST_EC2,
      MaxSessionDuration: 43_201,
    }),
    "2 validation errors detected: Value at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64; Value at 'maxSessionDuration' failed to satisfy constraint: Member must have value less than or equal to 43200",
  ],
  [
    'a policy to attach that is no ARN',
    [role],
    new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn: 'longpolicynamebutnoarn' }),
    'Invalid ARN:  Could not be parsed!',
  ],
  [
    'a policy to attach that is a role',
    [user],
    new AttachUserPolicyCommand({ UserName: 'u', PolicyArn: `arn:aws:iam::${HOME}:role/r` }),
    'Invalid ARN:  Could not be parsed!',
  ],
  [
    'a policy to attach with a short name',
    [group],
    new AttachGroupPolicyCommand({ GroupName: 'g', PolicyArn: 'p' }),
    "1 validation error detected: Value at 'policyArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
  ],
  [
    'a policy to detach that is no ARN',
    [role],
    new DetachRolePolicyCommand({ RoleName: 'r', PolicyArn: 'longpolicynamebutnoarn' }),
    'Invalid ARN:  Could not be parsed!',
  ],
  ['no password', [user], new CreateLoginProfileCommand({ UserName: 'u' }), 'Must specify password'],
  ['a marker', [], new ListRolesCommand({ Marker: 'nowhere' }), 'Invalid Marker.'],
  [
    'a short session',
    [],
    new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: TRUST_EC2, MaxSessionDuration: 60 }),
    "1 validation error detected: Value at 'maxSessionDuration' failed to satisfy constraint: Member must have value greater than or equal to 3600",
  ],
];

const password = (Password: string) => new CreateLoginProfileCommand({ UserName: 'u', Password });

const WEAK: readonly Row[] = [
  ['seven characters', [user], password('my-pass'), 'Password should have a minimum length of 8'],
  [
    'only small letters',
    [user],
    password('abcdefgh'),
    'Password should meet 2 more of the following requirements: Password should have at least one uppercase letter, Password should have at least one number, Password should have at least one symbol',
  ],
  [
    'letters and numbers',
    [user],
    password('abcdefg1'),
    'Password should meet 1 more of the following requirements: Password should have at least one uppercase letter, Password should have at least one symbol',
  ],
];

const TABLE = [
  ['LimitExceeded', 409, TOO_MANY],
  ['MalformedPolicyDocument', 400, MALFORMED],
  ['ValidationError', 400, INVALID],
  ['InvalidInput', 400, RESERVED],
  ['PasswordPolicyViolation', 400, WEAK],
] as const;

describe.each(TABLE)('%s %i', (code, status, rows) => {
  test.each(rows)('%s', async (_, before, command, text) => {
    expect(await refusalAfter(before, command)).toEqual({ code, status, text });
  });
});

test('InvalidInput: an invalid ARN, and a repeated tag', async () => {
  const iam = openAccount().iam();
  await iam.send(role);
  const noArn = new GetPolicyCommand({ PolicyArn: 'AmazonS3FullAccess-by-name' });
  expect(await refusalOf(iam.send(noArn))).toEqual({
    code: 'InvalidInput',
    status: 400,
    text: 'ARN AmazonS3FullAccess-by-name is not valid.',
  });
  const twice = new TagRoleCommand({
    RoleName: 'r',
    Tags: [
      { Key: 'Lab', Value: '1' },
      { Key: 'lab', Value: '2' },
    ],
  });
  expect(await refusalOf(iam.send(twice))).toMatchObject({ code: 'InvalidInput', status: 400 });
});

test.each<[string, number, (account: WorldAccount, name: string) => void, Command]>([
  ['UsersPerAccount', 5000, ({ users }, name) => (users[name] = userNamed(name)), user],
  ['RolesPerAccount', 1000, ({ roles, users }, name) => Object.assign(roles, { [name]: users.alice }), role],
  [
    'GroupsPerAccount',
    300,
    ({ groups, users }, name) => Object.assign(groups, { [name]: users.alice }),
    group,
  ],
  [
    'InstanceProfilesPerAccount',
    1000,
    ({ instanceProfiles }, name) => Object.assign(instanceProfiles, { [name]: { roles: [] } }),
    profile,
  ],
  [
    'PoliciesPerAccount',
    1500,
    ({ policies }, name) => Object.assign(policies, { [name]: { name, arn: name, path: '/', versions: {} } }),
    managed,
  ],
])('%s: %i', async (quota, most, add, command) => {
  const { iam, home } = openAccount();
  const size = () =>
    Math.max(
      ...[home.users, home.roles, home.groups, home.instanceProfiles, home.policies].map(
        (all) => Object.keys(all).length,
      ),
    );
  for (let count = 0; size() < most; count++) add(home, `n${count}`);
  expect(await refusalOf(iam().send(command as GetRoleCommand))).toEqual({
    code: 'LimitExceeded',
    status: 409,
    text: `Cannot exceed quota for ${quota}: ${most}`,
  });
});

test('an eleventh managed policy, and an eleventh group', async () => {
  const iam = openAccount().iam();
  await iam.send(role);
  await iam.send(user);
  for (const index of Array(11).keys()) {
    await iam.send(new CreatePolicyCommand({ PolicyName: `p${index}`, PolicyDocument: ALLOW_S3 }));
    await iam.send(new CreateGroupCommand({ GroupName: `g${index}` }));
  }
  const attach = (index: number) =>
    iam.send(new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn: policy(`p${index}`) }));
  const join = (index: number) =>
    iam.send(new AddUserToGroupCommand({ UserName: 'u', GroupName: `g${index}` }));
  for (const index of Array(10).keys()) {
    await attach(index);
    await join(index);
  }
  expect(await refusalOf(attach(10))).toMatchObject({ text: 'Cannot exceed quota for PoliciesPerRole: 10' });
  expect(await refusalOf(join(10))).toMatchObject({ text: 'Cannot exceed quota for GroupsPerUser: 10' });
  await attach(3);
  await join(3);
});
