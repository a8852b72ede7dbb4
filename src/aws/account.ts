import type { Instance } from '@aws-sdk/client-ec2';
import { GetPolicyCommand, type Role } from '@aws-sdk/client-iam';
import { GetKeyPolicyCommand } from '@aws-sdk/client-kms';
import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { Checkpoint } from '../contract/checkpoint.ts';
import { LabError } from '../contract/errors.ts';
import type { Facts, RolePolicyFact } from '../contract/facts.ts';
import { type AttachedPolicy, isPolicy } from '../contract/key-situation.ts';
import type { Ledger } from '../contract/ledger.ts';
import { type Clients, openClients } from './client/clients.ts';
import { ifExists, toLabError } from './client/failure.ts';
import { IamReader } from './client/iam-policies.ts';
import { type OperatorIdentity, whoAmI } from './client/operator.ts';
import { awsProfileOf, requireProfile } from './client/profiles.ts';
import type { AwsTarget, Names } from './client/target.ts';
import { findSample } from './find/bucket.ts';
import { type FindResult, found, ifFound, required } from './find/found.ts';
import { findInstance, requireRole, whyNotRunning } from './find/instance.ts';
import { type FoundKey, findAccountKey } from './find/key.ts';
import { bucketName } from './find/names.ts';
import { findRole, roleFact } from './find/role.ts';
import { findRolePolicy } from './find/role-policy.ts';

/** What the lab remembers of an account from before. */
export interface Memory {
  readonly ledger: Ledger;
  readonly baseline: Pick<Checkpoint, 'facts' | 'documents' | 'surroundings'> | undefined;
}

interface Setting {
  readonly target: AwsTarget;
  readonly names: Names;
  recall(accountId: string, region: string): Promise<Memory>;
}

export type FoundRolePolicy = RolePolicyFact & Pick<AttachedPolicy, 'document'>;

/**
 * One account, read piece by piece: each resource of the page is looked up when it is first asked for, once per round
 * of reads. `run` requires them, `reset` uses those that exist, `doctor` shows them and `setup` creates them: four
 * views of the same account. A finder never throws because something does not exist.
 */
export interface OpenAccount extends Pick<Setting, 'target' | 'names'> {
  readonly clients: Clients;
  readonly reader: IamReader;
  /** Throws `ERR_CONFIG`. */
  region(): Promise<string>;
  /** Throws `ERR_CREDENTIALS`. */
  operator(): Promise<OperatorIdentity>;
  memory(): Promise<Memory>;
  bucket(): Promise<string>;
  sample(): Promise<FindResult<HeadObjectCommandOutput>>;
  key(): Promise<FindResult<FoundKey>>;
  /** As KMS returns it. */
  keyPolicy(): Promise<FindResult<string>>;
  /** As IAM returns it, with its trust policy and its tags. */
  iamRole(): Promise<FindResult<Role>>;
  role(): Promise<FindResult<Facts['role']>>;
  /** The policies of the role itself. */
  attached(): Promise<FindResult<readonly AttachedPolicy[]>>;
  rolePolicy(): Promise<FindResult<FoundRolePolicy>>;
  /** In any state. */
  instance(): Promise<FindResult<Instance>>;
  /** A running instance that has the role. */
  workingInstance(): Promise<FindResult<Instance>>;
  webAppUrl(): Promise<FindResult<string>>;
}

export function openAccount(setting: Setting): OpenAccount {
  const { target, names } = setting;
  const clients = openClients(target);
  const reader = new IamReader(clients);
  const region = once(() => regionOf(clients));
  const operator = once(async () => {
    const profile = awsProfileOf(target);
    if (profile) await requireProfile(profile);
    return whoAmI(clients.sts, clients.iam);
  });
  const accountId = async () => (await operator()).accountId;
  const account: OpenAccount = {
    target,
    names,
    clients,
    reader,
    region,
    operator,
    memory: onceWith(
      async () => setting.recall(await accountId(), await region()),
      ({ baseline }) => baseline !== undefined,
    ),
    bucket: async () => bucketName(names, await accountId()),
    sample: () => found(async () => findSample(clients, await account.bucket(), names.sampleObject)),
    key: () =>
      found(async () =>
        findAccountKey({
          clients,
          accountId: await accountId(),
          alias: names.alias,
          sampleObject: names.sampleObject,
          before: (await account.memory()).baseline?.facts.key,
          sample: account.sample,
        }),
      ),
    keyPolicy: () => found(async () => keyPolicyOf(clients, await required(account.key()))),
    iamRole: () => found(async () => findRole(clients, names.roleName, await accountId())),
    role: () => found(async () => roleFact(await required(account.iamRole()))),
    attached: () => found(async () => reader.attachedToRole((await required(account.role())).name)),
    rolePolicy: () => found(() => rolePolicyOf(account)),
    instance: () =>
      found(async () => {
        const before = (await account.memory()).baseline?.facts.instance;
        return findInstance(clients, names.instanceName, before);
      }),
    workingInstance: () => found(() => workingInstanceOf(account)),
    webAppUrl: () => found(() => webAppUrlOf(account)),
  };
  return account;
}

