import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreatePolicyVersionCommand,
  CreateUserCommand,
  GetPolicyVersionCommand,
  IAMClient,
  SetDefaultPolicyVersionCommand,
} from '@aws-sdk/client-iam';
import {
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GetKeyPolicyCommand,
  KMSClient,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms';
import { GetCommandInvocationCommand, SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { kmsLab, serve } from './in-process.ts';
import { BINARY, freshState } from './kms-lab.ts';
import { addressFile, configurationOf } from './served.ts';

const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/KMSWorkshop-InstanceInitRole`;
const POLICY = `arn:aws:iam::${ACCOUNT}:policy/KMSWorkshop-AdditionalPermissions`;
const APP = '/home/ec2-user/SampleWebApp';
const DOCUMENTS = resolve(import.meta.dirname, '../../steps/documents');

const isThere = (program: string, ...args: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0;

/** A served sandbox, and what its user knows. */
async function begin() {
  const state = freshState();
  await serve(state);
  const { webAppUrl } = JSON.parse(readFileSync(addressFile(state), 'utf8')) as { webAppUrl: string };
  return { state, webAppUrl };
}

async function denialsIn(state: string) {
  const { stdout } = await kmsLab(state, 'sandbox', 'log', '--denied', '--json');
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ type }) => type === 'request')
    .map(({ service, operation, demands }) => {
      const { action, because, encryptionContext } = demands.at(-1);
      return { call: `${service}:${operation}`, action, because, encryptionContext };
    });
}

/** A user who followed the page was refused, and can see why: as the role, through S3, and as another admin. */
async function expectReasons(state: string): Promise<void> {
  // The log is written in groups of lines, a moment after the answers.
  await expect.poll(() => denialsIn(state)).toHaveLength(3);
  const denials = await denialsIn(state);
  const noGrant = expect.stringMatching(/kms:Decrypt/);
  expect(denials).toMatchObject([
    { call: 'kms:Decrypt', action: 'kms:Decrypt', because: noGrant },
    {
      call: 's3:GetObject',
      action: 'kms:Decrypt',
      because: noGrant,
      encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::kmsworkshop-${ACCOUNT}/SampleFile-KMS.txt` },
    },
    { call: 'kms:DescribeKey', action: 'kms:DescribeKey', because: expect.stringMatching(/den/i) },
  ]);
  const shown = await kmsLab(state, 'sandbox', 'log', '--denied');
  expect(shown.stdout.match(/DENIED/g)).toHaveLength(3);
}

