import { statementsOf } from '../../../src/policy/document.ts';
import { sessionOf } from '../../../src/selftest/slips/slip.ts';
import { documentedKeyPolicy } from '../../../steps/documents/index.ts';
import { arnOf, SEEDED } from '../../home/edits/edit.ts';
import { FACTS } from '../attempt.ts';
import type { Deed } from './bench.ts';
import { ACCOUNT_ONLY, keyPolicy, OPERATOR, ROLE_ONLY, ROOT, withStatement } from './deeds.ts';
import { at, type Row } from './row.ts';

const ACCOUNT = SEEDED.account;
const ROLE = SEEDED.roleArn;
const roleOnly = (more: object): Deed => withStatement(ROLE_ONLY, (statement) => ({ ...statement, ...more }));
const sparing = (operator: string, ...arns: string[]) => ({
  Condition: { StringEquals: { 'kms:CallerAccount': ACCOUNT }, [operator]: { 'aws:PrincipalArn': arns } },
});

/** Mistakes in the key policy that denies everyone but the role. */
export const ROLE_ONLY_SLIPS: readonly Row[] = at('key-policy-role-only', [
  [
    'the page’s own text with NotPrincipal',
    keyPolicy(documentedKeyPolicy('role-only', 'published', FACTS)),
    'lock-out-refused',
    /as the published text does/,
  ],
  ['Allow for Deny', roleOnly({ Effect: 'Allow' }), 'effect-swapped', /Write "Effect": "Deny"/],
  [
    'the operator not left out of the Deny',
    roleOnly(sparing('ArnNotEquals', ROLE, ROOT)),
    'lock-out-refused',
    /includes the user who saves it/,
  ],
  [
    'the role not left out of the Deny',
    roleOnly(sparing('ArnNotEquals', ROOT, OPERATOR)),
    'condition-value',
    /lacks “[^”]*role\/[\s\S]*Write \{"ArnNotEquals"/,
  ],
  [
    'the root not left out of the Deny',
    roleOnly(sparing('ArnNotEquals', ROLE, OPERATOR)),
    'condition-value',
    /lacks “[^”]*:root/,
  ],
  [
    'another admin left out of the Deny, too',
    roleOnly(sparing('ArnNotEquals', ROLE, ROOT, OPERATOR, arnOf('user/another-admin'))),
    'condition-value',
    /user\/another-admin”, which this step does not want/,
  ],
  [
    'a session in aws:PrincipalArn',
    roleOnly(sparing('ArnNotEquals', sessionOf(FACTS), ROOT, OPERATOR)),
    'session-arn',
    /one session of the role/,
  ],
  [
    'StringNotEquals for ArnNotEquals',
    roleOnly(sparing('StringNotEquals', ROLE, ROOT, OPERATOR)),
    'condition-operator',
    /wants ArnNotEquals/,
  ],
  [
    'ArnEquals for ArnNotEquals',
    roleOnly(sparing('ArnEquals', ROLE, ROOT, OPERATOR)),
    'lock-out-refused',
    /includes the user who saves it/,
  ],
  [
    'aws:PrincipalArn misspelled',
    roleOnly({
      Condition: {
        StringEquals: { 'kms:CallerAccount': ACCOUNT },
        ArnNotEquals: { 'aws:PrincipleArn': [ROLE, ROOT, OPERATOR] },
      },
    }),
    'lock-out-refused',
    /includes the user who saves it/,
  ],
  [
    'aws:SourceArn for aws:PrincipalArn',
    roleOnly({
      Condition: {
        StringEquals: { 'kms:CallerAccount': ACCOUNT },
        ArnNotEquals: { 'aws:SourceArn': [ROLE, ROOT, OPERATOR] },
      },
    }),
    'lock-out-refused',
    /includes the user who saves it/,
  ],
  [
    'without kms:CallerAccount',
    roleOnly({ Condition: { ArnNotEquals: { 'aws:PrincipalArn': [ROLE, ROOT, OPERATOR] } } }),
    'condition-missing',
    /denies more than it should/,
  ],
  [
    'Decrypt denied only',
    roleOnly({ Action: 'kms:Decrypt' }),
    'actions-differ',
    /has “kms:Decrypt”[\s\S]*lacks “kms:\*”/,
  ],
  [
    'the Deny for another admin only',
    roleOnly({ Principal: { AWS: arnOf('user/another-admin') } }),
    'wrong-principal',
    /lacks “\*”/,
  ],
  [
    'the Deny beside the old Allow',
    keyPolicy({
      ...ROLE_ONLY,
      Statement: [...statementsOf(ACCOUNT_ONLY), { ...statementsOf(ROLE_ONLY)[1]!, Sid: 'Deny' }],
    }),
    'extra-statement',
    /Allow "kms:\*"/,
  ],
  [
    'the key policy of the step before',
    keyPolicy({ ...ACCOUNT_ONLY, Id: 'again' }),
    'other-write',
    /saved means the same/,
  ],
  [
    'the Deny of everything to everyone',
    roleOnly({ Condition: {} }),
    'lock-out-refused',
    /includes the user who saves it/,
  ],
]);
