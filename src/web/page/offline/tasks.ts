import type { LabAction, PrincipalId } from '../../../contract/access.ts';
import { iamArn } from '../../../contract/facts.ts';
import type { PolicyDocument, Statement } from '../../../policy/document.ts';
import { SAMPLE_FACTS, SAMPLE_KEY_POLICY, SAMPLE_ROLE_POLICY } from '../../sample-account.ts';

/** Both policies of the account. */
export interface PolicyPair {
  readonly 'role-policy': PolicyDocument;
  readonly 'key-policy': PolicyDocument;
}

/** One decision that a task wants. */
export interface TaskWant {
  readonly who: PrincipalId;
  readonly action: LabAction;
  readonly may: boolean;
}

/** “Make it so”: any policies with the wanted decisions pass, however they are written. */
export interface PolicyTask {
  readonly id: string;
  readonly title: string;
  readonly says: string;
  readonly start: PolicyPair;
  readonly wants: readonly TaskWant[];
  readonly solution: PolicyPair;
}

type Verb = 'Encrypt' | 'GenerateDataKey' | 'Decrypt' | 'PutKeyPolicy' | 'ScheduleKeyDeletion';

const wanting =
  (may: boolean) =>
  (who: PrincipalId, ...verbs: readonly Verb[]): readonly TaskWant[] =>
    verbs.map((verb) => ({ who, action: `kms:${verb}` as const, may }));
const may = wanting(true);
const mayNot = wanting(false);

const { accountId, role } = SAMPLE_FACTS;
export const ROLE = role.arn;
export const USER_A = iamArn(SAMPLE_FACTS, 'user/userA');
export const OPERATOR = iamArn(SAMPLE_FACTS, 'user/operator');
export const ROOT = iamArn(SAMPLE_FACTS, 'root');
export const OUTSIDE = iamArn({ ...SAMPLE_FACTS, accountId: '000000000000' }, 'root');

const VERSION = '2012-10-17';
const BASE = (SAMPLE_KEY_POLICY.Statement as readonly Statement[])[0]!;

/** A statement of a key policy. */
export const stated = (
  Effect: Statement['Effect'],
  who: string,
  Action: Statement['Action'],
  Condition?: Statement['Condition'],
): Statement => ({
  Effect,
  Principal: { AWS: who },
  ...(Action === undefined ? {} : { Action }),
  Resource: '*',
  ...(Condition ? { Condition } : {}),
});

/** The key policy with these statements beside the one that it came with. */
export const withBase = (...more: readonly Statement[]): PolicyDocument => ({
  Version: VERSION,
  Statement: [BASE, ...more],
});
export const only = (...statements: readonly Statement[]): PolicyDocument => ({
  Version: VERSION,
  Statement: statements,
});
/** The role's policy with these actions. */
export const roleMay = (...actions: readonly string[]): PolicyDocument => ({
  Version: VERSION,
  Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
});

export const both = (key: PolicyDocument, ofRole: PolicyDocument = SAMPLE_ROLE_POLICY): PolicyPair => ({
  'role-policy': ofRole,
  'key-policy': key,
});

const ENCRYPTS = roleMay('kms:Encrypt', 'kms:GenerateDataKey');
const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const FRESH = { NumericLessThan: { 'aws:MultiFactorAuthAge': '300' } };
const START = both(SAMPLE_KEY_POLICY);

