import { randomBytes } from 'node:crypto';
import {
  AuthorizeSecurityGroupIngress$,
  type AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroups$,
  type DescribeSecurityGroupsCommand,
  RevokeSecurityGroupIngress$,
  type RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { type ApiCall, operation, ServiceError } from '../operation.ts';
import type { SecurityGroup, WorldAccount } from '../world.ts';
import { ec2Arn, ownEc2Account, refuseEc2DryRun } from './account.ts';
import { type Filters, filter, named, tagFilter } from './filters.ts';
import { ingressIn, inWords, isSameIngress, permissionsOf, ruleOf } from './ingress.ts';
import { ec2Page } from './page.ts';
import { groupId, groupsOf, groupToChange, onGroup, requireGroup } from './security-groups.ts';
import { shownTags } from './tags.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html */
const FILTERS: Filters<SecurityGroup> = {
  description: ({ name, description = name }) => [description],
  'group-id': ({ id }) => [id],
  'group-name': ({ name }) => [name],
  'ip-permission.cidr': ({ ingress }) => ingress.map(({ cidr }) => cidr),
  'ip-permission.from-port': ({ ingress }) => ingress.map(({ fromPort }) => String(fromPort)),
  'ip-permission.protocol': ({ ingress }) => ingress.map(({ protocol }) => protocol),
  'ip-permission.to-port': ({ ingress }) => ingress.map(({ toPort }) => String(toPort)),
  'owner-id': (_, { id }) => [id],
  'tag-key': ({ tags = {} }) => Object.keys(tags),
  'vpc-id': ({ vpcId }) => [vpcId],
};

export const DescribeSecurityGroups = operation<DescribeSecurityGroupsCommand>()({
  schema: DescribeSecurityGroups$,
  readOnly: true,
  demands: () => [{ action: 'ec2:DescribeSecurityGroups', resource: '*' }],
  handle: (call) => {
    const { input } = call;
    refuseEc2DryRun(input);
    const account = ownEc2Account(call);
    const { GroupIds: ids = [], GroupNames: names = [] } = input;
    for (const id of ids) requireGroup(account, id);
    const found = filter(
      'securityGroups',
      Object.values(groupsOf(account)),
      account,
      input.Filters ?? [],
      (name) => tagFilter<SecurityGroup>(name) ?? named(FILTERS, name),
    ).filter(
      ({ id, name }) =>
        (ids.length === 0 || ids.includes(id)) && (names.length === 0 || names.includes(name)),
    );
    const { items, rest } = ec2Page(found, input);
    return { SecurityGroups: items.map((group) => shown(call, account, group)), ...rest };
  },
});

/** Like one created in the console: all outbound traffic is allowed. */
const shown = (call: ApiCall<unknown>, account: WorldAccount, group: SecurityGroup) => ({
  GroupId: group.id,
  GroupName: group.name,
  Description: group.description ?? group.name,
  OwnerId: account.id,
  VpcId: group.vpcId,
  SecurityGroupArn: ec2Arn(call, account, 'security-group', group.id),
  IpPermissions: permissionsOf(group),
  IpPermissionsEgress: [
    {
      IpProtocol: '-1',
      UserIdGroupPairs: [],
      IpRanges: [{ CidrIp: '0.0.0.0/0' }],
      Ipv6Ranges: [],
      PrefixListIds: [],
    },
  ],
  Tags: shownTags(group.tags),
});

/** Adds all of the named rules, or none. */
export const AuthorizeSecurityGroupIngress = operation<AuthorizeSecurityGroupIngressCommand>()({
  schema: AuthorizeSecurityGroupIngress$,
  demands: (call) => onGroup(call, 'ec2:AuthorizeSecurityGroupIngress'),
  handle: (call) => {
    const { input } = call;
    refuseEc2DryRun(input);
    const account = ownEc2Account(call);
    const group = groupToChange(account, groupId(input));
    const added = ingressIn(input).map((rule) => ({ id: ruleId(), ...rule }));
    const twice = added.find((rule) => group.ingress.some((known) => isSameIngress(known, rule)));
    if (twice) {
      throw new ServiceError(
        'InvalidPermission.Duplicate',
        `the specified rule "${inWords(twice)}" already exists`,
      );
    }
    group.ingress.push(...added);
    return { Return: true, SecurityGroupRules: added.map((rule) => ruleOf(account.id, group.id, rule)) };
  },
});

export const RevokeSecurityGroupIngress = operation<RevokeSecurityGroupIngressCommand>()({
  schema: RevokeSecurityGroupIngress$,
  demands: (call) => onGroup(call, 'ec2:RevokeSecurityGroupIngress'),
  handle: (call) => {
    const { input } = call;
    refuseEc2DryRun(input);
    const group = groupToChange(ownEc2Account(call), groupId(input));
    const gone = input.SecurityGroupRuleIds?.length
      ? input.SecurityGroupRuleIds.map((id) => ruleNamed(group, id))
      : ingressIn(input).map((rule) => {
          const known = group.ingress.find((other) => isSameIngress(other, rule));
          if (known) return known;
          throw new ServiceError(
            'InvalidPermission.NotFound',
            'The specified rule does not exist in this security group.',
          );
        });
    group.ingress = group.ingress.filter((rule) => !gone.includes(rule));
    return {
      Return: true,
      RevokedSecurityGroupRules: gone.map((rule) => ({
        SecurityGroupRuleId: rule.id,
        GroupId: group.id,
        IsEgress: false,
        IpProtocol: rule.protocol,
        FromPort: rule.fromPort,
        ToPort: rule.toPort,
        ...(rule.cidr.includes(':') ? { CidrIpv6: rule.cidr } : { CidrIpv4: rule.cidr }),
      })),
    };
  },
});

function ruleNamed({ ingress }: SecurityGroup, id: string) {
  const rule = ingress.find((known) => known.id === id);
  if (rule) return rule;
  throw new ServiceError(
    'InvalidSecurityGroupRuleId.NotFound',
    `The security group rule ID '${id}' does not exist`,
  );
}

const ruleId = (): string => `sgr-${randomBytes(9).toString('hex').slice(0, 17)}`;