/** The SDK answers this without a request. */
export async function regionOf({ sts }: Clients): Promise<string> {
  try {
    return await sts.config.region();
  } catch (error) {
    const read = toLabError(error, 'the region');
    if (read.code === 'ERR_CONFIG') throw read;
    throw new LabError('ERR_CONFIG', (error as Error).message, {
      hint: 'name an AWS region: --region REGION, or AWS_REGION',
      cause: error,
    });
  }
}

async function keyPolicyOf({ kms }: Clients, { fact }: FoundKey): Promise<string> {
  const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId: fact.id, PolicyName: 'default' }));
  return Policy ?? '';
}

async function rolePolicyOf({
  attached,
  role,
  key,
  memory,
  clients: { iam },
}: OpenAccount): Promise<FoundRolePolicy> {
  const [policies, itsRole, { fact: itsKey }, { baseline }] = await Promise.all([
    required(attached()),
    required(role()),
    required(key()),
    memory(),
  ]);
  const fact = await findRolePolicy({
    attached: policies,
    role: itsRole,
    key: itsKey,
    before: baseline,
    exists: async (PolicyArn) =>
      (await ifExists(iam.send(new GetPolicyCommand({ PolicyArn })))) !== undefined,
  });
  const one = policies.find((policy) => isPolicy(policy, fact));
  if (one) return { ...fact, document: one.document };
  throw new LabError('ERR_NOT_FOUND', `The role "${itsRole.name}" has no policy "${fact.name}" any more.`);
}

async function workingInstanceOf({ instance, role, clients }: OpenAccount): Promise<Instance> {
  const one = await required(instance());
  // If the role is missing, that is the error to report.
  const its = await ifFound(role());
  const acts = its ? await found(() => requireRole(clients, one, its.name)) : undefined;
  const acting = acts && acts.kind !== 'found' ? acts.error : undefined;
  const halt = whyNotRunning(one);
  const fault = acting && halt ? bothOf(acting, halt) : (acting ?? halt);
  if (fault) throw fault;
  return one;
}

/** Two faults of one resource: both messages, and what to type for both. */
function bothOf(one: LabError, other: LabError): LabError {
  const hint = [one.hint, other.hint].filter(Boolean).join(' ');
  return new LabError(one.code, `${one.message} ${other.message}`, {
    ...(hint ? { hint } : {}),
    next: [...one.next, ...other.next],
  });
}

async function webAppUrlOf({ target, instance }: OpenAccount): Promise<string> {
  if (target.webAppUrl !== undefined) return target.webAppUrl;
  const { InstanceId, PublicIpAddress } = await required(instance());
  if (PublicIpAddress) return `http://${PublicIpAddress}`;
  throw new LabError('ERR_NOT_FOUND', `The instance ${InstanceId} has no public IP address.`, {
    hint: 'name the address at which its web app answers: --web-app-url URL; or give it an Elastic IP address',
  });
}

/** Remembers the first usable answer. */
function onceWith<T>(look: () => Promise<T>, willDo: (answer: T) => boolean): () => Promise<T> {
  let known: Promise<T> | undefined;
  return async () => {
    known ??= look();
    const answer = await known;
    if (!willDo(answer)) known = undefined;
    return answer;
  };
}

/** The operator does not change while a command runs. */
function once<T>(look: () => Promise<T>): () => Promise<T> {
  let looking: Promise<T> | undefined;
  return () => {
    looking ??= look();
    return looking;
  };
}

/** Throws `ERR_CREDENTIALS` for an operator that IAM does not know, `ERR_WRONG_ACCOUNT` for another account. */
export async function requireSignedIn(
  account: OpenAccount,
  expected: string | undefined,
): Promise<OperatorIdentity> {
  const operator = await account.operator();
  if (operator.kind === 'federated-user') {
    // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
    throw new LabError('ERR_CREDENTIALS', `${operator.arn} is a federated user, who may not call IAM.`, {
      hint: 'use a profile of a user or of a role',
    });
  }
  if (expected === undefined || expected === operator.accountId) return operator;
  throw new LabError(
    'ERR_WRONG_ACCOUNT',
    `The credentials belong to account ${operator.accountId}; the command names ${expected}.`,
    { hint: `use a profile of ${expected}, or --account ${operator.accountId}` },
  );
}
