import * as I from '@aws-sdk/client-iam';
import { CreateGrantCommand } from '@aws-sdk/client-kms';
import { edited } from '../../../src/selftest/slips/slip.ts';
import { allowing, arnOf, denying, SEEDED } from '../../home/edits/edit.ts';
import type { Deed } from './bench.ts';
import { edit, FOUR, keyPolicy, MFA, USER, user } from './deeds.ts';
import { at, type Row } from './row.ts';

const UserName = SEEDED.user;
const saved = keyPolicy(MFA);
const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const does =
  (command: (iam: I.IAMClient) => Promise<unknown>): Deed =>
  ({ iam }) =>
    command(iam);
const inline = (PolicyName: string, PolicyDocument: string): Deed =>
  does((iam) => iam.send(new I.PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument })));
const group =
  (...more: ((iam: I.IAMClient) => Promise<unknown>)[]): Deed =>
  async ({ iam }) => {
    await iam.send(new I.CreateGroupCommand({ GroupName: 'students' }));
    for (const one of more) await one(iam);
    await iam.send(new I.AddUserToGroupCommand({ GroupName: 'students', UserName }));
  };

/** Mistakes with the user whom the last key policy names. */
export const USER_A: readonly Row[] = at('key-policy-mfa', [
  ['the key policy before the user', saved, 'user-missing', /create-user --user-name userA/],
  ['usera for userA', [user('usera'), saved], 'user-in-another-case', /“usera”[\s\S]*create-user/],
  ['user-a for userA', user('user-a'), 'user-in-another-case', /“user-a”[\s\S]*create-user/],
  ['userA made, the key policy not saved', USER, 'step-half-done', /One part of the step is done/],
  [
    'userA with a path',
    [({ iam }) => iam.send(new I.CreateUserCommand({ UserName, Path: '/students/' })), saved],
    'user-with-path',
    /user\/students\/userA[\s\S]*--new-path \//,
  ],
  [
    'userA with a path, nothing saved',
    ({ iam }) => iam.send(new I.CreateUserCommand({ UserName, Path: '/students/' })),
    'user-with-path',
    /--new-path \//,
  ],
  [
    'userA with a path, and named by it',
    [
      ({ iam }) => iam.send(new I.CreateUserCommand({ UserName, Path: '/students/' })),
      keyPolicy(edited(MFA, (one) => ({ ...one, Principal: { AWS: arnOf('user/students/userA') } }))),
    ],
    'user-with-path',
    /--new-path \//,
  ],
  [
    'userA deleted and made again',
    [USER, saved, edit('userA: deleted and made again')],
    'principal-gone',
    /AIDA[\s\S]*user\/userA instead/,
  ],
  ['userA deleted', [USER, saved, edit('userA: deleted')], 'user-missing', /create-user/],
  [
    'userA an administrator',
    [
      USER,
      saved,
      does((iam) =>
        iam.send(new I.AttachUserPolicyCommand({ UserName, PolicyArn: aws('AdministratorAccess') })),
      ),
    ],
    'predicted-to-fail',
    /AdministratorAccess allows it[\s\S]*detach-user-policy/,
  ],
  [
    'userA allowed the key by an inline policy',
    [USER, saved, inline('by-hand', allowing('kms:Encrypt', 'kms:Decrypt'))],
    'predicted-to-fail',
    /by-hand allows it[\s\S]*delete-user-policy/,
  ],
  [
    'userA allowed the four actions without MFA',
    [USER, saved, inline('by-hand', allowing(...FOUR))],
    'predicted-to-fail',
    /by-hand allows it[\s\S]*delete-user-policy/,
  ],
  [
    'userA allowed one of the four actions',
    [USER, saved, inline('by-hand', allowing('kms:DeleteAlias'))],
    'predicted-to-fail',
    /may kms:DeleteAlias[\s\S]*delete-user-policy/,
  ],
  [
    'userA denied KMS',
    [USER, saved, inline('no-kms', denying('kms:*'))],
    'predicted-to-fail',
    /no-kms denies it[\s\S]*delete-user-policy/,
  ],
  [
    'userA denied one of the four actions',
    [USER, saved, inline('no', denying('kms:DeleteAlias'))],
    'predicted-to-fail',
    /may not kms:DeleteAlias[\s\S]*delete-user-policy/,
  ],
  [
    'userA in a group of administrators',
    [
      USER,
      saved,
      group((iam) =>
        iam.send(
          new I.AttachGroupPolicyCommand({ GroupName: 'students', PolicyArn: aws('AdministratorAccess') }),
        ),
      ),
    ],
    'predicted-to-fail',
    /AdministratorAccess allows it[\s\S]*remove-user-from-group/,
  ],
  [
    'userA in a group that denies KMS',
    [
      USER,
      saved,
      group((iam) =>
        iam.send(
          new I.PutGroupPolicyCommand({
            GroupName: 'students',
            PolicyName: 'no-kms',
            PolicyDocument: denying('kms:*'),
          }),
        ),
      ),
    ],
    'predicted-to-fail',
    /no-kms denies it[\s\S]*remove-user-from-group/,
  ],
  [
    'userA in a boundary that denies KMS',
    [
      USER,
      saved,
      does(async (iam) => {
        const { Policy } = await iam.send(
          new I.CreatePolicyCommand({ PolicyName: 'NoKms', PolicyDocument: denying('kms:*') }),
        );
        await iam.send(
          new I.PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary: Policy!.Arn! }),
        );
      }),
    ],
    'predicted-to-fail',
    /NoKms denies it[\s\S]*delete-user-permissions-boundary/,
  ],
  [
    'a grant to userA',
    [
      USER,
      saved,
      ({ kms }) =>
        kms.send(
          new CreateGrantCommand({
            KeyId: SEEDED.key,
            GranteePrincipal: arnOf('user/userA'),
            Operations: ['Decrypt'],
          }),
        ),
    ],
    'grants-changed',
    /user\/userA Decrypt[\s\S]*revoke-grant/,
  ],
  [
    'the MFA device for userA',
    [USER, edit('userA: given an MFA device')],
    'step-half-done',
    /One part of the step is done/,
  ],
  [
    'userA given a password',
    [USER, edit('userA: given a password')],
    'step-half-done',
    /One part of the step is done/,
  ],
]);
