import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import { freePort } from '../free-port.ts';

/** Another emulator of AWS, which enforces nothing: https://docs.getmoto.org */
export const hasMoto = (): boolean => spawnSync('moto_server', ['--help']).status === 0;

const ROLE = 'KMSWorkshop-InstanceInitRole';
const ACCOUNT = '123456789012';
const PATIENCE = 120_000;

const policy = (...Action: readonly string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

/** A separate server for one test. */
export async function openMoto(): Promise<string> {
  const { endpoint, stop } = await startMoto();
  onTestFinished(stop);
  return endpoint;
}

export async function startMoto(): Promise<{ readonly endpoint: string; stop(): Promise<void> }> {
  const port = await freePort();
  const child = spawn('moto_server', ['-p', String(port)], {
    cwd: tmpdir(),
    stdio: 'ignore',
    env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
  });
  const exit = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGKILL');
    await exit;
  };
  const endpoint = `http://127.0.0.1:${port}`;
  for (let waited = 0; waited < PATIENCE; waited += 200) {
    if (await answers(endpoint)) return { endpoint, stop };
    await sleep(200);
  }
  await stop();
  throw new Error('moto_server did not begin');
}

const answers = (endpoint: string): Promise<boolean> =>
  fetch(`${endpoint}/moto-api/`).then(
    ({ ok }) => ok,
    () => false,
  );

/** An administrator, as environment variables. */
export async function makeOperator(endpoint: string): Promise<Record<string, string>> {
  const iam = new IAMClient(clientOf(endpoint));
  await iam.send(new CreateUserCommand({ UserName: 'operator' }));
  await iam.send(
    new PutUserPolicyCommand({ UserName: 'operator', PolicyName: 'all', PolicyDocument: policy('*') }),
  );
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'operator' }));
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '',
  };
}

const clientOf = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIAANYBODY', secretAccessKey: 'anything' },
});

/** What a participant has on reaching the page, and an operator: as environment variables. */
export async function buildWorkshop(endpoint: string): Promise<Record<string, string>> {
  const client = clientOf(endpoint);
  const [iam, kms, ec2] = [new IAMClient(client), new KMSClient(client), new EC2Client(client)];
  const s3 = new S3Client({ ...client, forcePathStyle: true });

  const operator = await makeOperator(endpoint);
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  await iam.send(new CreateRoleCommand({ RoleName: ROLE, AssumeRolePolicyDocument: JSON.stringify(trust) }));
  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName: 'KMSWorkshop-AdditionalPermissions',
      PolicyDocument: policy('kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey'),
    }),
  );
  await iam.send(new AttachRolePolicyCommand({ RoleName: ROLE, PolicyArn: Policy?.Arn }));
  // Like the workshop's AmazonS3FullAccess.
  await iam.send(
    new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: 'storage', PolicyDocument: policy('s3:*') }),
  );
  const profile = { InstanceProfileName: ROLE };
  await iam.send(new CreateInstanceProfileCommand(profile));
  await iam.send(new AddRoleToInstanceProfileCommand({ ...profile, RoleName: ROLE }));

  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const KeyId = KeyMetadata?.KeyId;
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/ImportedCMK', TargetKeyId: KeyId }));
  await s3.send(new CreateBucketCommand({ Bucket: `kmsworkshop-${ACCOUNT}` }));
  await s3.send(
    new PutObjectCommand({
      Bucket: `kmsworkshop-${ACCOUNT}`,
      Key: 'SampleFile-KMS.txt',
      Body: 'sample',
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: KeyId,
    }),
  );
  await ec2.send(
    new RunInstancesCommand({
      ImageId: 'ami-12c6146b',
      MinCount: 1,
      MaxCount: 1,
      IamInstanceProfile: { Name: ROLE },
      TagSpecifications: [
        { ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'KMSWorkshop-Instance' }] },
      ],
    }),
  );
  return operator;
}
