/** Decisions per second on one core, for requests like the workshop's, beside @cloud-copilot/iam-simulate. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { Bench } from 'tinybench';
import { load } from './load.mjs';
import { median, ROOT } from './processes.mjs';

const evaluatePolicies = await load('evaluatePolicies', 'src/policy/evaluate.ts');

const account = '111122223333';
const roleArn = `arn:aws:iam::${account}:role/KMSWorkshop-InstanceInitRole`;
const sessionArn = `arn:aws:sts::${account}:assumed-role/KMSWorkshop-InstanceInitRole/i-0abc`;
const keyArn = `arn:aws:kms:eu-west-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

const keyPolicy = (name) => {
  const text = readFileSync(join(ROOT, `steps/documents/${name}.json`), 'utf8');
  return JSON.parse(text.replaceAll('<your acount id>', account).replaceAll(/<the ARN [^>]*>/g, roleArn));
};
const allow = (name, Action, Resource = '*') => ({
  name,
  document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] },
});

const context = {
  'aws:SourceIp': '192.0.2.1',
  'aws:SecureTransport': 'true',
  'aws:RequestedRegion': 'eu-west-1',
  'aws:CurrentTime': '2026-01-01T00:00:00Z',
  'aws:EpochTime': '1767225600',
  'aws:UserAgent': 'aws-sdk-js/3',
  'kms:ViaService': 's3.eu-west-1.amazonaws.com',
  'kms:EncryptionContext:aws:s3:arn': `arn:aws:s3:::kmsworkshop-${account}/SampleFile-KMS.txt`,
};
const identity = [
  allow('AmazonS3FullAccess', ['s3:*', 's3-object-lambda:*']),
  allow('AmazonEC2FullAccess', ['ec2:*', 'elasticloadbalancing:*', 'cloudwatch:*', 'autoscaling:*']),
  allow(
    'AWSKeyManagementServicePowerUser',
    [
      ...['CreateAlias', 'CreateKey', 'DeleteAlias', 'Describe*', 'GenerateRandom', 'Get*', 'List*'],
      ...['TagResource', 'UntagResource'],
    ].map((action) => `kms:${action}`),
  ),
  allow('KMSWorkshop-AdditionalPermissions', ['kms:Encrypt', 'kms:GenerateDataKey'], keyArn),
];

const CASES = {
  'allowed by IAM, start': ['kms:GenerateDataKey', 'start/key-policy'],
  'implicitly denied, start': ['kms:Decrypt', 'start/key-policy'],
  'allowed by the key policy, account-only': ['kms:Decrypt', 'corrected/account-only'],
  'denied, published role-only': ['kms:Encrypt', 'published/role-only'],
  'allowed past a Deny with conditions, corrected role-only': ['kms:Encrypt', 'corrected/role-only'],
};

/** Median decisions per second over the cases: ours, and iam-simulate's. */
export async function decisions() {
  const bench = new Bench({ time: 300, throws: true });
  for (const [name, [action, policy]] of Object.entries(CASES)) {
    const document = keyPolicy(policy);
    const caller = {
      kind: 'role-session',
      accountId: account,
      arn: sessionArn,
      roleArn,
      id: 'AROAEXAMPLE',
      sessionName: 'i-0abc',
    };
    const asked = { caller, action, resource: keyArn, context };
    const given = { identity, owner: account, resource: { name: 'the key policy', document } };
    bench.add(`ours: ${name}`, () => evaluatePolicies(asked, given));
    const theirs = {
      request: {
        principal: sessionArn,
        action,
        resource: { resource: keyArn, accountId: account },
        contextVariables: context,
      },
      identityPolicies: identity.map((one) => ({ name: one.name, policy: one.document })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: document,
    };
    bench.add(`theirs: ${name}`, () => runSimulation(theirs, {}));
  }
  await bench.run();
  const rateOf = (whose) =>
    median(
      bench.tasks
        .filter(({ name }) => name.startsWith(whose))
        .map(({ result }) => 1000 / result.latency.mean),
    );
  return { ours: rateOf('ours'), theirs: rateOf('theirs') };
}
