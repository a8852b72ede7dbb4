import { TagUserCommand, UntagUserCommand } from '@aws-sdk/client-iam';
import { EncryptCommand } from '@aws-sdk/client-kms';
import type { ConditionBlock } from '../../policy/document.ts';
import type { ConformanceRow } from '../row.ts';
import type { ConformanceCaller, ConformanceScene, Signed } from '../scene.ts';
import {
  BY_KEY_POLICY,
  delegated,
  encrypt,
  IAM_GUIDE,
  iamStatement,
  KMS_GUIDE,
  keyStatement,
  NO_KEY_POLICY,
  PLAINTEXT,
} from './parts.ts';

const GLOBAL_KEYS = `${IAM_GUIDE}/reference_policies_condition-keys.html`;
const KMS_KEYS = `${KMS_GUIDE}/conditions-kms.html`;
const OPERATORS = `${IAM_GUIDE}/reference_policies_elements_condition_operators.html`;

type Short = Pick<ConformanceRow, 'id' | 'says' | 'source' | 'expect'> &
  Partial<ConformanceRow> & { readonly condition: (scene: ConformanceScene) => ConditionBlock };

/** The key policy allows Encrypt under the condition. */
const allowedIf = ({ condition, as = 'user', ...row }: Short): ConformanceRow => ({
  as,
  ask: encrypt,
  key: (scene) => [keyStatement(arnOf(scene, as), 'kms:Encrypt', { Condition: condition(scene) })],
  ...row,
});

/** The key policy allows Encrypt, and denies it under the condition. */
const deniedIf = ({ condition, as = 'user', ...row }: Short): ConformanceRow => ({
  as,
  ask: encrypt,
  key: (scene) => {
    const allow = keyStatement(arnOf(scene, as), 'kms:Encrypt');
    return [allow, { ...allow, Effect: 'Deny', Condition: condition(scene) }];
  },
  ...row,
});

const arnOf = ({ userArn, roleArn }: ConformanceScene, as: ConformanceCaller): string =>
  as === 'user' ? userArn : roleArn;

const withStage =
  (stage: string) =>
  ({ kms }: Signed, { keyId: KeyId }: ConformanceScene) =>
    kms.send(new EncryptCommand({ KeyId, Plaintext: PLAINTEXT, EncryptionContext: { stage } }));

