import type { PolicyDocument } from '../../policy/document.ts';
import { fixedEntityId } from '../ids.ts';

/** A policy that AWS provides in every account and that customers cannot change. */
export interface AwsManagedPolicy {
  /** ANPA… */
  readonly id: string;
  readonly name: string;
  /** `arn:aws:iam::aws:policy/NAME` */
  readonly arn: string;
  readonly version: string;
  readonly created: string;
  readonly updated: string;
  readonly document: PolicyDocument;
}

/**
 * The ones that the workshop attaches, and the ones that an account needs to be usable; AWS has over a thousand.
 * Since 2022, the workshop's `AWSCloudTrailReadOnlyAccess` is named `AWSCloudTrail_ReadOnlyAccess`.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const POLICIES: Readonly<
  Record<string, Pick<AwsManagedPolicy, 'version' | 'created' | 'updated' | 'document'>>
> = {
  AdministratorAccess: {
    version: 'v1',
    created: '2015-02-06T18:39:46Z',
    updated: '2015-02-06T18:39:46Z',
    document: { Version: '2012-10-17', Statement: [{ Action: '*', Effect: 'Allow', Resource: '*' }] },
  },
  AmazonS3FullAccess: {
    version: 'v2',
    created: '2015-02-06T18:40:58Z',
    updated: '2021-09-27T20:16:37Z',
    document: {
      Version: '2012-10-17',
      Statement: [{ Action: ['s3:*', 's3-object-lambda:*'], Effect: 'Allow', Resource: '*' }],
    },
  },
  AWSCloudTrail_ReadOnlyAccess: {
    version: 'v1',
    created: '2022-06-14T17:19:05Z',
    updated: '2022-06-14T17:19:05Z',
    document: {
      Version: '2012-10-17',
      Statement: [
        {
          Action: ['cloudtrail:Get*', 'cloudtrail:Describe*', 'cloudtrail:List*', 'cloudtrail:LookupEvents'],
          Effect: 'Allow',
          Resource: '*',
        },
      ],
    },
  },
  AmazonEC2FullAccess: {
    version: 'v5',
    created: '2015-02-06T18:40:15Z',
    updated: '2018-11-27T02:16:56Z',
    document: {
      Version: '2012-10-17',
      Statement: [
        { Action: 'ec2:*', Effect: 'Allow', Resource: '*' },
        { Action: 'elasticloadbalancing:*', Effect: 'Allow', Resource: '*' },
        { Action: 'cloudwatch:*', Effect: 'Allow', Resource: '*' },
        { Action: 'autoscaling:*', Effect: 'Allow', Resource: '*' },
        {
          Action: 'iam:CreateServiceLinkedRole',
          Condition: {
            StringEquals: {
              'iam:AWSServiceName': [
                'autoscaling.amazonaws.com',
                'ec2scheduled.amazonaws.com',
                'elasticloadbalancing.amazonaws.com',
                'spot.amazonaws.com',
                'spotfleet.amazonaws.com',
                'transitgateway.amazonaws.com',
              ],
            },
          },
          Effect: 'Allow',
          Resource: '*',
        },
      ],
    },
  },
  AWSKeyManagementServicePowerUser: {
    version: 'v2',
    created: '2015-02-06T18:40:40Z',
    updated: '2017-03-07T00:55:11Z',
    document: {
      Version: '2012-10-17',
      Statement: [
        {
          Action: [
            'kms:CreateAlias',
            'kms:CreateKey',
            'kms:DeleteAlias',
            'kms:Describe*',
            'kms:GenerateRandom',
            'kms:Get*',
            'kms:List*',
            'kms:TagResource',
            'kms:UntagResource',
            'iam:ListGroups',
            'iam:ListRoles',
            'iam:ListUsers',
          ],
          Effect: 'Allow',
          Resource: '*',
        },
      ],
    },
  },
  AmazonSSMManagedInstanceCore: {
    version: 'v2',
    created: '2019-03-15T17:22:12Z',
    updated: '2019-05-23T16:54:21Z',
    document: {
      Version: '2012-10-17',
      Statement: [
        {
          Action: [
            'ssm:DescribeAssociation',
            'ssm:GetDeployablePatchSnapshotForInstance',
            'ssm:GetDocument',
            'ssm:DescribeDocument',
            'ssm:GetManifest',
            'ssm:GetParameter',
            'ssm:GetParameters',
            'ssm:ListAssociations',
            'ssm:ListInstanceAssociations',
            'ssm:PutInventory',
            'ssm:PutComplianceItems',
            'ssm:PutConfigurePackageResult',
            'ssm:UpdateAssociationStatus',
            'ssm:UpdateInstanceAssociationStatus',
            'ssm:UpdateInstanceInformation',
          ],
          Effect: 'Allow',
          Resource: '*',
        },
        {
          Action: [
            'ssmmessages:CreateControlChannel',
            'ssmmessages:CreateDataChannel',
            'ssmmessages:OpenControlChannel',
            'ssmmessages:OpenDataChannel',
          ],
          Effect: 'Allow',
          Resource: '*',
        },
        {
          Action: [
            'ec2messages:AcknowledgeMessage',
            'ec2messages:DeleteMessage',
            'ec2messages:FailMessage',
            'ec2messages:GetEndpoint',
            'ec2messages:GetMessages',
            'ec2messages:SendReply',
          ],
          Effect: 'Allow',
          Resource: '*',
        },
      ],
    },
  },
};

const PREFIX = 'arn:aws:iam::aws:policy/';

export const awsManagedPolicies: readonly AwsManagedPolicy[] = Object.entries(POLICIES).map(
  ([name, policy]) => ({ id: fixedEntityId('ANPA', name), name, arn: PREFIX + name, ...policy }),
);

export const awsManagedPolicy = (arn: string): AwsManagedPolicy | undefined =>
  awsManagedPolicies.find((policy) => policy.arn === arn);
