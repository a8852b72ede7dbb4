import { iamArn } from '../../contract/facts.ts';
import type { WorkshopPlace } from '../../contract/workshop.ts';
import type { PolicyDocument } from '../../policy/document.ts';
import type { Names } from '../client/target.ts';
import { bucketName } from '../find/names.ts';
import { TAG } from '../resources/user.ts';

/** What is known about the workshop without asking AWS: names and documents, for setup and for CloudFormation. */
export interface Blueprint {
  readonly place: WorkshopPlace;
  readonly role: { readonly name: string; readonly arn: string; readonly trust: PolicyDocument };
  readonly policies: readonly OwnPolicy[];
  readonly awsPolicies: readonly { readonly name: string; readonly arn: string }[];
  readonly bucket: string;
  readonly sample: { readonly key: string; readonly text: string };
  readonly alias: string;
  readonly instance: { readonly name: string; readonly type: string };
  readonly securityGroup: { readonly name: string; readonly description: string };
}

export interface OwnPolicy {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly document: PolicyDocument;
}

/** The public parameter with the current Amazon Linux 2023 image, in every Region. */
export const AMI_PARAMETER = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';

/** A CloudFormation stack created it for the lab, and will delete it: setup may finish it, teardown leaves it. */
export const LENT_TAG = { Key: TAG.Key, Value: 'made by CloudFormation' } as const;

/** What the workshop attaches, and what Systems Manager needs on the instance. */
const AWS_POLICIES = [
  'AmazonS3FullAccess',
  'AWSCloudTrail_ReadOnlyAccess',
  'AmazonEC2FullAccess',
  'AWSKeyManagementServicePowerUser',
  'AmazonSSMManagedInstanceCore',
] as const;

/** The policy that the page edits, by its name on the page. */
export const rolePolicyName = 'KMSWorkshop-AdditionalPermissions';

/** https://github.com/aws-samples/aws-kms-workshop (Sections 1 and 2) */
const OWN_POLICIES = [
  {
    id: 'import-permissions',
    name: 'KMS-Workshop-ImportMaterialPermissions',
    actions: ['kms:ImportKeyMaterial'],
  },
  {
    id: 'additional-permissions',
    name: rolePolicyName,
    actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:TagResource', 'kms:UntagResource'],
  },
] as const;

/** The workshop as a participant has it on reaching the page (https://github.com/aws-samples/aws-kms-workshop). */
export function blueprint(place: WorkshopPlace, names: Names): Blueprint {
  const { partition, accountId } = place;
  const iam = (rest: string): string => iamArn(place, rest);
  return {
    place,
    role: { name: names.roleName, arn: iam(`role/${names.roleName}`), trust: trustOf(partition) },
    policies: OWN_POLICIES.map(({ id, name, actions }) => ({
      id,
      name,
      arn: iam(`policy/${name}`),
      document: {
        Version: '2012-10-17',
        Statement: [{ Sid: 'VisualEditor0', Effect: 'Allow', Action: actions, Resource: '*' }],
      },
    })),
    awsPolicies: AWS_POLICIES.map((name) => ({ name, arn: `arn:${partition}:iam::aws:policy/${name}` })),
    bucket: bucketName(names, accountId),
    sample: { key: names.sampleObject, text: 'Sample Secret Text to Encrypt\n' },
    alias: names.alias,
    instance: { name: names.instanceName, type: 't3.micro' },
    securityGroup: { name: 'KMSWorkshop-SG', description: 'The web app of the KMS workshop' },
  };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html */
const trustOf = (partition: string): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: partition === 'aws-cn' ? 'ec2.amazonaws.com.cn' : 'ec2.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
});