const ofAccount: readonly ConformanceRow[] = [
  allowedIf({
    id: 'caller-account',
    says: 'kms:CallerAccount is the account of the caller.',
    source: KMS_KEYS,
    condition: ({ accountId }) => ({ StringEquals: { 'kms:CallerAccount': accountId } }),
    expect: 'allowed',
  }),
  allowedIf({
    id: 'caller-of-another-account',
    says: 'An Allow for callers of another account allows nothing.',
    source: KMS_KEYS,
    condition: () => ({ StringEquals: { 'kms:CallerAccount': '000000000000' } }),
    expect: NO_KEY_POLICY,
  }),
  allowedIf({
    id: 'principal-arn',
    says: 'aws:PrincipalArn of a session is the ARN of its role.',
    source: GLOBAL_KEYS,
    as: 'role',
    condition: ({ roleArn }) => ({ ArnEquals: { 'aws:PrincipalArn': roleArn } }),
    expect: 'allowed',
  }),
  {
    id: 'principal-tag',
    says: 'A tag of the user is a condition key of the user’s requests.',
    source: `${IAM_GUIDE}/tutorial_attribute-based-access-control.html`,
    key: (scene) => [delegated(scene)],
    iam: () => [
      iamStatement('kms:Encrypt', { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue' } } }),
    ],
    before: ({ operator, name: UserName }) =>
      operator.iam.send(new TagUserCommand({ UserName, Tags: [{ Key: 'team', Value: 'blue' }] })),
    after: ({ operator, name: UserName }) =>
      operator.iam.send(new UntagUserCommand({ UserName, TagKeys: ['team'] })),
    as: 'user',
    ask: encrypt,
    expect: 'allowed',
  },
  deniedIf({
    id: 'principal-tag-absent',
    says: 'A negated operator matches a user without the tag.',
    source: OPERATORS,
    condition: () => ({ StringNotEquals: { 'aws:PrincipalTag/team': 'blue' } }),
    expect: BY_KEY_POLICY,
  }),
];

const MFA: readonly ConformanceRow[] = [
  allowedIf({
    id: 'mfa-without-a-code',
    says: 'With an access key of a user, aws:MultiFactorAuthPresent is absent.',
    source: `${GLOBAL_KEYS}#condition-keys-multifactorauthpresent`,
    condition: () => ({ Bool: { 'aws:MultiFactorAuthPresent': 'false' } }),
    expect: NO_KEY_POLICY,
  }),
  deniedIf({
    id: 'mfa-if-exists',
    says: 'BoolIfExists matches a request without the key.',
    source: `${GLOBAL_KEYS}#condition-keys-multifactorauthpresent`,
    condition: () => ({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }),
    expect: BY_KEY_POLICY,
  }),
  allowedIf({
    id: 'mfa-of-a-session',
    says: 'With temporary credentials, aws:MultiFactorAuthPresent is false if no code was given.',
    source: `${GLOBAL_KEYS}#condition-keys-multifactorauthpresent`,
    as: 'role',
    condition: () => ({ Bool: { 'aws:MultiFactorAuthPresent': 'false' } }),
    expect: 'allowed',
  }),
  allowedIf({
    id: 'mfa-age-without-a-code',
    says: 'Without a code, aws:MultiFactorAuthAge is absent, and no number matches.',
    source: `${GLOBAL_KEYS}#condition-keys-multifactorauthage`,
    condition: () => ({ NumericLessThan: { 'aws:MultiFactorAuthAge': '300' } }),
    expect: NO_KEY_POLICY,
  }),
  allowedIf({
    id: 'misspelled-key',
    says: 'A condition key that does not exist is stored, and never matches.',
    source: KMS_KEYS,
    inferred: true,
    condition: () => ({ NumericLessThan: { 'aws: MultiFactorAuthAge': '300' } }),
    expect: NO_KEY_POLICY,
  }),
];

const ofRequest: readonly ConformanceRow[] = [
  deniedIf({
    id: 'source-ip',
    says: 'aws:SourceIp is the address that the request comes from.',
    source: `${GLOBAL_KEYS}#condition-keys-sourceip`,
    condition: () => ({ NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }),
    expect: BY_KEY_POLICY,
  }),
  allowedIf({
    id: 'current-time',
    says: 'aws:CurrentTime is the time of the request.',
    source: `${GLOBAL_KEYS}#condition-keys-currenttime`,
    condition: () => ({ DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }),
    expect: NO_KEY_POLICY,
  }),
  deniedIf({
    id: 'token-issue-time',
    says: 'aws:TokenIssueTime is in every request with temporary credentials.',
    source: `${GLOBAL_KEYS}#condition-keys-tokenissuetime`,
    as: 'role',
    condition: () => ({ DateLessThan: { 'aws:TokenIssueTime': '2100-01-01T00:00:00Z' } }),
    expect: BY_KEY_POLICY,
  }),
  deniedIf({
    id: 'direct-call',
    says: 'aws:ViaAWSService is false if the caller calls directly.',
    source: `${GLOBAL_KEYS}#condition-keys-viaawsservice`,
    condition: () => ({ Bool: { 'aws:ViaAWSService': 'false' } }),
    expect: BY_KEY_POLICY,
  }),
  allowedIf({
    id: 'encryption-context',
    says: 'A key policy can require an encryption context.',
    source: `${KMS_KEYS}#conditions-kms-encryption-context`,
    condition: () => ({ StringEquals: { 'kms:EncryptionContext:stage': 'test' } }),
    ask: withStage('test'),
    expect: 'allowed',
  }),
  allowedIf({
    id: 'other-encryption-context',
    says: 'Another encryption context does not match.',
    source: `${KMS_KEYS}#conditions-kms-encryption-context`,
    condition: () => ({ StringEquals: { 'kms:EncryptionContext:stage': 'test' } }),
    ask: withStage('live'),
    expect: NO_KEY_POLICY,
  }),
  allowedIf({
    id: 'for-all-values',
    says: 'ForAllValues matches a request without the key.',
    source: `${IAM_GUIDE}/reference_policies_condition-single-vs-multi-valued-context-keys.html`,
    condition: () => ({ 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['stage'] } }),
    expect: 'allowed',
  }),
  allowedIf({
    id: 'via-service',
    says: 'kms:ViaService is absent if the caller calls KMS directly.',
    source: `${KMS_KEYS}#conditions-kms-via-service`,
    condition: () => ({ StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } }),
    expect: NO_KEY_POLICY,
  }),
];

/** What a condition matches. */
export const CONDITION_ROWS: readonly ConformanceRow[] = [...ofAccount, ...MFA, ...ofRequest];
