import { defaultKeyPolicy, documentedKeyPolicy } from '../../../steps/documents/index.ts';
import type { Facts } from '../../contract/facts.ts';
import {
  ABOUT_ACCOUNT,
  account,
  allowingActions,
  condition,
  keyPolicySlip,
  mfa,
  replaced,
  roleOnly,
  type Slip,
} from './slip.ts';

/** An entirely different document, or one with a placeholder in it. */
export const documents = (facts: Facts): readonly Slip[] => {
  const { role, accountId } = facts;
  return [
    {
      slip: 'the policy of the step before the last one',
      ...roleOnly,
      now: keyPolicySlip(() => defaultKeyPolicy(facts)),
      hint: 'other-step-document',
      mentions: ['that the page begins with'],
    },
    {
      slip: 'the policy of a later step',
      ...account,
      now: keyPolicySlip(() => documentedKeyPolicy('mfa', 'corrected', facts)),
      hint: 'other-step-document',
      mentions: ['userA may manage the key, with MFA'],
    },
    {
      slip: 'kms:Decrypt back in the role’s policy',
      ...account,
      now: () => ({
        'role-policy': allowingActions(
          'kms:UntagResource',
          'kms:TagResource',
          'kms:GenerateDataKey',
          'kms:Encrypt',
          'kms:Decrypt',
        ),
      }),
      hint: 'other-step-document',
      mentions: [facts.rolePolicy.name],
    },
    {
      slip: 'the page’s account id left in a condition',
      ...account,
      now: condition({ StringEquals: { 'kms:CallerAccount': '<your acount id>' } }),
      hint: 'placeholder-left-in',
      mentions: ['<your acount id>', accountId, ABOUT_ACCOUNT],
    },
    {
      slip: 'the page’s ARN left in a principal',
      ...account,
      now: keyPolicySlip((document) => replaced(document, role.arn, '<the ARN we copied in the step 11>')),
      hint: 'placeholder-left-in',
      mentions: ['<the ARN we copied in the step 11>', role.arn],
    },
    {
      slip: 'the page’s account id left inside an ARN',
      ...account,
      now: keyPolicySlip((document) =>
        replaced(document, `iam::${accountId}:root`, 'iam::<your acount id>:root'),
      ),
      hint: 'placeholder-left-in',
      mentions: ['<your acount id>', 'Enable IAM User Permissions'],
    },
    {
      slip: 'userA deleted after the policy was saved, and made again',
      ...mfa,
      now: keyPolicySlip((document) =>
        replaced(document, `arn:aws:iam::${accountId}:user/userA`, 'AIDAQ3EGP2XJ5EXAMPLE'),
      ),
      hint: 'principal-gone',
      mentions: ['AIDAQ3EGP2XJ5EXAMPLE', 'user/userA'],
    },
  ];
};
