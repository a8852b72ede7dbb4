import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  type IpPermission,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { HOME, openHome, refusal } from '../home.ts';

const GroupId = 'sg-0123456789abcdef0';
const WEB: IpPermission = {
  IpProtocol: 'tcp',
  FromPort: 80,
  ToPort: 80,
  IpRanges: [{ CidrIp: '127.0.0.1/32' }],
};
const mine = (CidrIp: string, Description?: string): IpPermission => ({
  ...WEB,
  IpRanges: [{ CidrIp, ...(Description ? { Description } : {}) }],
});

function open() {
  const home = openHome();
  const ec2 = home.client(EC2Client);
  return {
    ...home,
    describe: async (input: object = {}) =>
      (await ec2.send(new DescribeSecurityGroupsCommand(input))).SecurityGroups ?? [],
    allow: (...IpPermissions: IpPermission[]) =>
      ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions })),
    revoke: (input: object) => ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, ...input })),
  };
}

describe('the workshop’s security group', () => {
  test('allows the web app, from this machine', async () => {
    const { describe: read, asked } = open();
    expect(await read({ GroupIds: [GroupId] })).toMatchObject([
      {
        GroupId,
        GroupName: 'KMSWorkshop-SG',
        OwnerId: HOME,
        SecurityGroupArn: `arn:aws:ec2:us-east-1:${HOME}:security-group/${GroupId}`,
        IpPermissions: [WEB],
        Tags: [{ Key: 'kms-lab' }],
        IpPermissionsEgress: [{ IpProtocol: '-1' }],
      },
    ]);
    expect(asked).toEqual([{ action: 'ec2:DescribeSecurityGroups', resource: '*' }]);
  });

  test.each<[boolean, Record<string, string[]>]>([
    [true, { 'group-name': ['KMSWorkshop-*'] }],
    [true, { 'ip-permission.to-port': ['80'], 'ip-permission.cidr': ['127.0.0.1/32'] }],
    [true, { 'tag:kms-lab': ['*'], 'tag-key': ['kms-lab'] }],
    [false, { 'vpc-id': ['vpc-0'] }],
  ])('%s: %o', async (found, filters) => {
    const Filters = Object.entries(filters).map(([Name, Values]) => ({ Name, Values }));
    expect(await open().describe({ Filters })).toHaveLength(found ? 1 : 0);
  });

  test('is closed and opened again, for one address', async () => {
    const { describe: read, allow, revoke, asked } = open();
    await revoke({ IpPermissions: [WEB] });
    expect((await read())[0]?.IpPermissions).toEqual([]);
    const { SecurityGroupRules } = await allow(mine('198.51.100.7/32', 'me'));
    expect(SecurityGroupRules).toMatchObject([
      {
        SecurityGroupRuleId: expect.stringMatching(/^sgr-[0-9a-f]{17}$/),
        IsEgress: false,
        CidrIpv4: '198.51.100.7/32',
        Description: 'me',
      },
    ]);
    await allow({ ...WEB, IpRanges: [], Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }] });
    expect((await read())[0]?.IpPermissions?.[0]).toMatchObject({
      FromPort: 80,
      IpRanges: [{ CidrIp: '198.51.100.7/32', Description: 'me' }],
      Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }],
    });
    const [rule] = SecurityGroupRules ?? [];
    await revoke({ SecurityGroupRuleIds: [rule?.SecurityGroupRuleId] });
    expect((await read())[0]?.IpPermissions?.[0]?.IpRanges).toEqual([]);
    expect(asked).toContainEqual({
      action: 'ec2:AuthorizeSecurityGroupIngress',
      resource: `arn:aws:ec2:us-east-1:${HOME}:security-group/${GroupId}`,
      context: {
        'aws:ResourceTag/kms-lab': 'made by kms-lab',
        'ec2:ResourceTag/kms-lab': 'made by kms-lab',
        'ec2:SecurityGroupID': GroupId,
        'ec2:Vpc': `arn:aws:ec2:us-east-1:${HOME}:vpc/vpc-0123456789abcdef0`,
      },
    });
  });

  test('may allow everything', async () => {
    const { allow, describe: read } = open();
    await allow({ IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0/8' }] });
    expect((await read())[0]?.IpPermissions?.[1]).toEqual({
      IpProtocol: '-1',
      IpRanges: [{ CidrIp: '10.0.0.0/8' }],
      Ipv6Ranges: [],
      UserIdGroupPairs: [],
      PrefixListIds: [],
    });
  });
});

describe('refused', () => {
  test.each<[string, IpPermission[], string, string | RegExp]>([
    [
      'what is let in already',
      [mine('198.51.100.7/32'), WEB],
      'InvalidPermission.Duplicate',
      'the specified rule "peer: 127.0.0.1/32, TCP, from port: 80, to port: 80, ALLOW" already exists',
    ],
    ['nothing', [], 'MissingParameter', /./],
    ['no address', [mine('198.51.100.7')], 'InvalidParameterValue', 'CIDR block 198.51.100.7 is malformed'],
    ['too small a network', [mine('10.0.0.0/33')], 'InvalidParameterValue', /malformed/],
    [
      'no ports',
      [{ IpProtocol: 'tcp', IpRanges: [{ CidrIp: '10.0.0.0/8' }] }],
      'InvalidParameterValue',
      /port/,
    ],
    ['another protocol', [{ ...WEB, IpProtocol: 'carrier-pigeon' }], 'InvalidParameterValue', /protocol/],
    ['a group', [{ ...WEB, UserIdGroupPairs: [{ GroupId }] }], 'UnsupportedOperation', /sandbox/],
  ])('%s, and nothing is allowed', async (_, permissions, code, message) => {
    const { allow, describe: read } = open();
    const before = await read();
    const refused = await refusal(allow(...permissions));
    expect(refused).toMatchObject({ code, status: 400 });
    expect(refused.message).toMatch(message);
    expect(await read()).toEqual(before);
  });

  test.each<[object, string]>([
    [{ IpPermissions: [mine('198.51.100.7/32')] }, 'InvalidPermission.NotFound'],
    [{ SecurityGroupRuleIds: ['sgr-0'] }, 'InvalidSecurityGroupRuleId.NotFound'],
    [{ GroupId: 'sg-00000000000000000', IpPermissions: [WEB] }, 'InvalidGroup.NotFound'],
    [{ GroupId: 'group', IpPermissions: [WEB] }, 'InvalidGroupId.Malformed'],
    [{ IpPermissions: [WEB], DryRun: true }, 'DryRunOperation'],
  ])('to revoke %o', async (input, code) => {
    expect(await refusal(open().revoke(input))).toMatchObject({ code });
  });
});
