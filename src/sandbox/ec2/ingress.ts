import { isIP } from 'node:net';
import type { IpPermission, SecurityGroupRule } from '@aws-sdk/client-ec2';
import { ServiceError } from '../operation.ts';
import type { IngressRule, SecurityGroup } from '../world.ts';
import { GROUP_TEXT, isGroupText } from './group-text.ts';

/** A rule that is not in a group yet. */
export type Ingress = Omit<IngressRule, 'id'>;

interface IngressInput {
  readonly IpPermissions?: readonly IpPermission[] | undefined;
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
  readonly CidrIp?: string | undefined;
  readonly SourceSecurityGroupName?: string | undefined;
}

/** The rules of a request, one by one: from its list, or from members of its own. */
export function ingressIn(input: IngressInput): readonly Ingress[] {
  const { IpProtocol, FromPort, ToPort, CidrIp, SourceSecurityGroupName } = input;
  if (SourceSecurityGroupName !== undefined) throw onlyAddresses();
  const single = CidrIp === undefined ? [] : [{ IpProtocol, FromPort, ToPort, IpRanges: [{ CidrIp }] }];
  const rules = [...(input.IpPermissions ?? []), ...single].flatMap(rulesOf);
  if (rules.length > 0) return rules;
  throw new ServiceError('MissingParameter', 'Either CidrIp or IpPermissions must be specified');
}

const PROTOCOLS = new Map(Object.entries({ '1': 'icmp', '6': 'tcp', '17': 'udp', all: '-1' }));

function rulesOf(permission: IpPermission): readonly Ingress[] {
  const { IpProtocol = '', UserIdGroupPairs = [], PrefixListIds = [] } = permission;
  if (UserIdGroupPairs.length > 0 || PrefixListIds.length > 0) throw onlyAddresses();
  const protocol = PROTOCOLS.get(IpProtocol) ?? IpProtocol;
  if (!['tcp', 'udp', 'icmp', '-1'].includes(protocol)) {
    throw new ServiceError('InvalidParameterValue', `Invalid value '${IpProtocol}' for IP protocol.`);
  }
  const every = protocol === '-1';
  const { FromPort: fromPort = -1, ToPort: toPort = -1 } = every ? {} : permission;
  if (
    (protocol === 'tcp' || protocol === 'udp') &&
    !(fromPort >= 0 && fromPort <= toPort && toPort <= 65_535)
  ) {
    throw new ServiceError(
      'InvalidParameterValue',
      `Invalid value for portRange. Must specify both from and to ports with TCP/UDP.`,
    );
  }
  const sources = [
    ...(permission.IpRanges ?? []).map(({ CidrIp = '', Description }) => ({ cidr: CidrIp, Description })),
    ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6 = '', Description }) => ({
      cidr: CidrIpv6,
      Description,
    })),
  ];
  return sources.map(({ cidr, Description }) => ({
    protocol,
    fromPort,
    toPort,
    cidr: validCidr(cidr),
    ...(Description === undefined ? {} : { description: ruleDescription(Description) }),
  }));
}

function validCidr(cidr: string): string {
  const [address = '', length = ''] = cidr.split(/\/(.*)/s);
  const version = isIP(address);
  const fits = /^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128);
  if (version !== 0 && fits) return cidr;
  throw new ServiceError('InvalidParameterValue', `CIDR block ${cidr} is malformed`);
}

const onlyAddresses = (): ServiceError =>
  new ServiceError('UnsupportedOperation', 'Only address ranges can be let in, in the sandbox.');

export const isSameIngress = (a: Ingress, b: Ingress): boolean =>
  a.protocol === b.protocol && a.fromPort === b.fromPort && a.toPort === b.toPort && a.cidr === b.cidr;

/** `peer: 0.0.0.0/0, TCP, from port: 80, to port: 80, ALLOW` */
export const inWords = ({ protocol, fromPort, toPort, cidr }: Ingress): string =>
  protocol === '-1'
    ? `peer: ${cidr}, ALL, ALLOW`
    : `peer: ${cidr}, ${protocol.toUpperCase()}, from port: ${fromPort}, to port: ${toPort}, ALLOW`;

const isV6 = ({ cidr }: Ingress): boolean => cidr.includes(':');

/** One permission for each protocol and range of ports, with all of its sources. */
export function permissionsOf({ ingress }: SecurityGroup): IpPermission[] {
  const byPorts = new Map<string, IngressRule[]>();
  for (const rule of ingress) {
    const ports = `${rule.protocol} ${rule.fromPort} ${rule.toPort}`;
    byPorts.set(ports, [...(byPorts.get(ports) ?? []), rule]);
  }
  return [...byPorts.values()].flatMap(permissionOf);
}

function permissionOf(rules: readonly IngressRule[]): readonly IpPermission[] {
  const [first] = rules;
  if (!first) return [];
  const { protocol, fromPort, toPort } = first;
  return [
    {
      IpProtocol: protocol,
      ...(protocol === '-1' ? {} : { FromPort: fromPort, ToPort: toPort }),
      UserIdGroupPairs: [],
      IpRanges: rules
        .filter((rule) => !isV6(rule))
        .map((rule) => ({ CidrIp: rule.cidr, ...describedBy(rule) })),
      Ipv6Ranges: rules.filter(isV6).map((rule) => ({ CidrIpv6: rule.cidr, ...describedBy(rule) })),
      PrefixListIds: [],
    },
  ];
}

const describedBy = ({ description }: IngressRule) =>
  description === undefined ? {} : { Description: description };

export const ruleOf = (owner: string, groupId: string, rule: IngressRule): SecurityGroupRule => ({
  SecurityGroupRuleId: rule.id,
  GroupId: groupId,
  GroupOwnerId: owner,
  IsEgress: false,
  IpProtocol: rule.protocol,
  FromPort: rule.fromPort,
  ToPort: rule.toPort,
  ...(isV6(rule) ? { CidrIpv6: rule.cidr } : { CidrIpv4: rule.cidr }),
  ...describedBy(rule),
  Tags: [],
});

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html (the message: aws-cloudformation/cfn-lint#173) */
function ruleDescription(text: string): string {
  if (isGroupText(text)) return text;
  throw new ServiceError('InvalidParameterValue', `Invalid rule description. ${GROUP_TEXT}`);
}
