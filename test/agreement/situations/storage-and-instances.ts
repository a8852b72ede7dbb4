import {
  CreateTagsCommand,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  CreateRoleCommand,
  RemoveRoleFromInstanceProfileCommand,
} from '@aws-sdk/client-iam';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { allow, bucketPolicy, deny, otherKey, storeSample } from '../edits.ts';
import { BUCKET, type Hands, INSTANCE, ROLE, ROLE_ARN, SAMPLE } from '../hands.ts';
import type { Subject } from '../situation.ts';

const IN_BUCKET = `arn:aws:s3:::${BUCKET}/*`;
const WHOLE_BUCKET = [`arn:aws:s3:::${BUCKET}`, IN_BUCKET];

async function anotherInstance({ ec2 }: Hands): Promise<void> {
  const { Instances } = await ec2.send(
    new RunInstancesCommand({
      ImageId: 'ami-0123456789abcdef0',
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      IamInstanceProfile: { Name: ROLE },
    }),
  );
  const Tags = [{ Key: 'Name', Value: 'KMSWorkshop-Instance' }];
  await ec2.send(new CreateTagsCommand({ Resources: [Instances![0]!.InstanceId!], Tags }));
}

async function anotherRoleOnIt({ iam }: Hands): Promise<void> {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  await iam.send(
    new CreateRoleCommand({ RoleName: 'AnotherRole', AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName: ROLE, RoleName: ROLE }));
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: ROLE, RoleName: 'AnotherRole' }));
}

export const storageAndInstances: Subject = {
  title: 'The bucket, the sample file and the instance',
  situations: [
    {
      name: 'the sample file is stored with SSE-S3',
      arrange: (hands) => storeSample(hands, { ServerSideEncryption: 'AES256' }),
      expect: { runs: false, names: /SampleFile-KMS\.txt/, at: 'open-sample-file' },
    },
    {
      name: 'the sample file is stored under another key',
      async arrange(hands) {
        await storeSample(hands, {
          ServerSideEncryption: 'aws:kms',
          SSEKMSKeyId: await otherKey(hands),
        });
      },
      // The page's step hides it: a role without kms:Decrypt opens neither. Once allowed again, it should open the
      // file.
      expect: { runs: false, names: /SampleFile-KMS\.txt/, at: 'key-policy-account-only' },
    },
    {
      name: 'the sample file is missing',
      arrange: ({ s3 }) => s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: SAMPLE })),
      expect: { runs: false, names: /SampleFile-KMS\.txt/, at: 'start-web-app' },
    },
    {
      name: 'the bucket policy denies the role s3:GetObject',
      arrange: (hands) =>
        bucketPolicy(
          hands,
          deny('s3:GetObject', { Sid: 'NoReads', Principal: { AWS: ROLE_ARN }, Resource: IN_BUCKET }),
        ),
      expect: { runs: false, names: /NoReads/, at: 'open-sample-file' },
    },
    {
      name: 'the bucket policy denies the role s3:PutObject',
      arrange: (hands) =>
        bucketPolicy(
          hands,
          deny('s3:PutObject', { Sid: 'NoWrites', Principal: { AWS: ROLE_ARN }, Resource: IN_BUCKET }),
        ),
      expect: { runs: false, names: /NoWrites/, at: 'start-web-app' },
    },
    {
      name: 'the bucket policy denies uploads that are not encrypted with KMS',
      arrange: (hands) =>
        bucketPolicy(
          hands,
          deny('s3:PutObject', {
            Sid: 'KmsOnly',
            Principal: '*',
            Resource: IN_BUCKET,
            Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
          }),
        ),
      expect: { runs: true },
    },
    {
      name: 'the bucket policy denies everything without TLS',
      arrange: (hands) =>
        bucketPolicy(
          hands,
          deny('s3:*', {
            Sid: 'TlsOnly',
            Principal: '*',
            Resource: WHOLE_BUCKET,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ),
      // The sandbox treats every request as sent over TLS, because AWS accepts nothing else.
      expect: { runs: true },
    },
    {
      name: 'the bucket policy denies the role everything with TLS',
      arrange: (hands) =>
        bucketPolicy(
          hands,
          deny('s3:*', {
            Sid: 'NoTls',
            Principal: { AWS: ROLE_ARN },
            Resource: WHOLE_BUCKET,
            Condition: { Bool: { 'aws:SecureTransport': 'true' } },
          }),
        ),
      expect: { runs: false, names: /NoTls/, at: 'start-web-app' },
    },
    {
      name: 'the bucket policy allows the role what it may do anyway',
      arrange: (hands) =>
        bucketPolicy(hands, allow('s3:GetObject', { Principal: { AWS: ROLE_ARN }, Resource: IN_BUCKET })),
      expect: { runs: true },
    },
    {
      name: 'the instance is stopped',
      arrange: ({ ec2 }) => ec2.send(new StopInstancesCommand({ InstanceIds: [INSTANCE] })),
      expect: { runs: false, names: /stopped|running/ },
    },
    {
      name: 'the instance is terminated',
      arrange: ({ ec2 }) => ec2.send(new TerminateInstancesCommand({ InstanceIds: [INSTANCE] })),
      expect: { runs: false, names: /KMSWorkshop-Instance/ },
    },
    {
      name: 'two instances bear the name',
      arrange: anotherInstance,
      expect: { runs: false, names: new RegExp(INSTANCE) },
    },
    {
      name: 'the instance has another role',
      arrange: anotherRoleOnIt,
      expect: { runs: false, names: /AnotherRole|KMSWorkshop-InstanceInitRole/ },
    },
  ],
};
