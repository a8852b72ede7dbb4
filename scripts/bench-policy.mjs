/** How many decisions the evaluator makes a second on one core, for a request as the workshop makes them. */
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { Bench } from 'tinybench';

const AT_LEAST = 50_000;

const { outputFiles } = await build({
  entryPoints: [new URL('../src/policy/evaluate.ts', import.meta.url).pathname],
  bundle: true,
  format: 'esm',
  write: false,
});
const { evaluate } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
);

const account = '111122223333';
const roleArn = `arn:aws:iam::${account}:role/KMSWorkshop-InstanceInitRole`;
const keyArn = `arn:aws:kms:eu-west-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

const keyPolicy = (name) => {
  const text = readFileSync(new URL(`../steps/documents/${name}.json`, import.meta.url), 'utf8');
  return JSON.parse(text.replaceAll('<your acount id>', account).replaceAll(/<the ARN [^>]*>/g, roleArn));
};
const allow = (name, Action, Resource = '*') => ({
  name,
  document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] },
});

const request = (action) => ({
  caller: {
    kind: 'role-session',
    accountId: account,
    arn: `arn:aws:sts::${account}:assumed-role/KMSWorkshop-InstanceInitRole/i-0abc`,
    roleArn,
    id: 'AROAEXAMPLE',
    sessionName: 'i-0abc',
  },
  action,
  resource: keyArn,
  context: {
    'aws:SourceIp': '192.0.2.1',
    'aws:SecureTransport': 'true',
    'aws:RequestedRegion': 'eu-west-1',
    'aws:CurrentTime': '2026-01-01T00:00:00Z',
    'aws:EpochTime': '1767225600',
    'aws:UserAgent': 'aws-sdk-js/3',
    'kms:ViaService': 's3.eu-west-1.amazonaws.com',
    'kms:EncryptionContext:aws:s3:arn': `arn:aws:s3:::kmsworkshop-${account}/SampleFile-KMS.txt`,
  },
});
const policies = (name) => ({
  identity: [
    allow('AmazonS3FullAccess', ['s3:*', 's3-object-lambda:*']),
    allow('AmazonEC2FullAccess', ['ec2:*', 'elasticloadbalancing:*', 'cloudwatch:*', 'autoscaling:*']),
    allow(
      'AWSKeyManagementServicePowerUser',
      [
        ...['CreateAlias', 'CreateKey', 'DeleteAlias', 'Describe*', 'GenerateRandom', 'Get*', 'List*'],
        ...['TagResource', 'UntagResource'],
      ].map((action) => `kms:${action}`),
    ),
    allow(
      'KMSWorkshop-AdditionalPermissions',
      ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:TagResource'],
      keyArn,
    ),
  ],
  owner: account,
  resource: { name: 'the key policy', document: keyPolicy(name) },
});

const cases = {
  'allowed by IAM, start': ['kms:GenerateDataKey', 'start/key-policy'],
  'implicitly denied, start': ['kms:Decrypt', 'start/key-policy'],
  'allowed by the key policy, account-only': ['kms:Decrypt', 'corrected/account-only'],
  'denied, published role-only': ['kms:Encrypt', 'published/role-only'],
  'allowed past a Deny with conditions, corrected role-only': ['kms:Encrypt', 'corrected/role-only'],
};

const bench = new Bench({ time: 500 });
for (const [name, [action, policy]] of Object.entries(cases)) {
  const asked = request(action);
  const given = policies(policy);
  bench.add(name, () => evaluate(asked, given));
}
await bench.run();

for (const { name, result } of bench.tasks) {
  const perSecond = Math.round(1000 / result.latency.mean);
  console.log(`${String(perSecond).padStart(9)} decisions/s  ${name}`);
  if (perSecond < AT_LEAST) process.exitCode = 1;
}
