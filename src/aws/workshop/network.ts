import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  type DescribeSubnetsCommandInput,
  type EC2Client,
  type IpPermission,
  type SecurityGroup,
  type Subnet,
} from '@aws-sdk/client-ec2';
import { LabError } from '../../contract/errors.ts';
import { sh } from '../../contract/suggestion.ts';
import { WEB_APP } from '../../contract/web-app-program.ts';
import type { MadeParts, WorkshopPart } from '../../contract/workshop.ts';
import { readWithin } from '../../disk/read-file.ts';
import { awsCode } from '../client/failure.ts';
import { TAG } from '../resources/user.ts';
import type { Blueprint } from './blueprint.ts';
import { isTagged, unfit } from './finding.ts';

export interface Network {
  readonly parts: readonly WorkshopPart[];
  subnet(): Promise<Subnet>;
  /** The instance's security group; `undefined` while there is none. */
  groupId(): Promise<string | undefined>;
}

interface NetworkOptions {
  readonly made: MadeParts;
  readonly subnetId: string | undefined;
  /** Who may connect: `198.51.100.7/32`. */
  readonly from: () => Promise<string>;
  /** Groups of the workshop's instance, if it already runs. */
  readonly groupsInUse: () => Promise<readonly string[]>;
}

/** What the two parts look at. */
interface Subject extends Pick<Network, 'subnet' | 'groupId'>, Pick<NetworkOptions, 'from'> {
  readonly ec2: EC2Client;
  readonly securityGroup: Blueprint['securityGroup'];
  /** The one that the lab created, in any network; otherwise the instance's; otherwise the one of that name. */
  group(): Promise<SecurityGroup | undefined>;
}

/** The security group of the web app. */
export function network(
  ec2: EC2Client,
  { securityGroup, place }: Blueprint,
  { made, subnetId, from, groupsInUse }: NetworkOptions,
): Network {
  let chosen: Promise<Subnet> | undefined;
  const subnet = (): Promise<Subnet> => {
    chosen ??= chooseSubnet(ec2, subnetId, place.region);
    return chosen;
  };
  const groupWhere = async (...filters: readonly (readonly [string, string])[]) => {
    const Filters = filters.map(([Name, value]) => ({ Name, Values: [value] }));
    return (await ec2.send(new DescribeSecurityGroupsCommand({ Filters }))).SecurityGroups?.[0];
  };
  const { name } = securityGroup;
  const group = async (): Promise<SecurityGroup | undefined> => {
    const before = made.idOf('security-group');
    const recorded = before === undefined ? undefined : await groupWhere(['group-id', before]);
    if (recorded) return recorded;
    const GroupIds = await groupsInUse();
    if (GroupIds.length > 0) {
      const used = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [...GroupIds] }));
      const groups = used.SecurityGroups ?? [];
      return groups.find(({ GroupName }) => GroupName === name) ?? groups[0];
    }
    const tagged = await groupWhere(['group-name', name], [`tag:${TAG.Key}`, TAG.Value]);
    return tagged ?? groupWhere(['group-name', name], ['vpc-id', (await subnet()).VpcId ?? '']);
  };
  const groupId = async () => (await group())?.GroupId;
  const subject: Subject = { ec2, securityGroup, from, subnet, group, groupId };
  return { subnet, groupId, parts: [groupPart(subject), ingressPart(subject)] };
}

const groupPart = ({ ec2, securityGroup, subnet, group }: Subject): WorkshopPart => ({
  id: 'security-group',
  title: `security group ${securityGroup.name}`,
  calls: ['ec2:CreateSecurityGroup', 'ec2:CreateTags'],
  async find() {
    const found = await group();
    return found?.GroupId ? { id: found.GroupId, tagged: isTagged(found.Tags) } : undefined;
  },
  async make() {
    const { VpcId } = await subnet();
    const { GroupId = '' } = await ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: securityGroup.name,
        Description: securityGroup.description,
        VpcId,
        TagSpecifications: [{ ResourceType: 'security-group', Tags: [TAG] }],
      }),
    );
    return GroupId;
  },
  // The network interface of a terminated instance is deleted a little after the instance.
  isEarly: (error) => awsCode(error) === 'DependencyViolation',
  remove: async ({ id: GroupId }) => void (await ec2.send(new DeleteSecurityGroupCommand({ GroupId }))),
});

