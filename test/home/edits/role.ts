import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
  SetDefaultPolicyVersionCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { allowing, arnOf, denying, type Edit, policyOf, SEEDED } from './edit.ts';

const RoleName = SEEDED.role;
const PolicyArn = SEEDED.policyArn;
const InstanceProfileName = SEEDED.profile;
const AS_BEFORE = allowing('kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:TagResource');
const TRUST = policyOf({
  Effect: 'Allow',
  Principal: { Service: 'ec2.amazonaws.com' },
  Action: 'sts:AssumeRole',
});
const awsManaged = (name: string): string => `arn:aws:iam::aws:policy/${name}`;

const versions = async (iam: IAMClient) =>
  (await iam.send(new ListPolicyVersionsCommand({ PolicyArn }))).Versions!;
const detach = (iam: IAMClient, PolicyArn: string) =>
  iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
const attach = (iam: IAMClient, PolicyArn: string) =>
  iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
const inline = (iam: IAMClient, PolicyName: string, PolicyDocument: string) =>
  iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));

async function dropPolicy(iam: IAMClient): Promise<void> {
  await detach(iam, PolicyArn);
  for (const { VersionId, IsDefaultVersion } of await versions(iam))
    if (!IsDefaultVersion) await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
  await iam.send(new DeletePolicyCommand({ PolicyArn }));
}

const createPolicy = async (iam: IAMClient, PolicyName: string, PolicyDocument: string) =>
  (await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }))).Policy!.Arn!;

async function dropRole(iam: IAMClient): Promise<void> {
  await iam.send(new RemoveRoleFromInstanceProfileCommand({ RoleName, InstanceProfileName }));
  const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  for (const { PolicyArn } of AttachedPolicies!) await detach(iam, PolicyArn!);
  const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  for (const PolicyName of PolicyNames!)
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  await iam.send(new DeleteRoleCommand({ RoleName }));
}

const ROLE_POLICY: readonly Edit[] = [
  {
    name: 'a new version with other content',
    make: ({ iam }) =>
      iam.send(
        new CreatePolicyVersionCommand({
          PolicyArn,
          PolicyDocument: allowing('kms:Encrypt', 'kms:DescribeKey'),
          SetAsDefault: true,
        }),
      ),
  },
  {
    name: 'a wider version: kms:*',
    make: ({ iam }) =>
      iam.send(
        new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allowing('kms:*'), SetAsDefault: true }),
      ),
  },
  {
    name: 'the first version set as default',
    make: ({ iam }) => iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v1' })),
  },
  {
    name: 'its version of before the lab deleted',
    make: ({ iam }) => iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v1' })),
  },
  {
    name: 'the version in force deleted, and another one in its place',
    async make({ iam }) {
      const inForce = (await versions(iam)).find(({ IsDefaultVersion }) => IsDefaultVersion)!;
      const PolicyDocument = allowing('kms:Encrypt');
      await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
      await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: inForce.VersionId }));
    },
  },
  {
    name: 'filled up to five versions, none of the lab’s',
    async make({ iam }) {
      for (const { VersionId, IsDefaultVersion } of await versions(iam))
        if (!IsDefaultVersion) await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
      for (const action of ['kms:Encrypt', 'kms:DescribeKey', 'kms:ListKeys', 'kms:ListAliases'])
        await iam.send(
          new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allowing(action), SetAsDefault: true }),
        );
    },
  },
  { name: 'detached', make: ({ iam }) => detach(iam, PolicyArn) },
  { name: 'detached and deleted', make: ({ iam }) => dropPolicy(iam) },
  {
    name: 'deleted, and another one attached under its name',
    async make({ iam }) {
      await dropPolicy(iam);
      await attach(iam, await createPolicy(iam, SEEDED.policy, allowing('kms:Encrypt')));
    },
  },
  {
    name: 'deleted and made again, but not attached',
    async make({ iam }) {
      await dropPolicy(iam);
      await createPolicy(iam, SEEDED.policy, AS_BEFORE);
    },
  },
  {
    name: 'made inline',
    async make({ iam }) {
      await dropPolicy(iam);
      await inline(iam, SEEDED.policy, AS_BEFORE);
    },
  },
];

const ROLE: readonly Edit[] = [
  {
    name: 'another policy attached',
    make: async ({ iam }) => attach(iam, await createPolicy(iam, 'ByHand', allowing('kms:Decrypt'))),
  },
  {
    name: 'an AWS managed policy attached',
    make: ({ iam }) => attach(iam, awsManaged('AdministratorAccess')),
  },
  {
    name: 'an AWS managed policy detached',
    make: ({ iam }) => detach(iam, awsManaged('AWSCloudTrail_ReadOnlyAccess')),
  },
  {
    name: 'the AWS managed policy that S3 takes detached',
    make: ({ iam }) => detach(iam, awsManaged('AmazonS3FullAccess')),
  },
  {
    name: 'an inline policy that allows Decrypt',
    make: ({ iam }) => inline(iam, 'by-hand', allowing('kms:Decrypt')),
  },
  {
    name: 'an inline policy that denies KMS',
    make: ({ iam }) => inline(iam, 'by-hand-no', denying('kms:*')),
  },
  {
    name: 'a permissions boundary without KMS',
    make: ({ iam }) =>
      iam.send(
        new PutRolePermissionsBoundaryCommand({
          RoleName,
          PermissionsBoundary: awsManaged('AmazonS3FullAccess'),
        }),
      ),
  },
  {
    name: 'trust policy edited',
    make: ({ iam }) =>
      iam.send(
        new UpdateAssumeRolePolicyCommand({
          RoleName,
          PolicyDocument: policyOf({
            Effect: 'Allow',
            Principal: { Service: 'ec2.amazonaws.com', AWS: arnOf('root') },
            Action: 'sts:AssumeRole',
          }),
        }),
      ),
  },
  {
    name: 'taken out of the instance profile',
    make: ({ iam }) => iam.send(new RemoveRoleFromInstanceProfileCommand({ RoleName, InstanceProfileName })),
  },
  {
    name: 'another role in the instance profile',
    async make({ iam }) {
      await iam.send(new RemoveRoleFromInstanceProfileCommand({ RoleName, InstanceProfileName }));
      await iam.send(new CreateRoleCommand({ RoleName: 'Other', AssumeRolePolicyDocument: TRUST }));
      await iam.send(new AddRoleToInstanceProfileCommand({ RoleName: 'Other', InstanceProfileName }));
    },
  },
  { name: 'deleted', make: ({ iam }) => dropRole(iam) },
  {
    name: 'deleted and made again, with nothing attached',
    async make({ iam }) {
      await dropRole(iam);
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
      await iam.send(new AddRoleToInstanceProfileCommand({ RoleName, InstanceProfileName }));
    },
  },
];

const of = (thing: string, edits: readonly Edit[]): readonly Edit[] =>
  edits.map((edit) => ({ ...edit, name: `${thing}: ${edit.name}` }));

export const ROLE_EDITS: readonly Edit[] = [...of('role policy', ROLE_POLICY), ...of('role', ROLE)];
