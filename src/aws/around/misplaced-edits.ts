import {
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  type IpPermission,
} from '@aws-sdk/client-ec2';
import { ListUsersCommand } from '@aws-sdk/client-iam';
import {
  type AliasListEntry,
  GetKeyPolicyCommand,
  type KMSClient,
  ListAliasesCommand,
  ListKeysCommand,
} from '@aws-sdk/client-kms';
import type { Elsewhere, OtherKey, OtherRolePolicy, WebAppDoor } from '../../contract/elsewhere.ts';
import type { Facts } from '../../contract/facts.ts';
import { type AttachedPolicy, isPolicy } from '../../contract/key-situation.ts';
import { parsePolicy } from '../../policy/parse.ts';
import type { Clients } from '../client/clients.ts';
import { ifAllowed, ifExists } from '../client/failure.ts';
import { type IamReader, isAwsManagedArn } from '../client/iam-policies.ts';
import { everyPage } from '../client/pages.ts';
import { addressIn, knock } from '../web-app/knock.ts';

/** An account may have thousands of keys; a participant's mistake went to one with an alias, or to a new one. */
const MAX_KEYS = 25;

/** Looks where a mistaken edit may have gone. Reads only; leaves out what the operator may not read. */
export async function readElsewhere(
  clients: Clients,
  reader: IamReader,
  facts: Facts,
  webAppUrl: string,
): Promise<Omit<Elsewhere, 'missing'>> {
  const { rolePolicy } = facts;
  const [keys, rolePolicies, versions, users, webApp] = await Promise.all([
    otherKeys(clients.kms, facts),
    otherRolePolicies(reader, facts),
    rolePolicy.kind === 'managed' ? reader.versions(rolePolicy.arn) : [],
    everyPage(
      (Marker) => clients.iam.send(new ListUsersCommand({ Marker })),
      (page) => [page.Users, page.Marker],
    ),
    doorOf(clients, facts, webAppUrl),
  ]);
  const userArn = users.find(({ UserName }) => UserName === facts.userName)?.Arn;
  return {
    ...{ keys, rolePolicies, versions, webApp },
    userNames: users.map(({ UserName = '' }) => UserName),
    ...(userArn ? { userArn } : {}),
  };
}

async function otherKeys(kms: KMSClient, { key }: Facts): Promise<readonly OtherKey[]> {
  const [keys, aliases] = await Promise.all([
    everyPage(
      (Marker) => kms.send(new ListKeysCommand({ Marker })),
      (page) => [page.Keys, page.NextMarker],
    ),
    everyPage(
      (Marker) => kms.send(new ListAliasesCommand({ Marker })),
      (page) => [page.Aliases, page.NextMarker],
    ),
  ]);
  const others = keys
    .map(({ KeyId: id = '', KeyArn: arn = '' }) => ({ id, arn, aliases: aliasesOf(id, aliases) }))
    .filter(({ id, aliases }) => id !== key.id && !aliases.some(isAwsAlias))
    .sort((a, b) => b.aliases.length - a.aliases.length)
    .slice(0, MAX_KEYS);
  return Promise.all(
    others.map(async (other) => {
      const read = await ifAllowed(
        kms.send(new GetKeyPolicyCommand({ KeyId: other.id, PolicyName: 'default' })),
      );
      return read?.Policy ? { ...other, policy: parsePolicy(read.Policy) } : other;
    }),
  );
}

const aliasesOf = (id: string, aliases: readonly AliasListEntry[]): readonly string[] =>
  aliases.filter(({ TargetKeyId }) => TargetKeyId === id).map(({ AliasName = '' }) => AliasName);

/** Keys of AWS's own services: customers cannot write their policies. */
const isAwsAlias = (name: string): boolean => name.startsWith('alias/aws/');

async function otherRolePolicies(
  reader: IamReader,
  { role, rolePolicy }: Facts,
): Promise<readonly OtherRolePolicy[]> {
  const attached = (await ifExists(reader.attachedToRole(role.name))) ?? [];
  return Promise.all(
    attached
      .filter((policy) => !isPolicy(policy, rolePolicy))
      .map(async (policy) => ({ ...policy, ...(await historyOf(reader, policy)) })),
  );
}

async function historyOf(
  reader: IamReader,
  { arn }: AttachedPolicy,
): Promise<Pick<OtherRolePolicy, 'previous' | 'changedAt'>> {
  if (arn === undefined || isAwsManagedArn(arn)) return {};
  const versions = await reader.versions(arn);
  const inForce = versions.find(({ isDefault }) => isDefault);
  const before = versions.find(({ isDefault }) => !isDefault);
  return {
    ...(inForce ? { changedAt: inForce.createdAt } : {}),
    ...(before ? { previous: before.document, previousVersion: before.id } : {}),
  };
}

/** Whether the web app’s port is open, and whether a security group blocks it. */
export async function doorOf(
  clients: Clients,
  facts: Pick<Facts, 'instance'>,
  url: string,
): Promise<WebAppDoor> {
  const answer = await knock(url);
  if (answer !== 'silent') return { url, knock: answer };
  const ingress = await ifAllowed(ingressOf(clients, facts, addressIn(url).port));
  return { url, knock: answer, ...(ingress ? { ingress } : {}) };
}

async function ingressOf(
  { ec2 }: Clients,
  { instance }: Pick<Facts, 'instance'>,
  port: number,
): Promise<WebAppDoor['ingress']> {
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instance.id] }));
  const groups = Reservations.flatMap(({ Instances = [] }) => Instances)
    .flatMap(({ SecurityGroups = [] }) => SecurityGroups)
    .map(({ GroupId = '' }) => GroupId);
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: groups }));
  const rules = SecurityGroups.flatMap(({ IpPermissions = [] }) => IpPermissions);
  return { groups, open: rules.some((rule) => letsIn(rule, port)) };
}

/** `-1` means every protocol, and has no ports. The rule's source is ignored: the visitor's address is not known here. */
const letsIn = ({ IpProtocol, FromPort = 0, ToPort = 65_535 }: IpPermission, port: number): boolean =>
  IpProtocol === '-1' || (IpProtocol === 'tcp' && FromPort <= port && port <= ToPort);
