import { ServiceError } from '../operation.ts';
import type { Account, SecurityGroup } from '../world.ts';

/** SSH and the web app, from anywhere: what the workshop's participant opens. */
const OPEN_PORTS = [22, 80];

/** The account's groups: while nobody changed them, as the workshop has them. */
export const groupsOf = (account: Account): Record<string, SecurityGroup> =>
  account.securityGroups ??
  Object.fromEntries(
    Object.values(account.instances).flatMap(({ securityGroups, vpcId }) =>
      securityGroups.map(({ id, name }) => [id, workshopGroup(id, name, vpcId)]),
    ),
  );

/** One that is about to be changed. */
export function groupToChange(account: Account, id: string): SecurityGroup {
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
export function requireGroup(account: Account, id: string): SecurityGroup {
  if (!/^sg-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
    throw new ServiceError('InvalidGroupId.Malformed', `Invalid id: "${id}" (expecting "sg-...")`);
  }
  const groups = groupsOf(account);
  const group = Object.hasOwn(groups, id) ? groups[id] : undefined;
  if (group) return group;
  throw new ServiceError('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
}
