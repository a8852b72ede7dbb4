import type { Instance } from '@aws-sdk/client-ec2';
import { GetPolicyCommand } from '@aws-sdk/client-iam';
import type { LabError } from '../contract/errors.ts';
import { type Facts, iamArn, type RolePolicyFact } from '../contract/facts.ts';
import type { Missing } from '../contract/missing.ts';
import type { FoundRolePolicy, OpenAccount } from './account.ts';
import { ifExists } from './client/failure.ts';
import { partitionIn } from './client/operator.ts';
import type { Names } from './client/target.ts';
import { type FindResult, ifFound } from './find/found.ts';
import { whyNotRunning } from './find/instance.ts';
import { whyUnusable } from './key-usable.ts';
import { rolePolicyName } from './workshop/blueprint.ts';

export interface Stock {
  /** For missing resources: from the baseline, or the workshop's names. */
  readonly facts: Facts;
  readonly missing: readonly Missing[];
  readonly gone: Gone;
}

/** Why a resource that the lab writes can be neither read nor written. */
export interface Gone {
  readonly instance?: LabError;
  readonly rolePolicy?: LabError;
}

/** What the account has of the page, and what is missing. Throws if there is no key: the lab could then do nothing. */
export async function takeStock(account: OpenAccount): Promise<Stock> {
  const [operator, { baseline }, key, bucket, role, rolePolicy, instance, address] = await Promise.all([
    account.operator(),
    account.memory(),
    account.key(),
    account.bucket(),
    account.role(),
    account.rolePolicy(),
    account.workingInstance(),
    account.webAppUrl(),
  ]);
  const known = baseline?.facts;
  const itsKey = key.kind === 'found' ? key.is.fact : key.kind === 'missing' ? known?.key : undefined;
  if (!itsKey) throw (key as Exclude<typeof key, { kind: 'found' }>).error;
  const { names } = account;
  const place = { partition: partitionIn(operator.arn), accountId: operator.accountId };
  const facts: Facts = {
    ...place,
    region: itsKey.arn.split(':')[3] ?? '',
    operator,
    role: role.kind === 'found' ? role.is : (known?.role ?? namedRole(names.roleName, place)),
    rolePolicy: policyFact(rolePolicy) ?? known?.rolePolicy ?? workshopPolicy(place),
    key: itsKey,
    userName: names.userName,
    bucket,
    sampleObject: names.sampleObject,
    instance: instanceFact(await ifFound(account.instance()), known, names),
  };
  const unusable = key.kind === 'found' ? whyUnusable(key.is.metadata) : key.error;
  const missing: readonly Missing[] = [
    ...(unusable
      ? [{ thing: 'key', title: facts.key.alias, kind: 'missing' as const, error: unusable }]
      : []),
    ...lacking('role', `role ${facts.role.name}`, role),
    // If what contains it is missing, say only that.
    ...(role.kind === 'found' && key.kind === 'found'
      ? lacking('role policy', `policy ${facts.rolePolicy.name} of role ${facts.role.name}`, rolePolicy).map(
          (one) =>
            facts.rolePolicy.kind === 'inline' ? { ...one, restoredWith: 'role-policy' as const } : one,
        )
      : []),
    ...lacking('instance', `instance ${names.instanceName}`, instance),
    ...(instance.kind === 'found' ? lacking('address', `address of ${names.instanceName}`, address) : []),
  ];
  const gone = {
    ...(await goneInstance(account)),
    ...(await gonePolicy(account, facts, rolePolicy)),
  };
  return { facts, missing, gone };
}

/** A role that was not found: `called` is its name, its path and name, or its ARN. */
const namedRole = (called: string, place: Pick<Facts, 'partition' | 'accountId'>): Facts['role'] => ({
  name: called.split('/').at(-1) ?? called,
  arn: called.startsWith('arn:') ? called : iamArn(place, `role/${called.replace(/^\//, '')}`),
});

const lacking = (thing: string, title: string, one: FindResult<unknown>): readonly Missing[] =>
  one.kind === 'found' ? [] : [{ thing, title, kind: one.kind, error: one.error }];

function policyFact(one: FindResult<FoundRolePolicy>): RolePolicyFact | undefined {
  if (one.kind !== 'found') return undefined;
  const { document: _, ...fact } = one.is;
  return fact;
}

/** https://github.com/aws-samples/aws-kms-workshop (Section 2) */
const workshopPolicy = (place: Pick<Facts, 'partition' | 'accountId'>): RolePolicyFact => ({
  kind: 'managed',
  name: rolePolicyName,
  arn: iamArn(place, `policy/${rolePolicyName}`),
});

function instanceFact(
  instance: Instance | undefined,
  known: Facts | undefined,
  { instanceName }: Names,
): Facts['instance'] {
  if (!instance?.InstanceId) return known?.instance ?? { id: instanceName, name: instanceName };
  const { InstanceId: id, PublicIpAddress: publicIp } = instance;
  return { id, name: instanceName, ...(publicIp ? { publicIp } : {}) };
}

/** A running instance can be worked on, whatever role it has. */
async function goneInstance(account: OpenAccount): Promise<Gone> {
  const one = await account.instance();
  const error = one.kind === 'found' ? whyNotRunning(one.is) : one.error;
  return error ? { instance: error } : {};
}

/** A managed policy that is only detached can be written; a deleted inline policy can be put back if the role exists. */
async function gonePolicy(
  { clients: { iam }, role }: OpenAccount,
  { rolePolicy: fact }: Facts,
  one: FindResult<FoundRolePolicy>,
): Promise<Gone> {
  if (one.kind === 'found') return {};
  const error = { rolePolicy: one.error };
  if (one.kind === 'unreadable') return error;
  if (fact.kind === 'inline') return (await role()).kind === 'found' ? {} : error;
  const policy = await ifExists(iam.send(new GetPolicyCommand({ PolicyArn: fact.arn })));
  return policy ? {} : error;
}
