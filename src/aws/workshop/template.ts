import { WEB_APP } from '../../contract/web-app-program.ts';
import type { Names } from '../client/target.ts';
import { bucketName } from '../find/names.ts';
import { AMI_PARAMETER, type Blueprint, blueprint, LENT_TAG } from './blueprint.ts';
import { userData, webAppFor } from './user-data.ts';

/** CloudFormation's own pseudo parameters for the place of a stack. */
const PLACE = {
  partition: '${AWS::Partition}',
  accountId: '${AWS::AccountId}',
  region: '${AWS::Region}',
} as const;

const Tags = [LENT_TAG];

/**
 * A CloudFormation template that creates what setup creates, from the same names and documents, except the key's
 * material, which CloudFormation cannot import, and the file that needs it: `kms-lab setup` then adds those two.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html
 */
export function template(names: Names): object {
  const plan = blueprint(PLACE, names);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `What the workshop page “Working with Key Policies” requires. Then run kms-lab setup: it imports the key’s material and stores ${plan.sample.key}.`,
    Parameters: {
      MyAddress: {
        Type: 'String',
        Description: 'Who may reach the web app: 198.51.100.7/32',
        AllowedPattern: '^\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}$',
      },
      Vpc: { Type: 'AWS::EC2::VPC::Id', Description: 'Where the instance goes' },
      Subnet: { Type: 'AWS::EC2::Subnet::Id', Description: 'A subnet of it that reaches the internet' },
      Image: { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: AMI_PARAMETER },
    },
    Resources: substituted({ ...identities(plan), ...things(plan), ...machine(plan) }),
    Outputs: {
      KeyId: { Value: { Ref: 'Key' } },
      WebApp: { Value: { 'Fn::Sub': 'http://${Instance.PublicIp}' } },
      Next: { Value: 'kms-lab setup imports the key material and stores the sample file' },
    },
  };
}

const identities = ({ role, policies, awsPolicies }: Blueprint) => ({
  ...Object.fromEntries(
    policies.map(({ id, name, document }) => [
      logicalId(id),
      {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { ManagedPolicyName: name, PolicyDocument: document, Tags },
      },
    ]),
  ),
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: role.name,
      AssumeRolePolicyDocument: role.trust,
      ManagedPolicyArns: [
        ...policies.map(({ id }) => ({ Ref: logicalId(id) })),
        ...awsPolicies.map(({ arn }) => arn),
      ],
      Tags,
    },
  },
  InstanceProfile: {
    Type: 'AWS::IAM::InstanceProfile',
    Properties: { InstanceProfileName: role.name, Roles: [{ Ref: 'Role' }] },
  },
});

const things = ({ alias, bucket }: Blueprint) => ({
  Key: {
    Type: 'AWS::KMS::Key',
    // What is encrypted under it would be lost with the stack.
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: { Origin: 'EXTERNAL', Description: 'The imported key of the KMS workshop', Tags },
  },
  Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: alias, TargetKeyId: { Ref: 'Key' } } },
  Bucket: {
    Type: 'AWS::S3::Bucket',
    Properties: {
      BucketName: bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
      Tags,
    },
  },
});

const machine = ({ instance, securityGroup, bucket, place }: Blueprint) => ({
  SecurityGroup: {
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      GroupName: securityGroup.name,
      GroupDescription: securityGroup.description,
      VpcId: { Ref: 'Vpc' },
      SecurityGroupIngress: [
        { IpProtocol: 'tcp', FromPort: WEB_APP.port, ToPort: WEB_APP.port, CidrIp: { Ref: 'MyAddress' } },
      ],
      Tags,
    },
  },
  // The instance resource itself cannot require IMDSv2 in every Region.
  LaunchTemplate: {
    Type: 'AWS::EC2::LaunchTemplate',
    Properties: {
      LaunchTemplateData: { MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled' } },
    },
  },
  Instance: {
    Type: 'AWS::EC2::Instance',
    Properties: {
      ImageId: { Ref: 'Image' },
      InstanceType: instance.type,
      IamInstanceProfile: { Ref: 'InstanceProfile' },
      LaunchTemplate: {
        LaunchTemplateId: { Ref: 'LaunchTemplate' },
        Version: { 'Fn::GetAtt': ['LaunchTemplate', 'LatestVersionNumber'] },
      },
      NetworkInterfaces: [
        {
          DeviceIndex: '0',
          SubnetId: { Ref: 'Subnet' },
          AssociatePublicIpAddress: true,
          GroupSet: [{ 'Fn::GetAtt': ['SecurityGroup', 'GroupId'] }],
        },
      ],
      Tags: [{ Key: 'Name', Value: instance.name }, LENT_TAG],
      UserData: {
        'Fn::Base64': userData(bucket === bucketName({}, place.accountId) ? undefined : webAppFor(bucket)),
      },
    },
  },
});

/** `import-permissions` → `ImportPermissions`: letters and digits only. */
const logicalId = (id: string): string =>
  id
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** CloudFormation fills in the texts that name the place of a stack. */
const substituted = (value: unknown): unknown => {
  if (typeof value === 'string') return /\$\{AWS::/.test(value) ? { 'Fn::Sub': value } : value;
  if (Array.isArray(value)) return value.map(substituted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, substituted(member)]));
};
