import { edited } from '../../../src/selftest/slips/slip.ts';
import { documentedKeyPolicy } from '../../../steps/documents/index.ts';
import { arnOf, SEEDED } from '../../home/edits/edit.ts';
import { FACTS } from '../attempt.ts';
import { FOUR, keyPolicy, MFA, mfa, USER } from './deeds.ts';
import { at, type Row } from './row.ts';

/** Mistakes in the key policy that names the user, except in its condition. */
export const MFA_SLIPS: readonly Row[] = at('key-policy-mfa', [
  [
    'three of the four actions',
    mfa({ Action: FOUR.slice(0, 3) }),
    'actions-differ',
    /lacks “kms:ScheduleKeyDeletion”/,
  ],
  [
    'one of the four actions misspelled',
    mfa({ Action: FOUR.map((one) => one.replace('PutKeyPolicy', 'PutPolicy')) }),
    'action-misspelt',
    /“kms:PutPolicy”[\s\S]*Write kms:PutKeyPolicy/,
  ],
  [
    'kms:* for the four actions',
    mfa({ Action: 'kms:*' }),
    'actions-differ',
    /Write "Action": \["kms:DeleteAlias"/,
  ],
  [
    'NotAction for the four actions',
    [USER, keyPolicy(edited(MFA, ({ Action, ...rest }) => ({ ...rest, NotAction: Action })))],
    'negated-element',
    /Write "Action": \["kms:DeleteAlias"/,
  ],
  ['Deny for the four actions', mfa({ Effect: 'Deny' }), 'effect-swapped', /Write "Effect": "Allow"/],
  [
    'the operator for userA',
    mfa({ Principal: { AWS: arnOf('user/operator') } }),
    'wrong-principal',
    /user\/operator/,
  ],
  ['the role for userA', mfa({ Principal: { AWS: SEEDED.roleArn } }), 'wrong-principal', /role\/KMSWorkshop/],
  [
    'the role’s ARN with userA’s name',
    mfa({ Principal: { AWS: arnOf('role/userA') } }),
    'write-refused',
    /names the user userA[\s\S]*get-user/,
  ],
  [
    'the Deny of the step before kept',
    [
      USER,
      keyPolicy({
        ...MFA,
        Statement: [
          ...(MFA.Statement as object[]),
          ...(documentedKeyPolicy('role-only', 'corrected', FACTS).Statement as object[]).slice(1),
        ],
      } as never),
    ],
    'extra-statement',
    /Deny "kms:\*"/,
  ],
]);
