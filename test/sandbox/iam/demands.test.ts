import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeletePolicyCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GetAccountSummaryCommand,
  GetRoleCommand,
  GetUserCommand,
  ListGroupsCommand,
  ListPoliciesCommand,
  ListRolesCommand,
  ListUsersCommand,
  PutRolePermissionsBoundaryCommand,
  TagPolicyCommand,
  TagRoleCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { iamService } from '../../../src/sandbox/iam/index.ts';
import { judge } from '../../../src/sandbox/judge.ts';
import type { Demand } from '../../../src/sandbox/operation.ts';
import { ALLOW_S3, HOME, openAccount, ROOT, refusalOf, TRUST_EC2 } from './account.ts';
import type { Command } from './commands.ts';

const arn = (rest: string) => `arn:aws:iam::${HOME}:${rest}`;
const S3_FULL = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
const BOUNDARY = 'arn:aws:iam::aws:policy/AmazonEC2FullAccess';

/** On a role `/lab/r`, tagged and bounded: what each command demands. */
const TABLE: readonly (readonly [Command, ...Demand[]])[] = [
  [
    new GetRoleCommand({ RoleName: 'r' }),
    {
      action: 'iam:GetRole',
      resource: arn('role/lab/r'),
      refersTo: 'role r',
      context: { 'aws:ResourceTag/Lab': 'kms', 'iam:ResourceTag/Lab': 'kms' },
    },
  ],
  [
    new GetRoleCommand({ RoleName: 'nobody' }),
    { action: 'iam:GetRole', resource: arn('role/nobody'), refersTo: 'role nobody' },
  ],
  [new GetUserCommand({}), { action: 'iam:GetUser', resource: arn('user/alice'), refersTo: 'user alice' }],
  [new ListUsersCommand({}), { action: 'iam:ListUsers', resource: arn('user/') }],
  [new ListRolesCommand({ PathPrefix: '/lab/' }), { action: 'iam:ListRoles', resource: arn('role/lab/') }],
  [new ListGroupsCommand({}), { action: 'iam:ListGroups', resource: arn('group/') }],
  [
    new ListPoliciesCommand({}),
    { action: 'iam:ListPolicies', resource: arn('policy/'), refersTo: 'policy path /' },
  ],
  [new GetAccountSummaryCommand({}), { action: 'iam:GetAccountSummary', resource: '*' }],
  [
    new CreateUserCommand({ UserName: 'u', Path: '/lab/', PermissionsBoundary: S3_FULL }),
    {
      action: 'iam:CreateUser',
      resource: arn('user/lab/u'),
      context: { 'iam:PermissionsBoundary': S3_FULL },
    },
  ],
  [
    new CreatePolicyCommand({
      PolicyName: 'p',
      PolicyDocument: ALLOW_S3,
      Tags: [{ Key: 'Lab', Value: '1' }],
    }),
    {
      action: 'iam:CreatePolicy',
      resource: arn('policy/p'),
      refersTo: 'policy p',
      context: { 'aws:RequestTag/Lab': '1', 'aws:TagKeys': ['Lab'] },
    },
    { action: 'iam:TagPolicy', resource: arn('policy/p'), context: { 'aws:RequestTag/Lab': '1' } },
  ],
  [
    new CreateUserCommand({ UserName: 'u', Tags: [{ Key: 'Lab', Value: '1' }] }),
    { action: 'iam:CreateUser', resource: arn('user/u') },
    { action: 'iam:TagUser', resource: arn('user/u'), context: { 'aws:TagKeys': ['Lab'] } },
  ],
  [
    new DeletePolicyCommand({ PolicyArn: S3_FULL }),
    { action: 'iam:DeletePolicy', resource: S3_FULL, refersTo: `policy ${S3_FULL}` },
  ],
  [
    new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn: S3_FULL }),
    {
      action: 'iam:AttachRolePolicy',
      resource: arn('role/lab/r'),
      context: { 'iam:PolicyARN': S3_FULL, 'iam:PermissionsBoundary': BOUNDARY },
    },
  ],
  [
    new PutRolePermissionsBoundaryCommand({ RoleName: 'r', PermissionsBoundary: S3_FULL }),
    {
      action: 'iam:PutRolePermissionsBoundary',
      resource: arn('role/lab/r'),
      context: { 'iam:PermissionsBoundary': S3_FULL },
    },
  ],
  [
    new DeleteRolePermissionsBoundaryCommand({ RoleName: 'r' }),
    {
      action: 'iam:DeleteRolePermissionsBoundary',
      resource: arn('role/lab/r'),
      context: { 'iam:PermissionsBoundary': BOUNDARY },
    },
  ],
  [
    new TagRoleCommand({ RoleName: 'r', Tags: [{ Key: 'Lab', Value: 's3' }] }),
    {
      action: 'iam:TagRole',
      resource: arn('role/lab/r'),
      context: { 'aws:ResourceTag/Lab': 'kms', 'aws:RequestTag/Lab': 's3', 'aws:TagKeys': ['Lab'] },
    },
  ],
  [
    new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'i', RoleName: 'r' }),
    {
      action: 'iam:AddRoleToInstanceProfile',
      resource: arn('instance-profile/i'),
      refersTo: 'instance profile i',
    },
    {
      action: 'iam:PassRole',
      resource: arn('role/lab/r'),
      context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
    },
  ],
  [
    new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }),
    { action: 'iam:CreateVirtualMFADevice', resource: arn('mfa/phone') },
  ],
  [
    new EnableMFADeviceCommand({
      UserName: 'alice',
      SerialNumber: arn('mfa/phone'),
      AuthenticationCode1: '000000',
      AuthenticationCode2: '000000',
    }),
    { action: 'iam:EnableMFADevice', resource: arn('user/alice'), refersTo: 'user alice' },
  ],
];

