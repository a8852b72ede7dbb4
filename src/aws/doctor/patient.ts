import type { Instance as Ec2Instance } from '@aws-sdk/client-ec2';
import { DescribeKeyCommand, GetKeyPolicyCommand, type KeyMetadata } from '@aws-sdk/client-kms';
import { LabError } from '../../contract/errors.ts';
import type { Facts, RolePolicyFact } from '../../contract/facts.ts';
import type { Ledger } from '../../contract/ledger.ts';
import { type Clients, openClients } from '../client/clients.ts';
import { toLabError } from '../client/failure.ts';
import type { Leave } from '../client/guards.ts';
import { type AttachedPolicy, IamReader, isPolicy } from '../client/iam-policies.ts';
import { type Operator, whoAmI } from '../client/operator.ts';
import { profileOf, requireProfile } from '../client/profiles.ts';
import type { Names, Target } from '../client/target.ts';
import { findKey, findRole, findRolePolicy, instancesNamed, severalRunning } from '../discover.ts';
import { requireOwnAlias, requireRoleName } from '../find/names.ts';
import { type Inspection, openInstance } from '../web-app/commands.ts';
import { type Reach, readReach } from '../web-app/ssm-status.ts';
import { type ServerTime, watchServerTime } from './server-time.ts';

/** What the lab remembers of an account from before. */
export interface Memory {
  readonly ledger: Pick<Ledger, 'madePolicyVersion'>;
  /** The baseline's facts. */
  readonly known: Facts | undefined;
}

export interface Setting {
  readonly target: Target;
  readonly names: Names;
  /** The account that was named beforehand. */
  readonly expectedAccount: string | undefined;
  readonly leave: Leave;
  recall(accountId: string, region: string): Promise<Memory>;
  now(): Date;
  sleep(ms: number): Promise<void>;
}

/** The account under examination: each thing is looked up once, when the first examination asks for it. */
export interface Patient extends Setting {
  readonly clients: Clients;
  readonly reader: IamReader;
  /** What STS last said of the time; absent where it has not answered. */
  serverTime(): ServerTime | undefined;
  region(): Promise<string>;
  operator(): Promise<Operator>;
  memory(): Promise<Memory>;
  bucket(): Promise<string>;
  key(): Promise<Facts['key']>;
  keyMetadata(): Promise<KeyMetadata>;
  /** As KMS gives it. */
  keyPolicy(): Promise<string>;
  /** Without its path. */
  roleName(): Promise<string>;
  role(): Promise<Facts['role']>;
  attached(): Promise<readonly AttachedPolicy[]>;
  rolePolicy(): Promise<RolePolicyFact & Pick<AttachedPolicy, 'document'>>;
  /** The one that runs; else one of those that could be started. Throws where there are several, or none. */
  instance(): Promise<Ec2Instance>;
  /** Throws where the instance has no public address and none was named. */
  webAppUrl(): Promise<string>;
  reach(): Promise<Reach>;
  inspection(): Promise<Inspection>;
}

/** A terminated instance stays listed for a while. */
const EXISTING = ['pending', 'running', 'stopping', 'stopped'] as const;

export function openPatient(setting: Setting): Patient {
  const { target, names } = setting;
  const clients = openClients(target);
  const reader = new IamReader(clients.iam);
  const serverTime = watchServerTime(clients.sts, setting.now);

  const region = once(async () => {
    try {
      return await clients.sts.config.region();
    } catch (error) {
      const read = toLabError(error, 'the region');
      if (read.code === 'ERR_CONFIG') throw read;
      throw new LabError('ERR_CONFIG', (error as Error).message, {
        hint: 'name one of AWS’s regions: --region REGION, or AWS_REGION',
        cause: error,
      });
    }
  });
  const operator = once(async () => {
    const profile = profileOf(target);
    if (profile) await requireProfile(profile);
    return whoAmI(clients.sts, clients.iam);
  });
  const memory = once(async () => setting.recall((await operator()).accountId, await region()));
  const bucket = once(async () => names.bucket ?? `kmsworkshop-${(await operator()).accountId}`);
  const key = once(async () => {
    requireOwnAlias(names.alias);
    const { accountId } = await operator();
    return findKey(clients, names, accountId, await bucket(), (await memory()).known);
  });
  const keyMetadata = once(async () => {
    const { KeyMetadata } = await clients.kms.send(new DescribeKeyCommand({ KeyId: (await key()).arn }));
    if (KeyMetadata) return KeyMetadata;
    throw new LabError('ERR_AWS', 'KMS describes the key with nothing.');
  });
  const keyPolicy = once(async () => {
    const read = new GetKeyPolicyCommand({ KeyId: (await key()).id, PolicyName: 'default' });
    return (await clients.kms.send(read)).Policy ?? '';
  });
  const roleName = once(async () => requireRoleName(names.roleName, (await operator()).accountId));
  const role = once(async () => findRole(clients, await roleName(), names.roleName));
  const attached = once(async () => reader.attachedToRole((await role()).name));
  const rolePolicy = once(async () => {
    const policies = await attached();
    const fact = findRolePolicy(policies, (await key()).arn, await roleName(), (await memory()).known);
    const [found] = policies.filter((policy) => isPolicy(policy, fact));
    if (found) return { ...fact, document: found.document };
    throw new LabError('ERR_NOT_FOUND', `The role has no policy ${fact.name}.`);
  });
  const instance = once(async () => {
    const found = await instancesNamed(clients.ec2, names.instanceName, EXISTING);
    const running = found.filter(({ State }) => State?.Name === 'running');
    const [one, ...more] = running.length > 0 ? running : found;
    if (!one) {
      throw new LabError('ERR_NOT_FOUND', `The account has not an instance ${names.instanceName}.`, {
        hint: '--instance NAME, if it is called otherwise',
      });
    }
    if (more.length === 0) return one;
    if (running.length > 0) throw severalRunning(names.instanceName, running.length);
    throw new LabError(
      'ERR_NOT_OURS',
      `There are ${found.length} stopped instances called ${names.instanceName}: ${found.map(({ InstanceId }) => InstanceId).join(', ')}.`,
      { hint: 'start the workshop’s: aws ec2 start-instances --instance-ids ID' },
    );
  });
  const webAppUrl = once(async () => {
    const { InstanceId, PublicIpAddress } = await instance();
    if (target.webAppUrl) return target.webAppUrl;
    if (PublicIpAddress) return `http://${PublicIpAddress}`;
    throw new LabError('ERR_NOT_FOUND', `The instance ${InstanceId} has no public address.`, {
      hint: 'name the address at which its web app answers: --web-app-url URL; or give it an Elastic IP address',
    });
  });
  const reach = once(async () => readReach(clients.ssm, (await instance()).InstanceId ?? ''));
  const inspection = once(async () => {
    const { InstanceId = '' } = await instance();
    return openInstance(clients, InstanceId, setting.sleep).inspect();
  });
  return {
    ...setting,
    clients,
    reader,
    serverTime,
    region,
    operator,
    memory,
    bucket,
    key,
    keyMetadata,
    keyPolicy,
    roleName,
    role,
    attached,
    rolePolicy,
    instance,
    webAppUrl,
    reach,
    inspection,
  };
}

function once<T>(look: () => Promise<T>): () => Promise<T> {
  let looking: Promise<T> | undefined;
  return () => {
    looking ??= look();
    return looking;
  };
}
