import { documentedKeyPolicy } from '../../../steps/documents/index.ts';
import { SEEDED } from '../../home/edits/edit.ts';
import { FACTS } from '../attempt.ts';
import type { Deed } from './bench.ts';
import { ACCOUNT_ONLY, account, keyPolicy, mfa, ROOT, USER, withStatement } from './deeds.ts';
import { at, type Row } from './row.ts';

const ACCOUNT = SEEDED.account;
const onAccount = (Condition: object): Deed => account({ Condition });
const onMfa = (Condition: object): readonly Deed[] => mfa({ Condition });

/** Mistakes in the condition on the account. */
const ON_ACCOUNT = at('key-policy-account-only', [
  [
    'no condition',
    withStatement(ACCOUNT_ONLY, ({ Condition, ...rest }) => rest),
    'condition-missing',
    /no condition on kms:CallerAccount/,
  ],
  [
    'a condition of the wrong service',
    onAccount({ StringEquals: { 'aws:CallerAccount': ACCOUNT } }),
    'condition-key-misspelt',
    /“aws:CallerAccount”[\s\S]*Write kms:CallerAccount/,
  ],
  [
    'a condition key misspelled',
    onAccount({ StringEquals: { 'kms:CallerAcount': ACCOUNT } }),
    'condition-key-misspelt',
    /“kms:CallerAcount”[\s\S]*Write kms:CallerAccount/,
  ],
  [
    'a condition key with a blank in it',
    onAccount({ StringEquals: { 'kms: CallerAccount': ACCOUNT } }),
    'condition-key-misspelt',
    /contains a space[\s\S]*Write kms:CallerAccount/,
  ],
  [
    'aws:PrincipalAccount for kms:CallerAccount',
    onAccount({ StringEquals: { 'aws:PrincipalAccount': ACCOUNT } }),
    'condition-key-other',
    /is on “aws:PrincipalAccount”/,
  ],
  [
    'kms:ViaService added',
    onAccount({
      StringEquals: { 'kms:CallerAccount': ACCOUNT, 'kms:ViaService': 's3.us-east-1.amazonaws.com' },
    }),
    'condition-value',
    /kms:ViaService[\s\S]*Remove that condition/,
  ],
  [
    'StringLike for StringEquals',
    onAccount({ StringLike: { 'kms:CallerAccount': ACCOUNT } }),
    'condition-operator',
    /StringLike reads/,
  ],
  [
    'StringNotEquals for StringEquals',
    onAccount({ StringNotEquals: { 'kms:CallerAccount': ACCOUNT } }),
    'condition-operator',
    /StringNotEquals matches every value except/,
  ],
  [
    'StringEqualsIfExists for StringEquals',
    onAccount({ StringEqualsIfExists: { 'kms:CallerAccount': ACCOUNT } }),
    'condition-operator',
    /StringEqualsIfExists also matches/,
  ],
  [
    'ForAnyValue:StringEquals for StringEquals',
    onAccount({ 'ForAnyValue:StringEquals': { 'kms:CallerAccount': ACCOUNT } }),
    'condition-operator',
    /ForAnyValue:StringEquals is for keys/,
  ],
  [
    'NumericEquals for StringEquals',
    onAccount({ NumericEquals: { 'kms:CallerAccount': ACCOUNT } }),
    'condition-operator',
    /with NumericEquals/,
  ],
  [
    'an operator that KMS does not know',
    onAccount({ StringEqual: { 'kms:CallerAccount': ACCOUNT } }),
    'write-refused',
    /StringEqual\./,
  ],
  [
    'another account in the condition',
    onAccount({ StringEquals: { 'kms:CallerAccount': '999988887777' } }),
    'wrong-account',
    /999988887777[\s\S]*Write 111122223333/,
  ],
  [
    'the account id with dashes',
    onAccount({ StringEquals: { 'kms:CallerAccount': '1111-2222-3333' } }),
    'wrong-account',
    /without dashes/,
  ],
  [
    'the root’s ARN for the account id',
    onAccount({ StringEquals: { 'kms:CallerAccount': ROOT } }),
    'condition-value',
    /:root”, which[\s\S]*Write \{"StringEquals"/,
  ],
  [
    'a key that key policies may not use',
    onAccount({ StringEquals: { 'kms:ResourceAliases': SEEDED.alias } }),
    'write-refused',
    /not permitted in a key policy/,
  ],
]);

/** Mistakes in the condition on MFA, once the user exists. */
const ON_MFA = at('key-policy-mfa', [
  [
    'the page’s condition key with its blank',
    [USER, keyPolicy(documentedKeyPolicy('mfa', 'published', FACTS))],
    'condition-key-misspelt',
    /contains a space[\s\S]*Write aws:MultiFactorAuthAge/,
  ],
  [
    'aws:MultiFactorAuthAge misspelled',
    onMfa({ NumericLessThan: { 'aws:MultifactorAutAge': '300' } }),
    'condition-key-misspelt',
    /Write aws:MultiFactorAuthAge/,
  ],
  [
    'kms:MultiFactorAuthAge',
    onMfa({ NumericLessThan: { 'kms:MultiFactorAuthAge': '300' } }),
    'condition-key-misspelt',
    /Write aws:MultiFactorAuthAge/,
  ],
  [
    'NumericLessThanIfExists',
    onMfa({ NumericLessThanIfExists: { 'aws:MultiFactorAuthAge': '300' } }),
    'condition-operator',
    /NumericLessThanIfExists also matches/,
  ],
  [
    'NumericLessThanEquals',
    onMfa({ NumericLessThanEquals: { 'aws:MultiFactorAuthAge': '300' } }),
    'condition-operator',
    /includes the limit itself/,
  ],
  [
    'NumericGreaterThan',
    onMfa({ NumericGreaterThan: { 'aws:MultiFactorAuthAge': '300' } }),
    'condition-operator',
    /reverses the comparison/,
  ],
  [
    'StringEquals for NumericLessThan',
    onMfa({ StringEquals: { 'aws:MultiFactorAuthAge': '300' } }),
    'condition-operator',
    /StringEquals compares text/,
  ],
  [
    'DateLessThan for NumericLessThan',
    onMfa({ DateLessThan: { 'aws:MultiFactorAuthAge': '300' } }),
    'condition-operator',
    /with DateLessThan/,
  ],
  [
    'an hour for five minutes',
    onMfa({ NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }),
    'condition-value',
    /“3600”[\s\S]*Write \{"NumericLessThan"/,
  ],
  [
    'five for 300',
    onMfa({ NumericLessThan: { 'aws:MultiFactorAuthAge': '5' } }),
    'condition-value',
    /“5”[\s\S]*“300”/,
  ],
  [
    'no number of seconds',
    onMfa({ NumericLessThan: { 'aws:MultiFactorAuthAge': '5 minutes' } }),
    'condition-value',
    /“5 minutes”/,
  ],
  [
    'aws:MultiFactorAuthPresent by Bool',
    onMfa({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
    'condition-key-other',
    /is on “aws:MultiFactorAuthPresent”/,
  ],
  [
    'aws:MultiFactorAuthPresent as a boolean',
    onMfa({ Bool: { 'aws:MultiFactorAuthPresent': true } }),
    'condition-key-other',
    /is on “aws:MultiFactorAuthPresent”/,
  ],
  [
    'aws:MultiFactorAuthPresent by BoolIfExists',
    onMfa({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }),
    'condition-key-other',
    /is on “aws:MultiFactorAuthPresent”/,
  ],
  [
    'aws:MultiFactorAuthPresent beside it',
    onMfa({
      Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      NumericLessThan: { 'aws:MultiFactorAuthAge': '300' },
    }),
    'condition-value',
    /one condition more/,
  ],
  [
    'Null for NumericLessThan',
    onMfa({ Null: { 'aws:MultiFactorAuthAge': 'false' } }),
    'condition-operator',
    /Null only tests/,
  ],
  ['no condition on MFA', onMfa({}), 'condition-missing', /no condition on aws:MultiFactorAuthAge/],
]);

export const CONDITIONS: readonly Row[] = [...ON_ACCOUNT, ...ON_MFA];
