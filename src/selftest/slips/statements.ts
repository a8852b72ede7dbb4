import type { Facts } from '../../contract/facts.ts';
import { statementsOf } from '../../policy/document.ts';
import { ABOUT_ACCOUNT, account, edited, keyPolicySlip, mfa, type Slip } from './slip.ts';

/** Actions, resources, or whole statements are different. */
export const statements = (facts: Facts): readonly Slip[] => {
  const { key, accountId } = facts;
  return [
    {
      slip: 'every action where four are listed',
      ...mfa,
      now: keyPolicySlip((document) => edited(document, (statement) => ({ ...statement, Action: 'kms:*' }))),
      hint: 'actions-differ',
      mentions: ['kms:*', 'kms:PutKeyPolicy'],
    },
    {
      slip: 'one of the four actions left out',
      ...mfa,
      now: keyPolicySlip((document) =>
        edited(document, (statement) => ({
          ...statement,
          Action: ['kms:DeleteAlias', 'kms:DeleteImportedKeyMaterial', 'kms:PutKeyPolicy'],
        })),
      ),
      hint: 'actions-differ',
      mentions: ['lacks “kms:ScheduleKeyDeletion”'],
    },
    {
      slip: 'NotAction for Action',
      ...mfa,
      now: keyPolicySlip((document) =>
        edited(document, ({ Action, ...statement }) => ({ ...statement, NotAction: Action })),
      ),
      hint: 'negated-element',
      mentions: ['has NotAction', 'except those', '"Action": ['],
    },
    {
      slip: 'the account’s statement deleted',
      ...account,
      now: keyPolicySlip((document) => ({ ...document, Statement: statementsOf(document!).slice(1) })),
      hint: 'statement-missing',
      mentions: ['Enable IAM User Permissions'],
    },
    {
      slip: 'a statement of one’s own kept',
      ...account,
      now: keyPolicySlip((document) => ({
        ...document,
        Statement: [
          ...statementsOf(document!),
          {
            Sid: 'Mine',
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${accountId}:user/another-admin` },
            Action: 'kms:Sign',
            Resource: '*',
          },
        ],
      })),
      hint: 'extra-statement',
      mentions: ['“Mine”', 'kms:Sign'],
    },
    {
      slip: 'one key for Resource',
      ...account,
      now: keyPolicySlip((document) =>
        edited(document, (statement) => ({ ...statement, Resource: key.arn })),
      ),
      hint: 'resource-differs',
      mentions: ['Resource', key.arn, ABOUT_ACCOUNT, 'that key alone'],
    },
  ];
};
