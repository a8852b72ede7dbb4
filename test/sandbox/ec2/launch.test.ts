import {
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DeleteSecurityGroupCommand,
  DeleteTagsCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import { HOME, openHome, refusal } from '../home.ts';

const ROLE = 'KMSWorkshop-InstanceInitRole';
const VPC = 'vpc-0123456789abcdef0';
const SUBNET = 'subnet-0123456789abcdef0';
const SCRIPT = [
  '#!/bin/bash',
  "cat > /home/ec2-user/SampleWebApp/WebAppEncSSE.py <<'END'",
  'print(1)',
  'END',
  "cat > /etc/motd <<'END'",
  'hello',
  'END',
  '',
].join('\n');

function open() {
  const home = openHome();
  const ec2 = home.client(EC2Client);
  const launch = (input: Partial<RunInstancesCommandInput> = {}) =>
    ec2.send(
      new RunInstancesCommand({
        ImageId: 'ami-0123456789abcdef0',
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
        IamInstanceProfile: { Name: ROLE },
        ...input,
      }),
    );
  return { ...home, ec2, launch };
}

const tags = (keys: readonly string[], Value = ''): Partial<RunInstancesCommandInput> => ({
  TagSpecifications: [{ ResourceType: 'instance', Tags: keys.map((Key) => ({ Key, Value })) }],
});

describe('an instance that is launched', () => {
  test('is described as requested', async () => {
    const { launch, ec2, home } = open();
    const { Instances: [launched] = [] } = await launch({
      NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: SUBNET, AssociatePublicIpAddress: true }],
      MetadataOptions: { HttpTokens: 'required' },
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'mine' }] }],
      UserData: Buffer.from(SCRIPT).toString('base64'),
    });
    const InstanceIds = [launched?.InstanceId ?? ''];
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds }));
    expect(Reservations?.[0]?.Instances?.[0]).toMatchObject({
      State: { Name: 'running' },
      VpcId: VPC,
      SubnetId: SUBNET,
      PrivateIpAddress: '172.31.0.11',
      PublicIpAddress: expect.stringMatching(/^203\.0\.113\./),
      MetadataOptions: { HttpTokens: 'required' },
      Tags: [{ Key: 'Name', Value: 'mine' }],
    });
    const files = home.instances[InstanceIds[0]!]?.files;
    expect(files).toEqual({ 'WebAppEncSSE.py': Buffer.from('print(1)\n').toString('base64') });
  });

  test('is launched once, however often the request is sent', async () => {
    const { launch, home } = open();
    const [a, b] = [await launch({ ClientToken: 't' }), await launch({ ClientToken: 't' })];
    expect(a.Instances?.[0]?.InstanceId).toBe(b.Instances?.[0]?.InstanceId);
    await launch({ ClientToken: 'u' });
    expect(Object.keys(home.instances)).toHaveLength(3);
  });

  test('needs permission on everything it is made of, and to pass the role', async () => {
    const { launch, asked } = open();
    await launch({ TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'a', Value: 'b' }] }] });
    expect(
      asked.map(({ action, resource }) => `${action} ${resource.split(':').slice(2).join(':')}`),
    ).toEqual([
      `ec2:RunInstances ec2:us-east-1:${HOME}:instance/*`,
      `ec2:RunInstances ec2:us-east-1:${HOME}:volume/*`,
      `ec2:RunInstances ec2:us-east-1:${HOME}:network-interface/*`,
      'ec2:RunInstances ec2:us-east-1::image/ami-0123456789abcdef0',
      `ec2:RunInstances ec2:us-east-1:${HOME}:subnet/${SUBNET}`,
      `ec2:CreateTags ec2:us-east-1:${HOME}:instance/*`,
      `iam:PassRole iam::${HOME}:role/${ROLE}`,
    ]);
    expect(asked.at(-1)?.context).toEqual({
      'iam:PassedToService': 'ec2.amazonaws.com',
      'iam:AssociatedResourceArn': `arn:aws:ec2:us-east-1:${HOME}:instance/*`,
      'aws:ResourceTag/kms-lab': 'made by kms-lab',
      'iam:ResourceTag/kms-lab': 'made by kms-lab',
    });
    expect(asked.at(-2)?.context).toMatchObject({
      'aws:RequestTag/a': 'b',
      'ec2:CreateAction': 'RunInstances',
    });
  });

  test('is not launched if the role may not be passed', async () => {
    const { launch, denied, home } = open();
    denied.add('iam:PassRole');
    expect(await refusal(launch())).toMatchObject({ code: 'UnauthorizedOperation', status: 403 });
    expect(Object.keys(home.instances)).toHaveLength(1);
  });

  test.each<[Partial<RunInstancesCommandInput>, string, RegExp]>([
    [{ ImageId: 'ami-00000000000000000' }, 'InvalidAMIID.NotFound', /does not exist/],
    [{ SubnetId: 'subnet-1' }, 'InvalidSubnetID.NotFound', /does not exist/],
    [{ SecurityGroupIds: ['sg-00000000000000000'] }, 'InvalidGroup.NotFound', /does not exist/],
    [{ IamInstanceProfile: { Name: 'none' } }, 'InvalidParameterValue', /Invalid IAM Instance Profile name/],
    [{ MaxCount: 2 }, 'UnsupportedOperation', /one instance/],
    [{ UserData: Buffer.alloc(17_000).toString('base64') }, 'InvalidParameterValue', /16384 bytes/],
    [{ DryRun: true }, 'DryRunOperation', /would have succeeded/],
    [{ KeyName: 'k' }, 'UnsupportedOperation', /with this KeyName: "k"$/],
    [{ EbsOptimized: true }, 'UnsupportedOperation', /EbsOptimized/],
    [{ Placement: { AvailabilityZone: 'us-east-1b' } }, 'UnsupportedOperation', /Placement/],
    [{ Placement: { HostId: 'h' } }, 'UnsupportedOperation', /Placement/],
    [{ SecurityGroups: ['default'] }, 'UnsupportedOperation', /SecurityGroups/],
    [{ MetadataOptions: { HttpEndpoint: 'disabled' } }, 'UnsupportedOperation', /MetadataOptions/],
    [
      { NetworkInterfaces: [{ DeviceIndex: 0 }, { DeviceIndex: 1 }] },
      'UnsupportedOperation',
      /NetworkInterfaces/,
    ],
    [
      { NetworkInterfaces: [{ PrivateIpAddress: '172.31.0.9' }] },
      'UnsupportedOperation',
      /NetworkInterfaces/,
    ],
    [
      tags(['aws:x']),
      'InvalidParameterValue',
      /^Tag keys starting with 'aws:' are reserved for internal use$/,
    ],
    [tags(['a', 'a']), 'InvalidParameterValue', /^Duplicate tag key 'a' specified\.$/],
    [
      tags(['k'.repeat(128)]),
      'InvalidParameterValue',
      /^Tag key exceeds the maximum length of 127 characters$/,
    ],
    [tags(['a'], 'v'.repeat(257)), 'InvalidParameterValue', /^Tag value exceeds/],
    [
      tags(Array.from({ length: 51 }, (_, index) => `t${index}`)),
      'TagLimitExceeded',
      /^You have reached the maximum number/,
    ],
  ])('is not launched: %j', async (input, code, message) => {
    const { launch, home } = open();
    expect(await refusal(launch(input))).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(Object.keys(home.instances)).toHaveLength(1);
  });

  test('may be asked for what it is anyway', async () => {
    const { launch, home } = open();
    await launch({
      EbsOptimized: false,
      Monitoring: { Enabled: false },
      Placement: { AvailabilityZone: 'us-east-1a', Tenancy: 'default' },
      MetadataOptions: { HttpTokens: 'optional', HttpEndpoint: 'enabled' },
    });
    expect(Object.keys(home.instances)).toHaveLength(2);
  });

  test('has at most fifty tags, however they are added', async () => {
    const { ec2, home } = open();
    const [id = ''] = Object.keys(home.instances);
    const before = { ...home.instances[id]?.tags };
    const Tags = Array.from({ length: 50 }, (_, index) => ({ Key: `t${index}`, Value: '' }));
    const adding = ec2.send(new CreateTagsCommand({ Resources: [id], Tags }));
    expect(await refusal(adding)).toMatchObject({ code: 'TagLimitExceeded' });
    expect(home.instances[id]?.tags).toEqual(before);
  });

  test('is gone when it is terminated', async () => {
    const { ec2, home } = open();
    const [InstanceId = ''] = Object.keys(home.instances);
    const { TerminatingInstances } = await ec2.send(
      new TerminateInstancesCommand({ InstanceIds: [InstanceId] }),
    );
    expect(TerminatingInstances).toMatchObject([{ InstanceId, CurrentState: { Name: 'shutting-down' } }]);
    expect(home.instances).toEqual({});
  });
});

