import { DescribeInstancesCommand, type DescribeInstancesCommandInput, EC2Client } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { HOME, openHome, refusal } from '../home.ts';

function open() {
  const home = openHome();
  const ec2 = home.client(EC2Client);
  const [instance] = Object.values(home.home.instances);
  const find = async (input: DescribeInstancesCommandInput = {}) => {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand(input));
    return Reservations.flatMap(({ Instances = [] }) => Instances);
  };
  return { ...home, ec2, instance: instance!, find };
}

test('the workshop’s instance is described', async () => {
  const { find, instance, asked } = open();
  const profile = `arn:aws:iam::${HOME}:instance-profile/KMSWorkshop-InstanceInitRole`;
  expect(await find()).toMatchObject([
    {
      InstanceId: instance.id,
      State: { Code: 16, Name: 'running' },
      PublicIpAddress: instance.publicIp,
      IamInstanceProfile: { Arn: profile, Id: expect.stringMatching(/^AIPA/) },
      Tags: [
        { Key: 'Name', Value: 'KMSWorkshop-Instance' },
        { Key: 'kms-lab', Value: 'made by kms-lab' },
      ],
      LaunchTime: new Date(instance.launched),
      MetadataOptions: { HttpTokens: 'required' },
    },
  ]);
  expect(asked).toEqual([{ action: 'ec2:DescribeInstances', resource: '*' }]);
});

test('a stopped instance is stopped, and without an address', async () => {
  const { find, instance } = open();
  instance.state = 'stopped';
  delete instance.publicIp;
  const [described] = await find();
  expect(described).toMatchObject({ State: { Code: 80, Name: 'stopped' } });
  expect(described?.PublicIpAddress).toBeUndefined();
});

describe('filters', () => {
  test.each<[boolean, Record<string, string[]>]>([
    [true, { 'tag:Name': ['KMSWorkshop-Instance'], 'instance-state-name': ['running'] }],
    [true, { 'tag:Name': ['other', 'KMSWorkshop-*'] }],
    [true, { 'tag:Name': ['KMSWorkshop?Instance'] }],
    [false, { 'tag:Name': ['kmsworkshop-instance'] }],
    [false, { 'tag:Name': ['KMSWorkshop.Instance'] }],
    [false, { 'tag:Name': ['KMSWorkshop-*'], 'instance-state-name': ['stopped', 'pending'] }],
    [false, { 'tag:Nome': ['*'] }],
    [true, { 'tag-key': ['Name'] }],
    [true, { 'ip-address': ['203.0.113.10'] }],
    [false, { 'ip-address': ['203.0.113.1'] }],
    [true, { 'iam-instance-profile.arn': [`arn:aws:iam::${HOME}:instance-profile/*`] }],
    [false, { 'iam-instance-profile.arn': [`arn:aws:iam::${HOME}:role/*`] }],
    [true, { 'availability-zone': ['us-east-1a'], architecture: ['x86_64'] }],
    [false, { 'availability-zone': ['us-east-1b'] }],
    [false, { architecture: ['arm64'] }],
    [false, { 'key-name': ['*'] }],
    [true, { 'instance-state-code': ['16'], tenancy: ['default'], 'root-device-type': ['ebs'] }],
    [true, { 'metadata-options.http-tokens': ['required'], 'reservation-id': ['r-*'] }],
    [false, { 'monitoring-state': ['enabled'] }],
  ])('%s: %o', async (found, filters) => {
    const { find } = open();
    const Filters = Object.entries(filters).map(([Name, Values]) => ({ Name, Values }));
    expect(await find({ Filters })).toHaveLength(found ? 1 : 0);
  });
});

describe('refused', () => {
  test.each<[DescribeInstancesCommandInput, string, number, string]>([
    [
      { Filters: [{ Name: 'colour', Values: ['red'] }] },
      'InvalidParameterValue',
      400,
      "The filter 'colour' is invalid",
    ],
    ...['network-interface.status', 'platform', 'block-device-mapping.volume-id'].map(
      (Name): [DescribeInstancesCommandInput, string, number, string] => [
        { Filters: [{ Name, Values: ['x'] }] },
        'UnsupportedOperation',
        400,
        `The filter '${Name}' is not in the sandbox.`,
      ],
    ),
    [{ InstanceIds: ['server'] }, 'InvalidInstanceID.Malformed', 400, 'Invalid id: "server"'],
    [
      { InstanceIds: ['i-00000000000000000'] },
      'InvalidInstanceID.NotFound',
      400,
      "The instance ID 'i-00000000000000000' does not exist",
    ],
    [
      { InstanceIds: ['i-0a1b2c3d4e5f60718'], MaxResults: 5 },
      'InvalidParameterCombination',
      400,
      'The parameter instancesSet cannot be used with the parameter maxResults',
    ],
    [{ NextToken: 'nonsense' }, 'InvalidNextToken', 400, 'The specified token is not valid.'],
    [{ DryRun: true }, 'DryRunOperation', 412, 'Request would have succeeded, but DryRun flag is set.'],
  ])('%o', async (input, code, status, message) => {
    const { find } = open();
    expect(await refusal(find(input))).toEqual({ code, status, message });
  });

  test('a caller that may not look', async () => {
    const { find, denied } = open();
    denied.add('ec2:DescribeInstances');
    expect(await refusal(find())).toMatchObject({
      code: 'UnauthorizedOperation',
      status: 403,
      message: expect.stringMatching(
        /^You are not authorized to perform this operation\. User: arn:aws:iam::/,
      ),
    });
  });
});

test('pages hold every instance once', async () => {
  const { ec2, home, instance } = open();
  for (let at = 0; at < 11; at++) {
    const id = `i-0000000000000000${at.toString(16)}`;
    home.instances[id] = { ...instance, id };
  }
  const ids: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ec2.send(new DescribeInstancesCommand({ MaxResults: 5, NextToken }));
    ids.push(
      ...(page.Reservations ?? []).flatMap(({ Instances = [] }) => Instances.map((one) => one.InstanceId)),
    );
    NextToken = page.NextToken;
  } while (NextToken);
  expect(ids.sort()).toEqual(Object.keys(home.instances).sort());
});

test('an account sees only its own instances', async () => {
  const { client } = open();
  const theirs = client(EC2Client, 'outsider');
  expect((await theirs.send(new DescribeInstancesCommand({}))).Reservations).toEqual([]);
});
