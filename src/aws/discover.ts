import {
  DescribeInstancesCommand,
  type EC2Client,
  type Instance,
  type InstanceStateName,
} from '@aws-sdk/client-ec2';
import { GetInstanceProfileCommand, GetRoleCommand, type IAMClient } from '@aws-sdk/client-iam';
import { DescribeKeyCommand, type KeyMetadata, ListAliasesCommand } from '@aws-sdk/client-kms';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { LabError } from '../contract/errors.ts';
import type { Facts, RolePolicyFact } from '../contract/facts.ts';
import { allows } from '../policy/edit.ts';
import { allAtOnce } from './client/all-at-once.ts';
import type { Clients } from './client/clients.ts';
import { ifExists } from './client/failure.ts';
import { type AttachedPolicy, type IamReader, isAwsManaged, isPolicy } from './client/iam-policies.ts';
import { type Operator, partitionIn } from './client/operator.ts';
import { everyPage } from './client/pages.ts';
import type { Names } from './client/target.ts';
import { requireOwnAlias, requireRoleName } from './find/names.ts';
import { otherRegionsWith } from './find/other-regions.ts';

/** What the page has the role do with the key, the telling one first. */
export const WORKSHOP_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:Encrypt'] as const;

/**
 * Finds the lab's things in the account. `known` are the facts of the baseline, for what a participant has since moved
 * away from its name. Throws `ERR_NOT_FOUND` naming what is missing.
 */
export async function discover(
  clients: Clients,
  iam: IamReader,
  operator: Operator,
  names: Names,
  known: Facts | undefined,
): Promise<Facts> {
  const { accountId } = operator;
  const bucket = names.bucket ?? `kmsworkshop-${accountId}`;
  requireOwnAlias(names.alias);
  const roleName = requireRoleName(names.roleName, accountId);
  const [role, key, instance, attached] = await allAtOnce([
    findRole(clients, roleName, names.roleName),
    findKey(clients, names, accountId, bucket, known),
    findInstance(clients, { ...names, roleName }),
    iam.attachedToRole(roleName),
  ]);
  const rolePolicy = findRolePolicy(attached, key.arn, roleName, known);
  return {
    accountId,
    partition: partitionIn(operator.arn),
    region: key.arn.split(':')[3] ?? '',
    operator,
    role,
    rolePolicy,
    key,
    userName: names.userName,
    bucket,
    sampleObject: names.sampleObject,
    instance,
  };
}

/** `called` is the name, the path and name, or the ARN: the role that is found must be the one that was meant. */
export async function findRole({ iam }: Clients, RoleName: string, called: string): Promise<Facts['role']> {
  const found = await ifExists(iam.send(new GetRoleCommand({ RoleName })));
  const arn = found?.Role?.Arn;
  if (!arn) throw missing(`a role ${RoleName}`, '--role NAME, if it is called otherwise');
  if (called !== RoleName && !arn.endsWith(called.startsWith('arn:') ? called : `:role${called}`))
    throw missing(`a role ${called}`, `--role ${RoleName} means ${arn}`);
  return { name: RoleName, arn };
}

/** The baseline's; else by its alias; else the key that the sample object is stored under. */
export async function findKey(
  clients: Clients,
  { alias, sampleObject }: Names,
  accountId: string,
  bucket: string,
  known: Facts | undefined,
): Promise<Facts['key']> {
  const { kms, s3 } = clients;
  const describe = async (KeyId: string | undefined): Promise<KeyMetadata | undefined> =>
    KeyId ? (await ifExists(kms.send(new DescribeKeyCommand({ KeyId }))))?.KeyMetadata : undefined;
  const asFact = ({ KeyId: id = '', Arn: arn = '', KeyState, DeletionDate }: KeyMetadata): Facts['key'] => {
    if (KeyState === 'PendingDeletion') throw dying(alias, id, DeletionDate);
    return { id, arn, alias };
  };
  // The baseline's key comes first: an alias that was moved to another key is to be moved back, not followed.
  const before = known?.key.alias === alias ? known.key.arn : undefined;
  const named = (await describe(before)) ?? (await describe(alias));
  if (named && !isOwn(named, accountId)) throw notOurs(alias, named);
  if (named) return asFact(named);
  const sample = await ifExists(s3.send(new HeadObjectCommand({ Bucket: bucket, Key: sampleObject })));
  const ofSample = await describe(sample?.SSEKMSKeyId);
  const mayStandIn = ofSample && isOwn(ofSample, accountId);
  // It stands in for a key whose alias was deleted, not for a name that was mistyped.
  const { Aliases = [] } = mayStandIn
    ? await kms.send(new ListAliasesCommand({ KeyId: ofSample.KeyId }))
    : {};
  if (mayStandIn && Aliases.length === 0) return asFact(ofSample);
  if (mayStandIn) {
    const others = Aliases.map(({ AliasName }) => `--alias ${AliasName}`).join(' or ');
    throw missing(`a key with the alias ${alias}`, `${others}, as the key of ${sampleObject} is called`);
  }
  const here = await kms.config.region();
  const elsewhere = sample ? [] : await otherRegionsWith(clients, alias, here);
  if (elsewhere.length > 0)
    throw missing(`a key with the alias ${alias} in ${here}`, `--region ${elsewhere[0]}, where one is`);
  const [, , , there = here] = (sample?.SSEKMSKeyId ?? '').split(':');
  throw missing(
    `a key with the alias ${alias} in ${here}`,
    there === here
      ? '--alias NAME, or another --region'
      : `--region ${there}, where the key of ${sampleObject} is`,
  );
}

