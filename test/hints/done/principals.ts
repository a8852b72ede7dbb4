import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { instanceProfileSessionArn, replaced, sessionOf } from '../../../src/selftest/slips/slip.ts';
import { arnOf, SEEDED } from '../../home/edits/edit.ts';
import { FACTS } from '../attempt.ts';
import type { Deed } from './bench.ts';
import { ACCOUNT_ONLY, account, FOR_EC2, keyPolicy, OPERATOR, ROOT } from './deeds.ts';
import { at, type Row } from './row.ts';

const ACCOUNT = SEEDED.account;
const ROLE = SEEDED.roleArn;
const principal = (Principal: unknown): Deed => account({ Principal });

/** Mistakes in the principals of the key policy that names the role. */
export const PRINCIPALS_NAMED: readonly Row[] = at('key-policy-account-only', [
  [
    'the account id a placeholder in the condition',
    keyPolicy(
      replaced(ACCOUNT_ONLY, `"kms:CallerAccount":"${ACCOUNT}"`, '"kms:CallerAccount":"<your acount id>"'),
    ),
    'placeholder-left-in',
    /<your acount id>[\s\S]*111122223333/,
  ],
  [
    'the role’s ARN a placeholder',
    keyPolicy(replaced(ACCOUNT_ONLY, ROLE, '<the ARN we copied in the step 11>')),
    'write-refused',
    /is a placeholder[\s\S]*The role is arn/,
  ],
  [
    'the account a placeholder in the root’s ARN',
    keyPolicy(replaced(ACCOUNT_ONLY, `${ACCOUNT}:root`, '<your acount id>:root')),
    'write-refused',
    /is a placeholder/,
  ],
  [
    'a session of the role for the role',
    principal({ AWS: sessionOf(FACTS) }),
    'session-arn',
    /one session of the role/,
  ],
  [
    'the instance profile for the role',
    principal({ AWS: instanceProfileSessionArn(FACTS) }),
    'write-refused',
    /The role is arn[\s\S]*get-role/,
  ],
  [
    'another role for the role',
    [
      ({ iam }) => iam.send(new CreateRoleCommand({ RoleName: 'Admin', AssumeRolePolicyDocument: FOR_EC2 })),
      principal({ AWS: arnOf('role/Admin') }),
    ],
    'wrong-role',
    /role\/Admin[\s\S]*The instance’s role is/,
  ],
  [
    'the operator for the role',
    principal({ AWS: OPERATOR }),
    'wrong-principal',
    /user\/operator[\s\S]*Write "Principal"/,
  ],
  [
    'another admin beside the role',
    principal({ AWS: [ROLE, arnOf('user/another-admin')] }),
    'wrong-principal',
    /user\/another-admin”, which this step does not want/,
  ],
  [
    'another account in the role’s ARN',
    principal({ AWS: ROLE.replace(ACCOUNT, '999988887777') }),
    'write-refused',
    /does not exist[\s\S]*The role is arn/,
  ],
  [
    'another account for the root',
    keyPolicy(replaced(ACCOUNT_ONLY, `${ACCOUNT}:root`, '999988887777:root')),
    'write-refused',
    /does not exist/,
  ],
  [
    'EC2 for the role',
    principal({ Service: 'ec2.amazonaws.com' }),
    'wrong-principal',
    /A service is not the role/,
  ],
  ['everyone for the role', principal('*'), 'wrong-principal', /every principal, of every account/],
  ['the root for the role', principal({ AWS: ROOT }), 'wrong-principal', /stands for the whole account/],
  [
    'the name of the role without its ARN',
    principal({ AWS: SEEDED.role }),
    'write-refused',
    /The role is arn/,
  ],
  [
    'the ARN of the policy for the role',
    principal({ AWS: SEEDED.policyArn }),
    'write-refused',
    /The role is arn/,
  ],
  ['the ARN of the role under Federated', principal({ Federated: ROLE }), 'write-refused', /not under “AWS”/],
  ['a wildcard in the ARN of the role', principal({ AWS: `${ROLE}*` }), 'write-refused', /The role is arn/],
]);