describe('a security group', () => {
  const make = (ec2: EC2Client, GroupName = 'web') =>
    ec2.send(
      new CreateSecurityGroupCommand({
        GroupName,
        Description: 'for the web',
        VpcId: VPC,
        TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: 'a', Value: 'b' }] }],
      }),
    );

  test('is created, tagged, found and deleted', async () => {
    const { ec2 } = open();
    const { GroupId = '' } = await make(ec2);
    await ec2.send(new CreateTagsCommand({ Resources: [GroupId], Tags: [{ Key: 'c', Value: 'd' }] }));
    await ec2.send(new DeleteTagsCommand({ Resources: [GroupId], Tags: [{ Key: 'a' }] }));
    const Filters = [{ Name: 'tag:c', Values: ['d'] }];
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
    expect(SecurityGroups).toMatchObject([
      {
        GroupId,
        GroupName: 'web',
        Description: 'for the web',
        Tags: [{ Key: 'c', Value: 'd' }],
        IpPermissions: [],
      },
    ]);
    await ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
    expect((await ec2.send(new DescribeSecurityGroupsCommand({ Filters }))).SecurityGroups).toEqual([]);
  });

  test('has a unique name, an existing network, and stays while it is used', async () => {
    const { ec2 } = open();
    await make(ec2);
    expect(await refusal(make(ec2))).toMatchObject({ code: 'InvalidGroup.Duplicate' });
    const elsewhere = new CreateSecurityGroupCommand({ GroupName: 'x', Description: 'x', VpcId: 'vpc-1' });
    expect(await refusal(ec2.send(elsewhere))).toMatchObject({ code: 'InvalidVpcID.NotFound' });
    const GroupId = 'sg-0123456789abcdef0';
    expect(await refusal(ec2.send(new DeleteSecurityGroupCommand({ GroupId })))).toMatchObject({
      code: 'DependencyViolation',
    });
  });
});

test('an account has one default network', async () => {
  const { ec2 } = open();
  const Filters = [{ Name: 'is-default', Values: ['true'] }];
  expect((await ec2.send(new DescribeVpcsCommand({ Filters }))).Vpcs).toMatchObject([
    { VpcId: VPC, IsDefault: true },
  ]);
  const subnets = [{ Name: 'default-for-az', Values: ['true'] }];
  expect((await ec2.send(new DescribeSubnetsCommand({ Filters: subnets }))).Subnets).toMatchObject([
    { SubnetId: SUBNET, VpcId: VPC, MapPublicIpOnLaunch: true },
  ]);
});

test('Parameter Store names the current image, and nothing else', async () => {
  const ssm = openHome().client(SSMClient);
  const Name = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
  expect((await ssm.send(new GetParameterCommand({ Name }))).Parameter).toMatchObject({
    Name,
    Value: expect.stringMatching(/^ami-/),
  });
  expect(await refusal(ssm.send(new GetParameterCommand({ Name: '/mine' })))).toMatchObject({
    code: 'ParameterNotFound',
  });
});