async function findInstance(
  { ec2, iam }: Clients,
  { instanceName, roleName }: Names,
): Promise<Facts['instance']> {
  const [instance, ...more] = await instancesNamed(ec2, instanceName, ['running']);
  if (!instance?.InstanceId)
    throw missing(`a running instance ${instanceName}`, 'start it, or --instance NAME');
  if (more.length > 0) throw severalRunning(instanceName, more.length + 1);
  await requireRole(iam, instance, roleName);
  return {
    id: instance.InstanceId,
    ...(instance.PublicIpAddress ? { publicIp: instance.PublicIpAddress } : {}),
  };
}

/** Those of the name that are in one of the states. */
export const instancesNamed = (
  ec2: EC2Client,
  name: string,
  states: readonly InstanceStateName[],
): Promise<readonly Instance[]> => instancesWith(ec2, 'tag:Name', name, states);

/** Those that the filter finds, in one of the states. `iam-instance-profile.arn`: all that act by that profile. */
export async function instancesWith(
  ec2: EC2Client,
  filter: 'tag:Name' | 'iam-instance-profile.arn',
  value: string,
  states: readonly InstanceStateName[],
): Promise<readonly Instance[]> {
  const reservations = await everyPage(
    (NextToken) =>
      ec2.send(
        new DescribeInstancesCommand({
          NextToken,
          Filters: [
            { Name: filter, Values: [value] },
            { Name: 'instance-state-name', Values: [...states] },
          ],
        }),
      ),
    (page) => [page.Reservations, page.NextToken],
  );
  return reservations.flatMap(({ Instances = [] }) => Instances);
}

export const severalRunning = (name: string, count: number): LabError =>
  new LabError('ERR_NOT_OURS', `There are ${count} running instances called ${name}.`, {
    hint: 'stop the ones that are not the workshop’s, or name the right one: --instance NAME',
  });

/** Throws when the web app would act as another role than the one whose policy the lab edits. */
export async function requireRole(
  iam: IAMClient,
  { InstanceId, IamInstanceProfile }: Instance,
  roleName: string,
): Promise<void> {
  const hint = `attach the instance profile of ${roleName} to it, or --role NAME`;
  const InstanceProfileName = IamInstanceProfile?.Arn?.split('/').at(-1);
  if (!InstanceProfileName)
    throw new LabError('ERR_NOT_FOUND', `The instance ${InstanceId} has no role.`, { hint });
  const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName }));
  const [role] = InstanceProfile?.Roles ?? [];
  if (role?.RoleName === roleName) return;
  throw new LabError(
    'ERR_NOT_FOUND',
    `The instance ${InstanceId} runs as ${role?.RoleName ?? 'nobody'}, not as ${roleName}.`,
    { hint },
  );
}

/**
 * The baseline's policy while the role has it; else the customer's policy that gives the role the key. The workshop
 * spells its name in two ways and some accounts have it inline (https://github.com/aws-samples/aws-kms-workshop), so
 * what it says counts, not what it is called.
 */
export function findRolePolicy(
  attached: readonly AttachedPolicy[],
  keyArn: string,
  roleName: string,
  known: Facts | undefined,
): RolePolicyFact {
  const own = attached.filter(({ arn = '' }) => !isAwsManaged(arn));
  // What a participant has since written into another policy of the role does not make that the lab's.
  const before = known?.role.name === roleName ? known.rolePolicy : undefined;
  if (before && own.some((policy) => isPolicy(policy, before))) return before;
  for (const action of WORKSHOP_ACTIONS) {
    const granting = own.filter(({ document }) => allows(document, action, keyArn));
    const [found, ...more] = granting;
    if (more.length > 0) {
      throw new LabError(
        'ERR_NOT_OURS',
        `${granting.length} policies of ${roleName} allow ${action}: ${granting.map(({ name }) => name).join(', ')}.`,
        { hint: 'the workshop knows one; detach the others' },
      );
    }
    if (found)
      return found.arn
        ? { kind: 'managed', name: found.name, arn: found.arn }
        : { kind: 'inline', name: found.name };
  }
  throw missing(
    `a policy on ${roleName} that allows ${WORKSHOP_ACTIONS.join(', ')}`,
    `attach ${before?.name ?? 'the workshop’s KMSWorkshop-AdditionalPermissions'} to the role`,
  );
}

/** The policy of a key that a service of AWS made, or of another account's, is nobody's here to write. */
const isOwn = ({ Arn = '', KeyManager }: KeyMetadata, accountId: string): boolean =>
  KeyManager === 'CUSTOMER' && Arn.split(':')[4] === accountId;

const notOurs = (alias: string, { Arn, KeyManager }: KeyMetadata): LabError =>
  new LabError(
    'ERR_NOT_OURS',
    `${Arn}, the key of ${alias}, ${KeyManager === 'AWS' ? 'is managed by AWS' : 'belongs to another account'}: its policy is not the lab’s to write.`,
    { hint: '--alias NAME, of a customer managed key of this account' },
  );

const dying = (alias: string, id: string, when: Date | undefined): LabError =>
  new LabError(
    'ERR_KEY_STATE',
    `The key ${id} (${alias}) is pending deletion${when ? `, on ${when.toISOString().slice(0, 10)}` : ''}.`,
    {
      hint: `aws kms cancel-key-deletion --key-id ${id} && aws kms enable-key --key-id ${id}; or --alias NAME of another key`,
    },
  );

const missing = (what: string, hint: string): LabError =>
  new LabError('ERR_NOT_FOUND', `The account has not ${what}.`, { hint });
