import { CreateKeyCommand } from '@aws-sdk/client-kms';
import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type Edit, policyOf, SEEDED } from './edit.ts';

const Bucket = SEEDED.bucket;
const Key = SEEDED.sample;
const SAME = 'Sample Secret Text to Encrypt\n';
const OBJECTS = `arn:aws:s3:::${Bucket}/*`;

const put = (s3: S3Client, more: Partial<PutObjectCommandInput>) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body: SAME, ContentType: 'text/plain', ...more }));
const under = (SSEKMSKeyId: string) => ({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId }) as const;
const bucketPolicy = (s3: S3Client, Effect: string, AWS: string, Action: string) =>
  s3.send(
    new PutBucketPolicyCommand({
      Bucket,
      Policy: policyOf({ Effect, Principal: { AWS }, Action, Resource: OBJECTS }),
    }),
  );

export const BUCKET_EDITS: readonly Edit[] = [
  { name: 'sample file: deleted', make: ({ s3 }) => s3.send(new DeleteObjectCommand({ Bucket, Key })) },
  {
    name: 'sample file: overwritten without KMS',
    make: ({ s3 }) => put(s3, { ServerSideEncryption: 'AES256' }),
  },
  {
    name: 'sample file: overwritten under another key',
    async make({ kms, s3 }) {
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: 'made by hand' }));
      await put(s3, under(KeyMetadata!.KeyId!));
    },
  },
  { name: 'sample file: overwritten with the same', make: ({ s3 }) => put(s3, under(SEEDED.key)) },
  {
    name: 'sample file: overwritten with another text',
    make: ({ s3 }) => put(s3, { ...under(SEEDED.key), Body: 'Another text\n' }),
  },
  {
    name: 'bucket: another object in it',
    make: ({ s3 }) => put(s3, { Key: 'another.txt', ServerSideEncryption: 'AES256' }),
  },
  {
    name: 'bucket: a policy that denies the role',
    make: ({ s3 }) => bucketPolicy(s3, 'Deny', SEEDED.roleArn, 's3:GetObject'),
  },
  {
    name: 'bucket: a policy that changes nothing for the lab',
    make: ({ s3 }) => bucketPolicy(s3, 'Allow', SEEDED.roleArn, 's3:GetObject'),
  },
  {
    name: 'bucket: encrypts with another default',
    make: ({ s3 }) =>
      s3.send(
        new PutBucketEncryptionCommand({
          Bucket,
          ServerSideEncryptionConfiguration: {
            Rules: [
              {
                ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: SEEDED.key },
              },
            ],
          },
        }),
      ),
  },
  {
    name: 'bucket: emptied and deleted',
    async make({ s3 }) {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
      for (const { Key } of Contents) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
      await s3.send(new DeleteBucketCommand({ Bucket }));
    },
  },
];
