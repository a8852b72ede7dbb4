import * as I from '@aws-sdk/client-iam';
import { CreateGrantCommand } from '@aws-sdk/client-kms';
import { edited } from '../../../src/selftest/slips/slip.ts';
import { arnOf, SEEDED } from '../../home/edits/edit.ts';
import type { Deed } from './bench.ts';
import { edit, keyPolicy, MFA, USER, user } from './deeds.ts';
import { at, type Row } from './row.ts';

const UserName = SEEDED.user;
const saved = keyPolicy(MFA);
const _aws = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const _does =
  (command: (iam: I.IAMClient) => Promise<unknown>): Deed =>
  ({ iam }) =>
    command(iam);
const _group =
  (...more: ((iam: I.IAMClient) => Promise<unknown>)[]): Deed =>
  async ({ iam }) => {
    await iam.send(new I.CreateGroupCommand({ GroupName: 'students' }));
    for (const one of more) await one(iam);
    await iam.send(new I.AddUserToGroupCommand({ GroupName: 'students', UserName }));
  };

/** Slips with the user whom the last key policy names. */
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
