import type { PrincipalId } from '../contract/access.ts';
import { type Facts, iamArn } from '../contract/facts.ts';
import { type KeySituation, type MatrixPrincipal, predictCells } from '../contract/key-situation.ts';
import type { PolicyDocument } from '../policy/document.ts';
import type { Caller, Context } from '../policy/request.ts';
import { mfaKeys } from '../policy/request-context.ts';
import type { LabView } from './acts.ts';

/** The account of a page without an account: the one that every sandbox begins with, as far as it decides. */

const ACCOUNT = '111122223333';
const OTHER_ACCOUNT = '000000000000';
const PARTITION = 'aws';
const iam = (rest: string, accountId = ACCOUNT): string => iamArn({ partition: PARTITION, accountId }, rest);

const user = (name: string, accountId = ACCOUNT): Caller => ({
  kind: 'user',
  accountId,
  arn: iam(`user/${name}`, accountId),
  id: `AIDA-of-${name}`,
});

export const SAMPLE_FACTS: Facts = {
  accountId: ACCOUNT,
  partition: PARTITION,
  region: 'us-east-1',
  operator: user('operator'),
  role: { name: 'KMSWorkshop-InstanceInitRole', arn: iam('role/KMSWorkshop-InstanceInitRole') },
  rolePolicy: {
    kind: 'managed',
    name: 'KMSWorkshop-AdditionalPermissions',
    arn: iam('policy/KMSWorkshop-AdditionalPermissions'),
  },
  key: {
    id: '1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809',
    arn: `arn:${PARTITION}:kms:us-east-1:${ACCOUNT}:key/1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809`,
    alias: 'alias/ImportedCMK',
  },
  userName: 'userA',
  bucket: 'kmsworkshop-111122223333',
  sampleObject: 'SampleFile-KMS.txt',
  instance: { id: 'i-0a1b2c3d4e5f60718' },
};

export const SAMPLE_ROLE_POLICY: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'VisualEditor0',
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:TagResource', 'kms:UntagResource'],
      Resource: '*',
    },
  ],
};

export const SAMPLE_KEY_POLICY: PolicyDocument = {
  Version: '2012-10-17',
  Id: 'key-default-1',
  Statement: [
    {
      Sid: 'Enable IAM User Permissions',
      Effect: 'Allow',
      Principal: { AWS: iam('root') },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
};

const allowing = (name: string, action: string) => ({
  name,
  document: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow' as const, Action: action, Resource: '*' }],
  },
});
const ADMIN = [allowing('AdministratorAccess', '*')];

const member = (
  id: PrincipalId,
  caller: Caller,
  identity: MatrixPrincipal['policies']['identity'] = [],
  context: Context = {},
): MatrixPrincipal => ({ id, caller, policies: { identity }, context });

const { role, instance, rolePolicy } = SAMPLE_FACTS;
const SESSION: Caller = {
  kind: 'role-session',
  accountId: ACCOUNT,
  arn: `arn:${PARTITION}:sts::${ACCOUNT}:assumed-role/${role.name}/${instance.id}`,
  roleArn: role.arn,
  id: `AROA-of-${role.name}`,
  sessionName: instance.id,
};
const WITHOUT_MFA: Context = { 'aws:MultiFactorAuthPresent': 'false' };

export const SAMPLE_SITUATION: KeySituation = {
  facts: SAMPLE_FACTS,
  keyPolicy: SAMPLE_KEY_POLICY,
  grants: [],
  context: {},
  notPrincipal: 'all-facets',
  members: [
    member(
      'instance-role',
      SESSION,
      [
        {
          name: rolePolicy.name,
          document: SAMPLE_ROLE_POLICY,
          ...(rolePolicy.kind === 'managed' ? { arn: rolePolicy.arn } : {}),
        },
      ],
      WITHOUT_MFA,
    ),
    member('operator', user('operator'), ADMIN),
    member('another-admin', user('another-admin'), ADMIN),
    member('user-a', user('userA')),
    member('user-a-fresh-mfa', user('userA'), [], mfaKeys(60)),
    member('user-a-stale-mfa', user('userA'), [], mfaKeys(600)),
    member('root', { kind: 'root', accountId: ACCOUNT, arn: iam('root') }),
    member('outsider', user('outsider', OTHER_ACCOUNT), [allowing('a policy of its own account', 'kms:*')]),
  ],
};

/** What the page shows of it. There are no steps to take. */
export const sampleView = (): LabView => ({
  id: '1',
  facts: SAMPLE_FACTS,
  target: 'sandbox',
  variant: 'corrected',
  consent: 'given',
  title: {
    'role-policy': `policy ${rolePolicy.name} of role ${role.name}`,
    'key-policy': `key policy of ${SAMPLE_FACTS.key.alias}`,
  },
  webAppUrl: '',
  steps: [],
  done: 0,
  account: 'as left',
  failed: [],
  drift: [],
  missing: [],
  documents: { 'role-policy': SAMPLE_ROLE_POLICY, 'key-policy': SAMPLE_KEY_POLICY },
  matrix: predictCells(SAMPLE_SITUATION, {}),
  situation: SAMPLE_SITUATION,
  moments: [],
});
