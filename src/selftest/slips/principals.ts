import { documentedKeyPolicy } from '../../../steps/documents/index.ts';
import type { Facts } from '../../contract/facts.ts';
import {
  ABOUT_ACCOUNT,
  account,
  condition,
  edited,
  instanceProfileSessionArn,
  keyPolicySlip,
  replaced,
  roleOnly,
  type Slip,
  STRANGER,
  sessionOf,
} from './slip.ts';

/** It names another principal, or says the opposite about the right one. */
export const principals = (facts: Facts): readonly Slip[] => {
  const { role, accountId } = facts;
  return [
    {
      slip: 'the published NotPrincipal where the corrected text has Principal',
      ...roleOnly,
      now: keyPolicySlip(() => documentedKeyPolicy('role-only', 'published', facts)),
      hint: 'not-principal',
      mentions: ['has NotPrincipal. This step wants Principal', 'aws:PrincipalArn'],
    },
    {
      slip: 'Principal where the published text has NotPrincipal',
      ...roleOnly,
      variant: 'published',
      now: keyPolicySlip((document) =>
        edited(document, ({ NotPrincipal, ...rest }) => ({ ...rest, Principal: NotPrincipal })),
      ),
      hint: 'not-principal',
      mentions: ['has Principal. This step wants NotPrincipal', role.arn],
    },
    {
      slip: 'Allow for Deny',
      ...roleOnly,
      now: keyPolicySlip((document) => edited(document, (statement) => ({ ...statement, Effect: 'Allow' }))),
      hint: 'effect-swapped',
      mentions: [ABOUT_ACCOUNT, 'says Allow', '"Effect": "Deny"'],
    },
    {
      slip: 'Deny for Allow, under another Sid',
      ...account,
      now: keyPolicySlip((document) =>
        edited(document, (statement) => ({ ...statement, Sid: 'mine', Effect: 'Deny' })),
      ),
      hint: 'effect-swapped',
      mentions: ['“mine”', '"Effect": "Allow"'],
    },
    {
      slip: 'the ARN of a session',
      ...account,
      now: keyPolicySlip((document) => replaced(document, role.arn, sessionOf(facts))),
      hint: 'session-arn',
      mentions: [sessionOf(facts), role.arn],
    },
    {
      slip: 'the ARN of a session in a condition',
      ...roleOnly,
      now: keyPolicySlip((document) => replaced(document, role.arn, sessionOf(facts))),
      hint: 'session-arn',
      mentions: [sessionOf(facts), role.arn],
    },
    {
      slip: 'the ARN of the instance profile',
      ...account,
      now: keyPolicySlip((document) => replaced(document, role.arn, instanceProfileSessionArn(facts))),
      hint: 'instance-profile-arn',
      mentions: [instanceProfileSessionArn(facts), role.arn],
    },
    {
      slip: 'another role’s ARN',
      ...account,
      now: keyPolicySlip((document) => replaced(document, role.arn, `arn:aws:iam::${accountId}:role/Admin`)),
      hint: 'wrong-role',
      mentions: ['role/Admin', role.arn],
    },
    {
      slip: 'another account in the role’s ARN',
      ...account,
      now: keyPolicySlip((document) => replaced(document, role.arn, role.arn.replace(accountId, STRANGER))),
      hint: 'wrong-account',
      mentions: [STRANGER, 'Principal AWS', role.arn],
    },
    {
      slip: 'another account as the root',
      ...account,
      now: keyPolicySlip((document) => replaced(document, `${accountId}:root`, `${STRANGER}:root`)),
      hint: 'wrong-account',
      mentions: [STRANGER, 'Enable IAM User Permissions'],
    },
    {
      slip: 'another account in one of several ARNs',
      ...roleOnly,
      now: keyPolicySlip((document) =>
        replaced(
          replaced(document, `${accountId}:user/operator`, `${STRANGER}:user/operator`),
          `"${role.arn}",`,
          '',
        ),
      ),
      hint: 'wrong-account',
      mentions: [`${STRANGER}:user/operator`, 'aws:PrincipalArn', `${accountId}:user/operator`],
    },
    {
      slip: 'another account in kms:CallerAccount',
      ...account,
      now: condition({ StringEquals: { 'kms:CallerAccount': STRANGER } }),
      hint: 'wrong-account',
      mentions: [STRANGER, 'kms:CallerAccount', accountId],
    },
    {
      slip: 'the account id with dashes, as the console shows it',
      ...account,
      now: condition({ StringEquals: { 'kms:CallerAccount': '1111-2222-3333' } }),
      hint: 'wrong-account',
      mentions: ['1111-2222-3333', accountId],
    },
    {
      slip: 'the operator for the role',
      ...account,
      now: keyPolicySlip((document) =>
        replaced(document, role.arn, `arn:aws:iam::${accountId}:user/operator`),
      ),
      hint: 'wrong-principal',
      mentions: ['user/operator', role.arn],
    },
  ];
};
