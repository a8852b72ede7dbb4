import {
  CreatePolicyCommand,
  CreateRoleCommand,
  GetAccountAuthorizationDetailsCommand,
  ListPoliciesCommand,
  ListRolesCommand,
  ListVirtualMFADevicesCommand,
  UntagRoleCommand,
  UpdateAccessKeyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { ALLOW_S3, openAccount, TRUST_EC2 } from './account.ts';
import { type Command, inline, managed, type Row, refusalAfter, role } from './commands.ts';

const at = (member: string, rule: string): string =>
  `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must ${rule}`;
const notAscii = (member: string): string =>
  `The specified value for ${member} is invalid. It must contain only printable ASCII characters.`;

const DASH = 'Reads — and writes';
const OF_ROLE = at(
  'description',
  'satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*',
);

const ROWS: readonly Row[] = [
  [
    'a dash in a role’s description',
    [],
    new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: TRUST_EC2, Description: DASH }),
    OF_ROLE,
  ],
  ['… and in a new one', [role], new UpdateRoleCommand({ RoleName: 'r', Description: DASH }), OF_ROLE],
  ['a dash in a policy', [role], inline(ALLOW_S3.replace('s3:*', 's3:—')), notAscii('policyDocument')],
  [
    'a dash in a trust policy',
    [],
    new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: TRUST_EC2.replace('ec2', '—') }),
    notAscii('assumeRolePolicyDocument'),
  ],
  [
    'an empty trust policy',
    [role],
    new UpdateAssumeRolePolicyCommand({ RoleName: 'r', PolicyDocument: '' }),
    at('policyDocument', 'have length greater than or equal to 1'),
  ],
  [
    'a status',
    [],
    new UpdateAccessKeyCommand({ AccessKeyId: 'AKIAALICEALICEALICE2', Status: 'Off' as 'Active' }),
    at('status', 'satisfy enum value set: [Active, Inactive]'),
  ],
  [
    'a scope',
    [],
    new ListPoliciesCommand({ Scope: 'Mine' as 'All' }),
    at('scope', 'satisfy enum value set: [All, AWS, Local]'),
  ],
  [
    'an assignment status',
    [],
    new ListVirtualMFADevicesCommand({ AssignmentStatus: 'Some' as 'Any' }),
    at('assignmentStatus', 'satisfy enum value set: [Assigned, Unassigned, Any]'),
  ],
  [
    'a kind of entity',
    [],
    new GetAccountAuthorizationDetailsCommand({ Filter: ['Robot' as 'User'] }),
    at(
      'filter',
      'satisfy constraint: [Member must satisfy enum value set: [User, Role, Group, LocalManagedPolicy, AWSManagedPolicy]]',
    ),
  ],
  [
    'a tag’s key to remove',
    [role],
    new UntagRoleCommand({ RoleName: 'r', TagKeys: ['a{b'] }),
    at(
      'tagKeys',
      'satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+]',
    ),
  ],
  [
    'a long marker',
    [],
    new ListRolesCommand({ Marker: 'm'.repeat(321) }),
    at('marker', 'have length less than or equal to 320'),
  ],
];

test.each(ROWS)('IAM’s model does not allow %s', async (_, before, command, text) => {
  expect(await refusalAfter(before, command)).toEqual({ code: 'ValidationError', status: 400, text });
});

test.each<[string, Command]>([
  ['a dash in a policy’s description', new CreatePolicyCommand({ ...managed.input, Description: DASH })],
  [
    'Latin letters in a role’s description',
    new CreateRoleCommand({ ...role.input, Description: 'Lit, écrit' }),
  ],
  [
    'lines in a policy',
    new CreatePolicyCommand({ ...managed.input, PolicyDocument: ALLOW_S3.replace('{', '{\n\t') }),
  ],
])('it allows %s', async (_, command) => {
  await expect(
    openAccount()
      .iam()
      .send(command as CreatePolicyCommand),
  ).resolves.toBeDefined();
});
