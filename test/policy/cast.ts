import { readFileSync } from 'node:fs';
import type { PolicyDocument, Statement } from '../../src/policy/document.ts';
import type { Caller, NamedPolicy } from '../../src/policy/request.ts';

export const HOME = '111122223333';
export const ELSEWHERE = '444455556666';
export const KEY = `arn:aws:kms:eu-west-1:${HOME}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

const user = (name: string, accountId = HOME): Caller => ({
  kind: 'user',
  accountId,
  arn: `arn:aws:iam::${accountId}:user/${name}`,
  id: `AIDA${name.split('/').at(-1)?.toUpperCase()}`,
});

const session = (role: string, sessionName: string, { accountId = HOME, path = '/' } = {}): Caller => ({
  kind: 'role-session',
  accountId,
  arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${sessionName}`,
  roleArn: `arn:aws:iam::${accountId}:role${path}${role}`,
  id: `AROA${role.toUpperCase()}`,
  sessionName,
});

/** Every caller in the cases, by the name that the cases use. */
export const CALLERS: Readonly<Record<string, Caller>> = {
  root: { kind: 'root', accountId: HOME, arn: `arn:aws:iam::${HOME}:root` },
  admin: user('admin'),
  alice: user('staff/alice'),
  userA: user('userA'),
  'instance-role': session('KMSWorkshop-InstanceInitRole', 'i-0abc'),
  'admin-role': session('AdminRole', 'ops', { path: '/team/' }),
  federated: {
    kind: 'federated-user',
    accountId: HOME,
    arn: `arn:aws:sts::${HOME}:federated-user/bob`,
    id: `${HOME}:bob`,
  },
  outsider: user('outsider', ELSEWHERE),
  'outside-role': session('Visitor', 'x', { accountId: ELSEWHERE }),
  'outside-root': { kind: 'root', accountId: ELSEWHERE, arn: `arn:aws:iam::${ELSEWHERE}:root` },
  ec2: { kind: 'service', name: 'ec2.amazonaws.com' },
  anonymous: { kind: 'anonymous' },
};

export const callerNamed = (name: string): Caller => {
  const caller = CALLERS[name];
  if (!caller) throw new Error(`no caller ${name}`);
  return caller;
};

/** A key policy of the page, as in `steps/documents`, with the admin as the operator. */
export function pagePolicy(name: string): PolicyDocument {
  const text = readFileSync(new URL(`../../steps/documents/${name}.json`, import.meta.url), 'utf8');
  return JSON.parse(
    text
      .replaceAll('<your acount id>', HOME)
      .replaceAll(
        '<the ARN we copied in the step 11>',
        `arn:aws:iam::${HOME}:role/KMSWorkshop-InstanceInitRole`,
      )
      .replaceAll('<the ARN of the operator>', `arn:aws:iam::${HOME}:user/admin`),
  );
}

export const documentOf = (...statements: readonly Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
});

const allow = (name: string, ...actions: readonly string[]): NamedPolicy => ({
  name,
  document: documentOf({ Sid: 'A', Effect: 'Allow', Action: actions, Resource: '*' }),
});

/** Identity policies that the cases name instead of writing them out. */
export const IDENTITY: Readonly<Record<string, readonly NamedPolicy[]>> = {
  none: [],
  administrator: [allow('AdministratorAccess', '*')],
  'all of kms': [allow('AllOfKms', 'kms:*')],
  'instance role': [
    allow('AmazonS3FullAccess', 's3:*', 's3-object-lambda:*'),
    allow('AWSCloudTrail_ReadOnlyAccess', 'cloudtrail:Get*', 'cloudtrail:Describe*', 'cloudtrail:List*'),
    allow('AmazonEC2FullAccess', 'ec2:*', 'cloudwatch:*', 'autoscaling:*'),
    allow('AWSKeyManagementServicePowerUser', 'kms:CreateKey', 'kms:Describe*', 'kms:Get*', 'kms:List*'),
    allow('KMSWorkshop-AdditionalPermissions', 'kms:GenerateDataKey', 'kms:Encrypt', 'kms:TagResource'),
  ],
};
