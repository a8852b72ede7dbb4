import {
  AddUserToGroupCommand,
  AttachRolePolicyCommand,
  CreateGroupCommand,
  CreateRoleCommand,
  PutGroupPolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutUserPolicyCommand,
  SimulateCustomPolicyCommand,
  type SimulatePolicyResponse,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyRequest,
} from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { ALLOW_S3, HOME, openAccount, refusalOf, TRUST_EC2 } from './account.ts';

const ALICE_ARN = `arn:aws:iam::${HOME}:user/alice`;
const ROLE_ARN = `arn:aws:iam::${HOME}:role/r`;
const KEY = `arn:aws:kms:us-east-1:${HOME}:key/1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809`;
const EC2_FULL = 'arn:aws:iam::aws:policy/AmazonEC2FullAccess';

const statement = (Effect: string, Action: string, Condition?: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect, Action, Resource: '*', ...(Condition ? { Condition } : {}) }],
  });

/** Alice may use S3 by her group, may decrypt, and may not delete buckets; the role is bounded to EC2. */
async function openWithPolicies() {
  const iam = openAccount().iam();
  const alice = (PolicyName: string, PolicyDocument: string) =>
    iam.send(new PutUserPolicyCommand({ UserName: 'alice', PolicyName, PolicyDocument }));
  await iam.send(new CreateGroupCommand({ GroupName: 'g' }));
  await iam.send(
    new PutGroupPolicyCommand({ GroupName: 'g', PolicyName: 'storage', PolicyDocument: ALLOW_S3 }),
  );
  await iam.send(new AddUserToGroupCommand({ GroupName: 'g', UserName: 'alice' }));
  await alice('no-deleting', statement('Deny', 's3:DeleteBucket'));
  await alice(
    'fresh-mfa',
    statement('Allow', 'kms:Decrypt', { NumericLessThan: { 'aws:MultiFactorAuthAge': '300' } }),
  );
  await iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: TRUST_EC2 }));
  for (const name of ['AmazonS3FullAccess', 'AmazonEC2FullAccess']) {
    await iam.send(
      new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn: `arn:aws:iam::aws:policy/${name}` }),
    );
  }
  await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: 'r', PermissionsBoundary: EC2_FULL }));
  return (input: SimulatePrincipalPolicyRequest) => iam.send(new SimulatePrincipalPolicyCommand(input));
}

const decisions = ({ EvaluationResults = [] }: SimulatePolicyResponse) =>
  EvaluationResults.map(({ EvalActionName, EvalDecision }) => `${EvalActionName}: ${EvalDecision}`);

describe('what a principal may do', () => {
  test('by its own policies and its groups’', async () => {
    const simulate = await openWithPolicies();
    const answer = await simulate({
      PolicySourceArn: ALICE_ARN,
      ActionNames: ['s3:GetObject', 's3:DeleteBucket', 'ec2:RunInstances'],
    });
    expect(decisions(answer)).toEqual([
      's3:GetObject: allowed',
      's3:DeleteBucket: explicitDeny',
      'ec2:RunInstances: implicitDeny',
    ]);
    expect(answer.EvaluationResults?.map(({ MatchedStatements }) => MatchedStatements)).toEqual([
      [{ SourcePolicyId: 'storage', SourcePolicyType: 'group' }],
      [{ SourcePolicyId: 'no-deleting', SourcePolicyType: 'user' }],
      [],
    ]);
  });

  test.each([
    ['299', 'allowed'],
    ['300', 'implicitDeny'],
    [undefined, 'implicitDeny'],
  ])('with MFA %s seconds ago: %s', async (age, decision) => {
    const simulate = await openWithPolicies();
    const entry = { ContextKeyName: 'aws:MultiFactorAuthAge', ContextKeyType: 'numeric' } as const;
    const answer = await simulate({
      PolicySourceArn: ALICE_ARN,
      ActionNames: ['kms:Decrypt'],
      ResourceArns: [KEY],
      ContextEntries: age === undefined ? [] : [{ ...entry, ContextKeyValues: [age] }],
    });
    expect(decisions(answer)).toEqual([`kms:Decrypt: ${decision}`]);
  });

  test('within its boundary', async () => {
    const simulate = await openWithPolicies();
    const answer = await simulate({
      PolicySourceArn: ROLE_ARN,
      ActionNames: ['s3:GetObject', 'ec2:RunInstances'],
    });
    expect(decisions(answer)).toEqual(['s3:GetObject: implicitDeny', 'ec2:RunInstances: allowed']);
    expect(
      answer.EvaluationResults?.map(
        ({ PermissionsBoundaryDecisionDetail: detail }) => detail?.AllowedByPermissionsBoundary,
      ),
    ).toEqual([false, true]);
  });

  test('with an additional policy', async () => {
    const simulate = await openWithPolicies();
    const answer = await simulate({
      PolicySourceArn: `arn:aws:iam::${HOME}:group/g`,
      ActionNames: ['ec2:RunInstances'],
      PolicyInputList: [statement('Allow', 'ec2:*')],
    });
    expect(decisions(answer)).toEqual(['ec2:RunInstances: allowed']);
  });
});

test('policies without a principal, page by page', async () => {
  const iam = openAccount().iam();
  const input = {
    PolicyInputList: [ALLOW_S3],
    ActionNames: ['s3:GetObject', 'kms:Decrypt'],
    ResourceArns: ['*'],
    MaxItems: 1,
  };
  const first = await iam.send(new SimulateCustomPolicyCommand(input));
  expect(decisions(first)).toEqual(['s3:GetObject: allowed']);
  const second = await iam.send(new SimulateCustomPolicyCommand({ ...input, Marker: first.Marker }));
  expect(decisions(second)).toEqual(['kms:Decrypt: implicitDeny']);
  expect(second.IsTruncated).toBe(false);
});

test.each([
  [
    { PolicySourceArn: `arn:aws:iam::${HOME}:root` },
    'InvalidInput',
    `Invalid Entity Arn: arn:aws:iam::${HOME}:root does not clearly define entity type and name.`,
  ],
  [{ PolicySourceArn: ROLE_ARN }, 'NoSuchEntity', 'The role with name r cannot be found.'],
  [{ PolicySourceArn: ALICE_ARN, PolicyInputList: ['{'] }, 'InvalidInput', 'Syntax errors in policy.'],
])('%o is refused with %s', async (input, code, text) => {
  const simulate = new SimulatePrincipalPolicyCommand({ ActionNames: ['s3:GetObject'], ...input });
  expect(await refusalOf(openAccount().iam().send(simulate))).toMatchObject({ code, text });
});
