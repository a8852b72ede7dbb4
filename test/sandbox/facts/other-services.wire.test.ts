import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  EnableMFADeviceCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { describe } from 'vitest';
import { HOME } from '../../../src/sandbox/seed.ts';
import { ADDITIONAL, by, KEY, KeyId, policy, ROLE, show, stripDecrypt } from './fact.ts';

const kms = (...commands: readonly object[]) => by(KMSClient, ...commands);
const iam = (...commands: readonly object[]) => by(IAMClient, ...commands);
const SAMPLE = { Bucket: `kmsworkshop-${HOME}`, Key: 'SampleFile-KMS.txt' };

describe('how AWS refuses at its other services', () => {
  show([
    [
      'a device that is not there',
      by(
        STSClient,
        new GetSessionTokenCommand({ SerialNumber: `arn:aws:iam::${HOME}:mfa/x`, TokenCode: '123456' }),
      )(),
      'AccessDenied',
      403,
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    ],
    [
      'a session of a session',
      by(STSClient, new GetSessionTokenCommand({}))('instance-role'),
      'AccessDenied',
      403,
      'Cannot call GetSessionToken with session credentials',
    ],
    [
      'codes that are not the device’s',
      iam(
        new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'd' }),
        new EnableMFADeviceCommand({
          UserName: 'operator',
          SerialNumber: `arn:aws:iam::${HOME}:mfa/d`,
          AuthenticationCode1: '000000',
          AuthenticationCode2: '000000',
        }),
      )(),
      'InvalidAuthenticationCodeException',
      403,
      'Authentication code for device is not valid.',
    ],
    [
      'a sixth version',
      iam(...Array(5).fill(stripDecrypt))(),
      'LimitExceededException',
      409,
      'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
    ],
    [
      'to delete the default version',
      iam(new DeletePolicyVersionCommand({ PolicyArn: ADDITIONAL, VersionId: 'v1' }))(),
      'DeleteConflictException',
      409,
      'Cannot delete the default version of a policy.',
    ],
    [
      'to delete what is attached',
      iam(new DeletePolicyCommand({ PolicyArn: ADDITIONAL }))(),
      'DeleteConflictException',
      409,
      'Cannot delete a policy attached to entities.',
    ],
    [
      'an inline policy of more than 10,240 characters',
      iam(
        new PutRolePolicyCommand({
          RoleName: ROLE,
          PolicyName: 'large',
          PolicyDocument: JSON.stringify(
            policy({ Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::${'x'.repeat(10_240)}` }),
          ),
        }),
      )(),
      'LimitExceededException',
      409,
      /10240/,
    ],
    [
      'a role that is not there',
      iam(new GetRoleCommand({ RoleName: 'x' }))(),
      'NoSuchEntityException',
      404,
      'The role with name x cannot be found.',
    ],
    [
      'a policy that is no JSON',
      iam(new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: 'p', PolicyDocument: '{' }))(),
      'MalformedPolicyDocumentException',
      400,
      'Syntax errors in policy.',
    ],
    [
      'a user of the name',
      iam(new CreateUserCommand({ UserName: 'operator' }))(),
      'EntityAlreadyExistsException',
      409,
      'User with name operator already exists.',
    ],
    [
      'to delete a role that an instance profile holds',
      iam(new DeleteRoleCommand({ RoleName: ROLE }))(),
      'DeleteConflictException',
      409,
      'Cannot delete entity, must remove roles from instance profile first.',
    ],
    [
      'an object that KMS does not open',
      async (served) => {
        await iam(stripDecrypt)()(served);
        await by(S3Client, new GetObjectCommand(SAMPLE))('instance-role')(served);
      },
      'AccessDenied',
      403,
      /^User: \S+ is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because no identity-based policy allows the kms:Decrypt action$/,
    ],
    [
      'the head of one that is not there',
      by(S3Client, new HeadObjectCommand({ ...SAMPLE, Key: 'x' }))(),
      'NotFound',
      404,
      /^/,
    ],
    [
      'an object of a disabled key',
      async (served) => {
        await kms(new DisableKeyCommand({ KeyId }))()(served);
        await by(S3Client, new GetObjectCommand(SAMPLE))()(served);
      },
      'KMS.DisabledException',
      400,
      `${KEY} is disabled.`,
    ],
    [
      'an instance that is not there',
      by(EC2Client, new DescribeInstancesCommand({ InstanceIds: ['i-00000000000000000'] }))(),
      'InvalidInstanceID.NotFound',
      400,
      "The instance ID 'i-00000000000000000' does not exist",
    ],
    [
      'a command to what is not managed',
      by(
        SSMClient,
        new SendCommandCommand({
          InstanceIds: ['i-00000000000000000'],
          DocumentName: 'AWS-RunShellScript',
          Parameters: { commands: ['true'] },
        }),
      )(),
      'InvalidInstanceId',
      400,
      /not in a valid state for account/,
    ],
  ]);
});
