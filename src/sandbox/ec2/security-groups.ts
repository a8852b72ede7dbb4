import { dictionary } from '../dictionary.ts';
import { type ApiCall, type Demand, ServiceError } from '../operation.ts';
import type { SecurityGroup, WorldAccount } from '../world.ts';
import { ec2Arn, ownEc2Account } from './account.ts';
import { groupConditions } from './condition-keys.ts';

/** SSH and the web app, from anywhere: as a workshop participant opens them. */
const OPEN_PORTS = [22, 80];

/** The account's groups: as in the workshop, until they are changed. */
export const groupsOf = (account: WorldAccount): Record<string, SecurityGroup> =>
  account.securityGroups ??
  dictionary(
    Object.values(account.instances).flatMap(({ securityGroups, vpcId }) =>
      securityGroups.map(({ id, name }) => [id, workshopGroup(id, name, vpcId)] as const),
    ),
  );

/** A group that is about to be changed. */
export function groupToChange(account: WorldAccount, id: string): SecurityGroup {
  account.securityGroups = groupsOf(account);
  return requireGroup(account, id);
}

const workshopGroup = (id: string, name: string, vpcId: string): SecurityGroup => ({
  id,
  name,
  vpcId,
  ingress: OPEN_PORTS.map((port, at) => ({
    id: `${id.replace(/^sg-/, 'sgr-').slice(0, -1)}${at}`,
    protocol: 'tcp',
    fromPort: port,
    toPort: port,
    cidr: '0.0.0.0/0',
  })),
});

/** Throws InvalidGroupId.Malformed or InvalidGroup.NotFound. */
export function requireGroup(account: WorldAccount, id: string): SecurityGroup {
  if (!/^sg-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
    throw new ServiceError('InvalidGroupId.Malformed', `Invalid id: "${id}" (expecting "sg-...")`);
  }
  const groups = groupsOf(account);
  const group = Object.hasOwn(groups, id) ? groups[id] : undefined;
  if (group) return group;
  throw new ServiceError('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
}

interface NamesGroup {
  readonly GroupId?: string | undefined;
  readonly GroupName?: string | undefined;
}

export const onGroup = (call: ApiCall<NamesGroup>, action: string): readonly Demand[] => {
  const account = ownEc2Account(call);
  return [demandOnGroup(call, action, requireGroup(account, groupId(call.input)))];
};

export function demandOnGroup(call: ApiCall<unknown>, action: string, group: SecurityGroup): Demand {
  const account = ownEc2Account(call);
  return {
    action,
    resource: ec2Arn(call, account, 'security-group', group.id),
    context: groupConditions(call, account, group),
  };
}

/** Names work only in the default VPC, and are deprecated: here, a group is named by its id. */
export function groupId({ GroupId }: NamesGroup): string {
  if (GroupId !== undefined) return GroupId;
  throw new ServiceError('MissingParameter', 'The request must contain the parameter groupId');
}
