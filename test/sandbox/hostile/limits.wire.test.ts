import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, form, json, open, type Service } from './opened.ts';
import { ec2, iam, kms, s3 } from './stores.ts';
import type { Draft } from './wire.ts';

let it: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  it = await open();
});
afterAll(() => it.sandbox.close());

type Asked = readonly [Service, Draft];

const INSTANCE = 'i-0a1b2c3d4e5f60718';
const NAMED = `UserName=operator`;
const numbered = <T>(count: number, as: (at: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, at) => as(at + 1));
const parameters = (count: number, as: (at: number) => string): string => numbered(count, as).join('&');
const allowing = encodeURIComponent(
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }),
);
const run = (InstanceIds: readonly string[], commands: readonly string[]): Asked => [
  'ssm',
  json(
    'AmazonSSM.SendCommand',
    JSON.stringify({ DocumentName: 'AWS-RunShellScript', InstanceIds, Parameters: { commands } }),
  ),
];
const bucketTags = (count: number): Buffer =>
  Buffer.from(
    `<Tagging><TagSet>${numbered(count, (at) => `<Tag><Key>k${at}</Key><Value>x</Value></Tag>`).join('')}</TagSet></Tagging>`,
  );
const deletion = (count: number): Draft['body'] =>
  Buffer.from(`<Delete>${'<Object><Key>a</Key></Object>'.repeat(count)}</Delete>`);
const context = (count: number) => Object.fromEntries(numbered(count, (at) => [`k${at}`, 'v']));

/** Each would take seconds, or much memory, if its work began: the code of the limit that comes first. */
const COSTLY: Readonly<Record<string, readonly [code: string, Asked]>> = {
  'a form of ampersands': ['MalformedInput', ['iam', form('&'.repeat(1_000_000))]],
  'a form of names': ['MalformedInput', iam(`ListUsers&${parameters(100_000, (at) => `a${at}=1`)}`)],
  'a form of one name': ['MalformedInput', iam(`ListUsers&${parameters(200_000, () => 'a=1')}`)],
  'a form nested deep': ['MalformedInput', iam(`ListUsers&${'a.'.repeat(490_000)}=1`)],
  'a list of a form': [
    'MalformedInput',
    iam(
      `SimulateCustomPolicy&ActionNames.member.1=kms:Encrypt&${parameters(4000, (at) => `PolicyInputList.member.${at}=${allowing}`)}`,
    ),
  ],
  'a list of EC2’s': [
    'InvalidParameterValue',
    ec2(`DescribeInstances&${parameters(8000, (at) => `InstanceId.${at}=${INSTANCE}`)}`),
  ],
  'a list in JSON': [
    'SerializationException',
    kms('TagResource', { Tags: numbered(20_000, (at) => ({ TagKey: `k${at}`, TagValue: 'v' })) }),
  ],
  'a list of nothing': [
    'SerializationException',
    kms('TagResource', { Tags: numbered(200_000, () => ({})) }),
  ],
  'a map in JSON': [
    'SerializationException',
    kms('Encrypt', { Plaintext: 'eA==', EncryptionContext: context(40_000) }),
  ],
  'tags of a key': [
    'TagException',
    kms('TagResource', { Tags: numbered(51, (at) => ({ TagKey: `k${at}`, TagValue: 'v' })) }),
  ],
  'tags of a user': [
    'ValidationError',
    iam(
      `TagUser&${NAMED}&${parameters(51, (at) => `Tags.member.${at}.Key=k${at}&Tags.member.${at}.Value=v`)}`,
    ),
  ],
  'tags of an instance': [
    'TagLimitExceeded',
    ec2(
      `CreateTags&ResourceId.1=${INSTANCE}&${parameters(51, (at) => `Tag.${at}.Key=k${at}&Tag.${at}.Value=v`)}`,
    ),
  ],
  'tags of a bucket': ['BadRequest', s3('PUT', '?tagging', { body: bucketTags(51) })],
  filters: [
    'FilterLimitExceeded',
    ec2(`DescribeInstances&${parameters(51, (at) => `Filter.${at}.Name=tag:a&Filter.${at}.Value.1=b`)}`),
  ],
  'values of a filter': [
    'FilterLimitExceeded',
    ec2(`DescribeInstances&Filter.1.Name=tag:Name&${parameters(201, (at) => `Filter.1.Value.${at}=b`)}`),
  ],
  'stars in a filter': [
    'InvalidParameterValue',
    ec2(`DescribeInstances&Filter.1.Name=tag:Name&Filter.1.Value.1=${'*K'.repeat(100_000)}`),
  ],
  'a document of S3’s': ['MaxMessageLengthExceeded', s3('PUT', '?tagging', { body: bucketTags(2000) })],
  'a document of S3’s, nested deep': [
    'MaxMessageLengthExceeded',
    s3('PUT', '?tagging', { body: Buffer.from('<a>'.repeat(100_000)) }),
  ],
  'a list of objects': ['MaxMessageLengthExceeded', s3('POST', '?delete', { body: deletion(80_000) })],
  instances: [
    'ValidationException',
    run(
      numbered(51, () => INSTANCE),
      ['ls'],
    ),
  ],
  'an instance, again and again': [
    'DuplicateInstanceId',
    run(
      numbered(50, () => INSTANCE),
      ['ls'],
    ),
  ],
  'a script': ['MaxDocumentSizeExceeded', run([INSTANCE], ['echo a; '.repeat(10_000)])],
  commands: [
    'SerializationException',
    run(
      [INSTANCE],
      numbered(50_000, () => 'echo a'),
    ),
  ],
};

test.each(Object.entries(COSTLY))(
  '%s: refused by the limit, and nothing is changed',
  async (_, [code, [service, request]]) => {
    const answer = await it.unharmed(() => it.ask(service, request));
    expect(answer).toMatchObject({ code });
  },
);

test('a filter of stars that matches nothing takes no longer than its length', async () => {
  await it.ask(...ec2(`CreateTags&ResourceId.1=${INSTANCE}&Tag.1.Key=a&Tag.1.Value=${'a'.repeat(255)}`));
  const found = await it.ask(
    ...ec2(`DescribeInstances&Filter.1.Name=tag:a&Filter.1.Value.1=${'*a'.repeat(127)}b`),
  );
  expect(found).toMatchObject({ status: 200 });
  expect(found?.text).not.toContain(INSTANCE);
});

test('a simulation of many actions on many resources is answered page by page', async () => {
  const actions = parameters(300, (at) => `ActionNames.member.${at}=kms:Encrypt`);
  const resources = parameters(300, (at) => `ResourceArns.member.${at}=arn:aws:s3:::b${at}`);
  const answer = await it.ask(
    ...iam(`SimulateCustomPolicy&PolicyInputList.member.1=${allowing}&${actions}&${resources}`),
  );
  expect(answer?.text.match(/<EvalActionName>/g)).toHaveLength(100);
  expect(answer?.text).toContain('<IsTruncated>true</IsTruncated>');
});

test.each<readonly [what: string, Asked]>([
  ['50 tags', s3('PUT', '?tagging', { body: bucketTags(50) })],
  [
    '50 filters',
    ec2(`DescribeInstances&${parameters(50, (at) => `Filter.${at}.Name=tag:a&Filter.${at}.Value.1=b`)}`),
  ],
  [
    'a long name in a query',
    ['s3', draft({ method: 'GET', target: `/?x-id=ListBuckets&${'&'.repeat(10_000)}` })],
  ],
])('%s are within the limits', async (_, asked) => {
  expect((await it.ask(...asked))?.status).toBeLessThan(300);
});