test('the page followed with the SDK for JavaScript', async () => {
  const { state, webAppUrl } = await begin();
  const operator = await configurationOf(state);
  const role = new KMSClient(await configurationOf(state, '--as', 'instance-role'));
  const anotherAdmin = new KMSClient(await configurationOf(state, '--as', 'another-admin'));
  const [kms, iam, ssm] = [new KMSClient(operator), new IAMClient(operator), new SSMClient(operator)];
  const KeyId = (await kms.send(new DescribeKeyCommand({ KeyId: 'alias/ImportedCMK' }))).KeyMetadata?.KeyId;
  const { Reservations } = await new EC2Client(operator).send(
    new DescribeInstancesCommand({ Filters: [{ Name: 'tag:Name', Values: ['KMSWorkshop-Instance'] }] }),
  );
  const InstanceId = Reservations?.[0]?.Instances?.[0]?.InstanceId ?? '';

  const keyPolicy = async () => (await kms.send(new GetKeyPolicyCommand({ KeyId }))).Policy;
  const put = (path: string) =>
    kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy: documentOf(path) }));
  const run = async (...commands: string[]) => {
    const { Command } = await ssm.send(
      new SendCommandCommand({
        DocumentName: 'AWS-RunShellScript',
        InstanceIds: [InstanceId],
        Parameters: { commands },
      }),
    );
    return ssm.send(new GetCommandInvocationCommand({ CommandId: Command?.CommandId, InstanceId }));
  };
  const visit = async (path: string) => (await fetch(`${webAppUrl}${path}`)).text();

  expect(await keyPolicy()).toContain('Enable IAM User Permissions');

  const { PolicyVersion } = await iam.send(
    new GetPolicyVersionCommand({ PolicyArn: POLICY, VersionId: 'v1' }),
  );
  const document = decodeURIComponent(PolicyVersion?.Document ?? '').replace(/"kms:Decrypt",\s*/, '');
  const made = await iam.send(
    new CreatePolicyVersionCommand({ PolicyArn: POLICY, PolicyDocument: document, SetAsDefault: true }),
  );
  expect(made.PolicyVersion?.VersionId).toBe('v2');

  const { CiphertextBlob } = await role.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('secret') }));
  const decrypt = () => role.send(new DecryptCommand({ CiphertextBlob }));
  await expect(decrypt()).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: `User: arn:aws:sts::${ACCOUNT}:assumed-role/KMSWorkshop-InstanceInitRole/${InstanceId} is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because no identity-based policy allows the kms:Decrypt action`,
  });

  const started = await run(
    `cd ${APP} || exit 1`,
    `echo '${KeyId}' > WebAppEncSSE.key`,
    'setsid python -u WebAppEncSSE.py 80 < WebAppEncSSE.key >> WebAppEncSSE.log 2>&1 &',
  );
  expect(started.Status).toBe('Success');
  expect(await visit('/')).toContain('SampleFile-KMS.txt');
  await expect(visit('/S3/SampleFile-KMS.txt')).rejects.toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } });
  expect((await run(`tail -n 20 ${APP}/WebAppEncSSE.log`)).StandardOutputContent).toContain(
    'An error occurred (AccessDenied) when calling the GetObject operation',
  );

  await put('published/account-only.json');
  expect(await visit('/S3/SampleFile-KMS.txt')).toContain('Sample Secret Text');

  await expect(put('published/role-only.json')).rejects.toMatchObject({
    name: 'MalformedPolicyDocumentException',
    message: 'The new key policy will not allow you to update the key policy in the future.',
  });
  await put('corrected/role-only.json');
  await expect(anotherAdmin.send(new DescribeKeyCommand({ KeyId }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('with an explicit deny in a resource-based policy'),
  });

  await expect(put('corrected/mfa.json')).rejects.toMatchObject({
    name: 'MalformedPolicyDocumentException',
    message: 'Policy contains a statement with one or more invalid principals.',
  });
  await iam.send(new CreateUserCommand({ UserName: 'userA' }));
  await put('corrected/mfa.json');
  expect(await keyPolicy()).toContain(`arn:aws:iam::${ACCOUNT}:user/userA`);

  await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn: POLICY, VersionId: 'v1' }));
  expect(Buffer.from((await decrypt()).Plaintext ?? '').toString()).toBe('secret');
  await expectReasons(state);
});

const documentOf = (path: string): string =>
  readFileSync(join(DOCUMENTS, path), 'utf8')
    .replaceAll('<the ARN we copied in the step 11>', ROLE)
    .replaceAll('<the ARN of the operator>', `arn:aws:iam::${ACCOUNT}:user/operator`)
    .replaceAll('<your acount id>', ACCOUNT);

/** Runs a script that follows the page, and returns its output. Rejects if an answer was not the expected one. */
async function follow(
  program: string,
  script: string,
  state: string,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [join(import.meta.dirname, script)], {
    env: {
      ...process.env,
      KMS_LAB: `"${process.execPath}" "${BINARY}"`,
      KMS_LAB_STATE_DIR: state,
      DOCUMENTS,
      AWS_PAGER: '',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      ...env,
    },
  });
  return stdout;
}

const hasCli = isThere('aws', '--version') && isThere('curl', '--version');
test.skipIf(!hasCli)('the page followed with the AWS CLI', async () => {
  const { state, webAppUrl } = await begin();
  expect(await follow('sh', 'page.sh', state, { WEB_APP: webAppUrl })).toMatch(/\ndone\n$/);
  await expectReasons(state);
});

const hasBoto3 = isThere('python3', '-c', 'import boto3');
test.skipIf(!hasBoto3)('the page followed with boto3', async () => {
  const { state, webAppUrl } = await begin();
  const principals = await Promise.all(
    ['operator', 'instance-role', 'another-admin'].map(async (name) => [
      name,
      await configurationOf(state, '--as', name),
    ]),
  );
  const env = { WEB_APP: webAppUrl, PRINCIPALS: JSON.stringify(Object.fromEntries(principals)) };
  expect(await follow('python3', 'page.py', state, env)).toMatch(/\ndone\n$/);
  await expectReasons(state);
});
