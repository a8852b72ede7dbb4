import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import type { SigningCredentials } from '../../src/sandbox/credentials.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';
export const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
export const KEY = '1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809';
export const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/${KEY}`;
export const ALIAS = 'alias/ImportedCMK';
export const ROLE = 'KMSWorkshop-InstanceInitRole';
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/${ROLE}`;
export const POLICY = `arn:aws:iam::${ACCOUNT}:policy/KMSWorkshop-AdditionalPermissions`;
export const INSTANCE = 'i-0a1b2c3d4e5f60718';
export const SESSION_ARN = `arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE}/${INSTANCE}`;
export const BUCKET = `kmsworkshop-${ACCOUNT}`;
export const SAMPLE = 'SampleFile-KMS.txt';

/** One principal's clients. They do not retry: a refusal is final. */
export interface Clients {
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly s3: S3Client;
  readonly ec2: EC2Client;
  readonly sts: STSClient;
}

/** What a person can do in the account, over the wire: as the operator, or as another principal. */
export interface Hands extends Clients {
  /** A user of the sandbox, or `root`. */
  as(name: string): Clients;
}

export function handsIn(sandbox: Sandbox): Hands {
  const { endpoint, region } = sandbox;
  const clientsOf = (credentials: SigningCredentials): Clients => {
    const options = { endpoint, region, credentials, maxAttempts: 1 };
    return {
      iam: new IAMClient(options),
      kms: new KMSClient(options),
      s3: new S3Client({ ...options, forcePathStyle: true }),
      ec2: new EC2Client(options),
      sts: new STSClient(options),
    };
  };
  const as = (name: string): Clients => {
    const credentials = sandbox.credentials(name);
    if (!credentials) throw new Error(`the sandbox has no ${name}`);
    return clientsOf(credentials);
  };
  return { ...as('operator'), as };
}
