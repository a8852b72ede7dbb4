import { type Facts, iamArn, type Variant } from '../../src/contract/facts.ts';
import type { PolicyDocument } from '../../src/policy/document.ts';
import type { Caller } from '../../src/policy/request.ts';
import correctedAccountOnly from './corrected/account-only.json' with { type: 'json' };
import correctedMfa from './corrected/mfa.json' with { type: 'json' };
import correctedRoleOnly from './corrected/role-only.json' with { type: 'json' };
import publishedAccountOnly from './published/account-only.json' with { type: 'json' };
import publishedMfa from './published/mfa.json' with { type: 'json' };
import publishedRoleOnly from './published/role-only.json' with { type: 'json' };
import start from './start/key-policy.json' with { type: 'json' };

/** The page's key policies as in the files, including placeholders. */
export const TEMPLATES = {
  published: { 'account-only': publishedAccountOnly, 'role-only': publishedRoleOnly, mfa: publishedMfa },
  corrected: { 'account-only': correctedAccountOnly, 'role-only': correctedRoleOnly, mfa: correctedMfa },
} as const;

export type KeyPolicyName = keyof (typeof TEMPLATES)[Variant];

/** One of the page's key policies, filled in for the account. */
export const documentedKeyPolicy = (name: KeyPolicyName, variant: Variant, facts: Facts): PolicyDocument =>
  fill(TEMPLATES[variant][name], facts);

/** The policy that KMS gives a key that is created without one. */
export const defaultKeyPolicy = (facts: Facts): PolicyDocument => fill(start, facts);

/**
 * The `aws:PrincipalArn` of a caller: for a role session that is the role's ARN, path included, never the session's.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 */
const principalArn = (caller: Caller, facts: Facts): string => {
  if (caller.kind === 'role-session') return caller.roleArn;
  return 'arn' in caller ? caller.arn : iamArn(facts, 'root');
};

/** Replaces the page's placeholders, and its names if the account's differ. Longest text first. */
function fill(template: unknown, facts: Facts): PolicyDocument {
  const replacements: readonly (readonly [placeholder: string, value: string])[] = [
    ['<the ARN we copied in the step 11>', facts.role.arn],
    ['<the ARN of the operator>', principalArn(facts.operator, facts)],
    ['arn:aws:iam::<your acount id>:role/KMSWorkshop-InstanceInitRole', facts.role.arn],
    ['arn:aws:iam::<your acount id>:user/userA', iamArn(facts, `user/${facts.userName}`)],
    ['arn:aws:iam::<your acount id>:root', iamArn(facts, 'root')],
    ['<your acount id>', facts.accountId],
  ];
  const filled = (text: string) =>
    replacements.reduce((soFar, [placeholder, value]) => soFar.replaceAll(placeholder, value), text);
  return JSON.parse(JSON.stringify(template), (_key, value) =>
    typeof value === 'string' ? filled(value) : value,
  );
}