const ingressPart = ({ ec2, from, group, groupId }: Subject): WorkshopPart => ({
  id: 'ingress',
  title: `port ${WEB_APP.port} open to the address that setup runs from`,
  calls: ['ec2:AuthorizeSecurityGroupIngress'],
  within: 'security-group',
  async find() {
    const found = await group();
    if (!found?.GroupId) return undefined;
    const cidr = await from();
    if (letsIn(found.IpPermissions ?? [], cidr)) {
      return { id: `${found.GroupId} ${cidr}`, tagged: isTagged(found.Tags), byRecord: true };
    }
    if (isTagged(found.Tags)) return undefined;
    return {
      id: found.GroupId,
      tagged: false,
      ...unfit(`The security group ${found.GroupId} does not let ${cidr} in at port ${WEB_APP.port}.`, {
        next: [
          {
            shell: sh`aws ec2 authorize-security-group-ingress --group-id ${found.GroupId} --protocol tcp --port ${WEB_APP.port} --cidr ${cidr}`,
            why: 'lets it in',
          },
        ],
      }),
    };
  },
  async make() {
    const GroupId = await groupId();
    const cidr = await from();
    const Description = TAG.Value;
    const range = cidr.includes(':')
      ? { Ipv6Ranges: [{ CidrIpv6: cidr, Description }] }
      : { IpRanges: [{ CidrIp: cidr, Description }] };
    await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [{ IpProtocol: 'tcp', FromPort: WEB_APP.port, ToPort: WEB_APP.port, ...range }],
      }),
    );
    return `${GroupId} ${cidr}`;
  },
  isEarly: (error) => awsCode(error) === 'InvalidGroup.NotFound',
});

/** A rule for everywhere includes this network; kms-lab does not compare other networks. */
const letsIn = (permissions: readonly IpPermission[], cidr: string): boolean =>
  permissions
    .filter(({ IpProtocol, FromPort = 0, ToPort = 65_535 }) =>
      IpProtocol === '-1' ? true : IpProtocol === 'tcp' && FromPort <= WEB_APP.port && WEB_APP.port <= ToPort,
    )
    .flatMap(({ IpRanges = [], Ipv6Ranges = [] }) => [
      ...IpRanges.map(({ CidrIp }) => CidrIp),
      ...Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6),
    ])
    .some((open) => open === cidr || open === (cidr.includes(':') ? '::/0' : '0.0.0.0/0'));

async function chooseSubnet(ec2: EC2Client, subnetId: string | undefined, region: string): Promise<Subnet> {
  const input =
    subnetId === undefined
      ? { Filters: [{ Name: 'default-for-az', Values: ['true'] }] }
      : { SubnetIds: [subnetId] };
  const found = await subnetsOf(ec2, input);
  const [first] = [...found].sort((a, b) =>
    (a.AvailabilityZone ?? '').localeCompare(b.AvailabilityZone ?? ''),
  );
  if (first) return first;
  throw new LabError(
    'ERR_NOT_FOUND',
    `The account does not have ${subnetId ?? 'a default subnet'} in ${region}.`,
    {
      hint: '--subnet SUBNET_ID, one whose instances reach the internet',
      next: [{ shell: 'aws ec2 create-default-vpc', why: 'makes one, with its VPC' }],
    },
  );
}

async function subnetsOf(ec2: EC2Client, input: DescribeSubnetsCommandInput): Promise<readonly Subnet[]> {
  try {
    return (await ec2.send(new DescribeSubnetsCommand(input))).Subnets ?? [];
  } catch (error) {
    if (/^InvalidSubnetI[dD]\./.test(awsCode(error) ?? '')) return [];
    throw error;
  }
}

/** `198.51.100.7/32` from an address or a network as typed. Throws `ERR_USAGE`. */
export function requireCidr(text: string): string {
  const [address = '', length, ...more] = text.split('/');
  const bits = isIP(address) === 4 ? 32 : 128;
  const fits = length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= bits);
  if (isIP(address) !== 0 && fits && more.length === 0) return `${address}/${length ?? bits}`;
  throw new LabError('ERR_USAGE', `--my-ip is “${text}”, and not an address or a network.`, {
    hint: '--my-ip 198.51.100.7, or --my-ip 198.51.100.0/24',
  });
}

/** AWS returns the address that a request comes from. */
const WHO_AM_I = 'https://checkip.amazonaws.com';

/** The caller's own address as others see it. Throws `ERR_AWS` if it cannot be found out. */
export async function askMyAddress(): Promise<string> {
  try {
    const answer = await fetch(WHO_AM_I, { signal: AbortSignal.timeout(10_000) });
    const text = (await readWithin(answer.body ?? Readable.from([]), 1024)).toString().trim();
    if (answer.ok && isIP(text) !== 0) return requireCidr(text);
    throw new Error(`it answered ${answer.status}`);
  } catch (cause) {
    throw new LabError('ERR_AWS', `${WHO_AM_I} does not return the address you come from.`, {
      next: [{ run: ['setup', '--my-ip', 'ADDRESS'], why: 'does not ask' }],
      cause,
    });
  }
}
