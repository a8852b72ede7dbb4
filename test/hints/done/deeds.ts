import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateUserCommand,
  DetachRolePolicyCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import type { PolicyDocument, Statement } from '../../../src/policy/document.ts';
import { edited } from '../../../src/selftest/slips/slip.ts';
import { documentedKeyPolicy } from '../../../steps/documents/index.ts';
import { allowing, arnOf, policyOf, SEEDED } from '../../home/edits/edit.ts';
import { EDITS } from '../../home/edits.ts';
import { FACTS } from '../attempt.ts';
import type { Deed } from './bench.ts';

const { policyArn: PolicyArn, role: RoleName, key: KeyId } = SEEDED;

/** One of the edits that resets are tested with. */
export function edit(name: string): Deed {
  const found = EDITS.find((one) => one.name === name);
  if (!found) throw new Error(`no edit “${name}”`);
  return found.make;
}

/** The role's policy as the step wants it: without kms:Decrypt. */
export const STRIPPED = allowing(
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:TagResource',
  'kms:UntagResource',
);

/** A new version of the role's policy, or of another one. */
export const version =
  (PolicyDocument: string, SetAsDefault: boolean, arn: string = PolicyArn): Deed =>
  ({ iam }) =>
    iam.send(new CreatePolicyVersionCommand({ PolicyArn: arn, PolicyDocument, SetAsDefault }));

/** A policy that is not attached. */
export const managed =
  (PolicyName: string, PolicyDocument: string): Deed =>
  ({ iam }) =>
    iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));

export const inline =
  (PolicyName: string, PolicyDocument: string, role: string = RoleName): Deed =>
  ({ iam }) =>
    iam.send(new PutRolePolicyCommand({ RoleName: role, PolicyName, PolicyDocument }));

export const attached =
  (PolicyName: string, PolicyDocument: string): Deed =>
  async ({ iam }) => {
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: Policy!.Arn! }));
  };

export const detached =
  (arn: string): Deed =>
  ({ iam }) =>
    iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: arn }));

export const keyPolicy =
  (Policy: PolicyDocument | string, on: string = KeyId): Deed =>
  ({ kms }) =>
    kms.send(
      new PutKeyPolicyCommand({
        KeyId: on,
        Policy: typeof Policy === 'string' ? Policy : JSON.stringify(Policy),
      }),
    );

export const user =
  (UserName: string): Deed =>
  ({ iam }) =>
    iam.send(new CreateUserCommand({ UserName }));

/** The page's key policies, corrected. */
export const ACCOUNT_ONLY = documentedKeyPolicy('account-only', 'corrected', FACTS);
export const ROLE_ONLY = documentedKeyPolicy('role-only', 'corrected', FACTS);
export const MFA = documentedKeyPolicy('mfa', 'corrected', FACTS);

export const OPERATOR = arnOf('user/operator');
export const ROOT = arnOf('root');

/** The trust policy of a role that is not used here. */
export const FOR_EC2 = policyOf({
  Effect: 'Allow',
  Principal: { Service: 'ec2.amazonaws.com' },
  Action: 'sts:AssumeRole',
});

/** One of the page's key policies, with the statement edited that it is about. */
export const withStatement = (document: PolicyDocument, edit: (statement: Statement) => object): Deed =>
  keyPolicy(edited(document, edit));

/** The first of them, with other members in that statement. */
export const account = (more: object): Deed =>
  withStatement(ACCOUNT_ONLY, (statement) => ({ ...statement, ...more }));

/** The page's user, and the actions that it is given. */
export const USER = user(SEEDED.user);
export const FOUR = [
  'kms:DeleteAlias',
  'kms:DeleteImportedKeyMaterial',
  'kms:PutKeyPolicy',
  'kms:ScheduleKeyDeletion',
];

/** The user, and the last key policy with other members in the statement about it. */
export const mfa = (more: object): readonly Deed[] => [
  USER,
  withStatement(MFA, (statement) => ({ ...statement, ...more })),
];