export const TASKS: readonly PolicyTask[] = [
  {
    id: 'encrypt-only',
    title: 'Encrypt, and never decrypt',
    says: 'The instance role encrypts with the key and does not decrypt. Administrators keep their access.',
    start: START,
    wants: [
      ...may('instance-role', 'Encrypt', 'GenerateDataKey'),
      ...mayNot('instance-role', 'Decrypt'),
      ...may('operator', 'Decrypt', 'PutKeyPolicy'),
    ],
    solution: both(SAMPLE_KEY_POLICY, ENCRYPTS),
  },
  {
    id: 'decrypt-again',
    title: 'Decrypt again, and no more than that',
    says: 'The role lost kms:Decrypt. Give it back, without the right to change the key policy or delete the key.',
    start: both(SAMPLE_KEY_POLICY, ENCRYPTS),
    wants: [
      ...may('instance-role', 'Decrypt', 'Encrypt'),
      ...mayNot('instance-role', 'PutKeyPolicy', 'ScheduleKeyDeletion'),
      ...mayNot('user-a', 'Decrypt'),
    ],
    solution: both(withBase(stated('Allow', ROLE, 'kms:Decrypt')), ENCRYPTS),
  },
  {
    id: 'user-encrypts',
    title: 'A user who only writes',
    says: 'userA has no IAM policy. Let userA encrypt, and nothing else of the five.',
    start: START,
    wants: [
      ...may('user-a', 'Encrypt'),
      ...mayNot('user-a', 'Decrypt', 'PutKeyPolicy', 'ScheduleKeyDeletion'),
    ],
    solution: both(withBase(stated('Allow', USER_A, ['kms:Encrypt', 'kms:GenerateDataKey']))),
  },
  {
    id: 'with-mfa',
    title: 'With MFA only',
    says: 'userA decrypts with an MFA code, however old, and not without one.',
    start: START,
    wants: [
      ...may('user-a-fresh-mfa', 'Decrypt'),
      ...may('user-a-stale-mfa', 'Decrypt'),
      ...mayNot('user-a', 'Decrypt'),
    ],
    solution: both(withBase(stated('Allow', USER_A, 'kms:Decrypt', MFA))),
  },
  {
    id: 'fresh-mfa',
    title: 'With a fresh code',
    says: 'userA decrypts if the MFA code was given in the last five minutes.',
    start: both(withBase(stated('Allow', USER_A, 'kms:Decrypt', MFA))),
    wants: [
      ...may('user-a-fresh-mfa', 'Decrypt'),
      ...mayNot('user-a-stale-mfa', 'Decrypt'),
      ...mayNot('user-a', 'Decrypt'),
    ],
    solution: both(withBase(stated('Allow', USER_A, 'kms:Decrypt', FRESH))),
  },
  {
    id: 'a-space',
    title: 'A condition that never matches',
    says: 'The page’s condition key has a space in it. Make it match what it means: a code of the last five minutes.',
    start: both(
      withBase(
        stated('Allow', USER_A, 'kms:Decrypt', { NumericLessThan: { 'aws: MultiFactorAuthAge': '300' } }),
      ),
    ),
    wants: [
      ...may('user-a-fresh-mfa', 'Decrypt'),
      ...mayNot('user-a-stale-mfa', 'Decrypt'),
      ...mayNot('user-a', 'Decrypt'),
    ],
    solution: both(withBase(stated('Allow', USER_A, 'kms:Decrypt', FRESH))),
  },
  {
    id: 'keep-the-key',
    title: 'No deletion without MFA',
    says: 'No one deletes the key without MFA, not even the account root. The operator still changes the key policy.',
    start: START,
    wants: [
      ...mayNot('operator', 'ScheduleKeyDeletion'),
      ...mayNot('another-admin', 'ScheduleKeyDeletion'),
      ...mayNot('root', 'ScheduleKeyDeletion'),
      ...may('operator', 'PutKeyPolicy', 'Decrypt'),
    ],
    solution: both(
      withBase(
        stated('Deny', '*', 'kms:ScheduleKeyDeletion', {
          BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' },
        }),
      ),
    ),
  },
  {
    id: 'one-owner',
    title: 'One owner of the policy',
    says: 'Only the operator changes the key policy. Another admin still decrypts.',
    start: START,
    wants: [
      ...may('operator', 'PutKeyPolicy'),
      ...mayNot('another-admin', 'PutKeyPolicy'),
      ...may('another-admin', 'Decrypt'),
    ],
    solution: both(
      withBase(stated('Deny', '*', 'kms:PutKeyPolicy', { ArnNotEquals: { 'aws:PrincipalArn': OPERATOR } })),
    ),
  },
  {
    id: 'other-account',
    title: 'Another account writes',
    says: 'Account 000000000000 encrypts with the key and does not decrypt. userA gets nothing.',
    start: START,
    wants: [
      ...may('outsider', 'Encrypt'),
      ...mayNot('outsider', 'Decrypt', 'PutKeyPolicy'),
      ...mayNot('user-a', 'Encrypt'),
    ],
    solution: both(withBase(stated('Allow', OUTSIDE, 'kms:Encrypt'))),
  },
  {
    id: 'open-door',
    title: 'A door that is open to everyone',
    says: 'Everyone may decrypt. Close it for userA and for other accounts; the role and the operator keep decrypting.',
    start: both(withBase(stated('Allow', '*', 'kms:Decrypt'))),
    wants: [
      ...mayNot('outsider', 'Decrypt'),
      ...mayNot('user-a', 'Decrypt'),
      ...may('instance-role', 'Decrypt'),
      ...may('operator', 'Decrypt'),
    ],
    solution: START,
  },
  {
    id: 'locked-out',
    title: 'A key without an owner',
    says: 'The policy names the role alone, so no administrator can change it. Give the operator a way back; the role keeps decrypting and loses the key policy.',
    start: both(only(stated('Allow', ROLE, 'kms:*'))),
    wants: [
      ...may('operator', 'PutKeyPolicy'),
      ...may('instance-role', 'Decrypt'),
      ...mayNot('instance-role', 'PutKeyPolicy'),
    ],
    solution: START,
  },
  {
    id: 'least-privilege',
    title: 'Too much for a role',
    says: 'The key policy gives the role kms:*. Leave it encryption and decryption, and take the key’s administration away.',
    start: both(
      withBase(stated('Allow', ROLE, 'kms:*', { StringEquals: { 'kms:CallerAccount': accountId } })),
    ),
    wants: [
      ...may('instance-role', 'Encrypt', 'Decrypt', 'GenerateDataKey'),
      ...mayNot('instance-role', 'PutKeyPolicy', 'ScheduleKeyDeletion'),
    ],
    solution: both(withBase(stated('Allow', ROLE, ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey']))),
  },
  {
    id: 'a-deny',
    title: 'A Deny beats every Allow',
    says: 'The role has every permission and is still refused. Let it decrypt; userA must not.',
    start: both(
      withBase(
        stated('Allow', ROLE, 'kms:Decrypt'),
        stated('Deny', '*', 'kms:Decrypt', { StringNotEquals: { 'aws:PrincipalArn': OPERATOR } }),
      ),
    ),
    wants: [
      ...may('instance-role', 'Decrypt'),
      ...may('operator', 'Decrypt'),
      ...mayNot('user-a', 'Decrypt'),
    ],
    solution: both(withBase(stated('Allow', ROLE, 'kms:Decrypt'))),
  },
];
