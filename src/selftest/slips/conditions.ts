import { documentedKeyPolicy } from '../../../steps/documents/index.ts';
import type { Facts } from '../../contract/facts.ts';
import {
  ABOUT_ACCOUNT,
  account,
  condition,
  edited,
  keyPolicySlip,
  mfa,
  roleOnly,
  type Slip,
} from './slip.ts';

/** The condition is not the page’s. */
export const conditions = (facts: Facts): readonly Slip[] => {
  const { role, accountId } = facts;
  return [
    {
      slip: 'the page’s own “aws: MultiFactorAuthAge”',
      ...mfa,
      now: keyPolicySlip(() => documentedKeyPolicy('mfa', 'published', facts)),
      hint: 'condition-key-misspelt',
      mentions: ['“aws: MultiFactorAuthAge”', 'Write aws:MultiFactorAuthAge', 'space'],
    },
    {
      slip: 'a condition key with a letter missing',
      ...mfa,
      now: condition({ NumericLessThan: { 'aws:MultifactorAutAge': '300' } }),
      hint: 'condition-key-misspelt',
      mentions: ['aws:MultifactorAutAge', 'Write aws:MultiFactorAuthAge'],
    },
    {
      slip: 'a condition key of the wrong service',
      ...account,
      now: condition({ StringEquals: { 'aws:CallerAccount': accountId } }),
      hint: 'condition-key-misspelt',
      mentions: ['aws:CallerAccount', 'Write kms:CallerAccount'],
    },
    {
      slip: 'the corrected key where the published text is wanted',
      ...mfa,
      variant: 'published',
      now: keyPolicySlip(() => documentedKeyPolicy('mfa', 'corrected', facts)),
      hint: 'condition-key-other',
      mentions: ['aws:MultiFactorAuthAge', '“aws: MultiFactorAuthAge”'],
    },
    {
      slip: 'whether there was MFA instead of when',
      ...mfa,
      now: condition({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
      hint: 'condition-key-other',
      mentions: ['aws:MultiFactorAuthPresent', 'aws:MultiFactorAuthAge'],
    },
    {
      slip: 'StringLike for StringEquals',
      ...account,
      now: condition({ StringLike: { 'kms:CallerAccount': accountId } }),
      hint: 'condition-operator',
      mentions: ['StringLike', 'StringEquals', 'wildcards'],
    },
    {
      slip: 'NumericLessThanEquals for NumericLessThan',
      ...mfa,
      now: condition({ NumericLessThanEquals: { 'aws:MultiFactorAuthAge': '300' } }),
      hint: 'condition-operator',
      mentions: ['NumericLessThanEquals', 'aws:MultiFactorAuthAge'],
    },
    {
      slip: 'NumericLessThanIfExists, which lets in without MFA',
      ...mfa,
      now: condition({ NumericLessThanIfExists: { 'aws:multifactorauthage': '300' } }),
      hint: 'condition-operator',
      mentions: ['NumericLessThanIfExists', 'does not have the key'],
    },
    {
      slip: 'the comparison turned round',
      ...mfa,
      now: condition({ NumericGreaterThan: { 'aws:MultiFactorAuthAge': '300' } }),
      hint: 'condition-operator',
      mentions: ['NumericGreaterThan', 'reverses the comparison'],
    },
    {
      slip: 'no condition',
      ...mfa,
      now: keyPolicySlip((document) => edited(document, ({ Condition: _, ...rest }) => rest)),
      hint: 'condition-missing',
      mentions: [ABOUT_ACCOUNT, 'aws:MultiFactorAuthAge', 'NumericLessThan'],
    },
    {
      slip: 'one of two conditions missing',
      ...roleOnly,
      now: condition({ StringEquals: { 'kms:CallerAccount': accountId } }),
      hint: 'condition-missing',
      mentions: ['aws:PrincipalArn', 'denies more', role.arn],
    },
    {
      slip: 'another number of seconds',
      ...mfa,
      now: condition({ NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }),
      hint: 'condition-value',
      mentions: ['3600', '300', 'aws:MultiFactorAuthAge'],
    },
    {
      slip: 'the operator not exempted',
      ...roleOnly,
      now: keyPolicySlip((document) =>
        edited(document, ({ Condition, ...rest }) => ({
          ...rest,
          Condition: {
            ...Condition,
            ArnNotEquals: { 'aws:PrincipalArn': [role.arn, `arn:aws:iam::${accountId}:root`] },
          },
        })),
      ),
      hint: 'condition-value',
      mentions: ['lacks', 'user/operator'],
    },
  ];
};