async function demandsOf(command: Command): Promise<readonly Demand[]> {
  const { iam: client, demanded } = openAccount();
  await client().send(
    new CreateRoleCommand({
      RoleName: 'r',
      Path: '/lab/',
      AssumeRolePolicyDocument: TRUST_EC2,
      PermissionsBoundary: BOUNDARY,
      Tags: [{ Key: 'Lab', Value: 'kms' }],
    }),
  );
  demanded.length = 0;
  // What comes of it does not matter here.
  await client()
    .send(command as GetUserCommand)
    .catch(() => {});
  return demanded;
}

describe('the demands of a command', () => {
  test.each(TABLE.map(([command, ...demands]) => [command.constructor.name, command, demands] as const))(
    '%s',
    async (_, command, demands) => {
      const demanded = await demandsOf(command);
      expect(demanded).toHaveLength(demands.length);
      expect(demanded).toMatchObject(demands);
    },
  );
});

test.each([
  ['nobody', 'role nobody'],
  ['r', 'role r'],
])('a caller that may not look does not learn whether it exists: %s', async (RoleName, named) => {
  const { iam: client } = openAccount({ judge });
  await client(ROOT).send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: TRUST_EC2 }));
  expect(await refusalOf(client().send(new GetRoleCommand({ RoleName })))).toEqual({
    code: 'AccessDenied',
    status: 403,
    text: `User: ${arn('user/alice')} is not authorized to perform: iam:GetRole on resource: ${named} because no identity-based policy allows the iam:GetRole action`,
  });
});

test('an operation that only reads says so', () => {
  const saving = Object.entries(iamService.operations).filter(([, { readOnly }]) => !readOnly);
  for (const [name] of saving) expect(name).not.toMatch(/^(Get|List|Simulate)/);
  const reading = Object.entries(iamService.operations).filter(([, { readOnly }]) => readOnly);
  for (const [name] of reading) expect(name).toMatch(/^(Get|List|Simulate)/);
});

test('the tags of a policy and of an MFA device count', async () => {
  const { iam, demanded } = openAccount();
  const client = iam();
  const Tags = [{ Key: 'Lab', Value: 'kms' }];
  await client.send(new CreatePolicyCommand({ PolicyName: 'tagged', PolicyDocument: ALLOW_S3, Tags }));
  await client.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'tagged', Tags }));
  demanded.length = 0;
  const PolicyArn = arn('policy/tagged');
  await client.send(new TagPolicyCommand({ PolicyArn, Tags: [{ Key: 'More', Value: '1' }] }));
  await client.send(new DeletePolicyCommand({ PolicyArn }));
  await client.send(new DeleteVirtualMFADeviceCommand({ SerialNumber: arn('mfa/tagged') }));
  const own = { 'aws:ResourceTag/Lab': 'kms' };
  expect(demanded.map(({ context }) => context)).toEqual([
    { ...own, 'aws:RequestTag/More': '1', 'aws:TagKeys': ['More'] },
    { ...own, 'aws:ResourceTag/More': '1' },
    own,
  ]);
});
