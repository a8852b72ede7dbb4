import { GetRoleCommand, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import type { Facts } from '../contract/facts.ts';
import type { IamPolicies } from '../contract/key-situation.ts';
import type { PolicyDocument } from '../policy/document.ts';
import type { Caller, Context, KeyGrant, Policies } from '../policy/request.ts';
import {
  assumptionsFor,
  chooseAssumption,
  documentsOf,
  instanceKeys,
  principalTagKeys,
  requestKeys,
  tokenKeys,
  type Unknown,
  WITHOUT_MFA,
  type Witness,
} from '../policy/request-context.ts';
import type { Clients } from './client/clients.ts';
import { isThisMachine } from './client/endpoint.ts';
import { ifAllowed, ifExists } from './client/failure.ts';

import { partitionIn } from './client/operator.ts';

/** Condition keys of the caller's requests to a service, `kms`, `iam`, `s3`. */
export type ContextFor = (service: string) => Context;

/** The caller, and what in the account shows how it may have signed in. Unknown parts are left out. */
export interface Asker {
  readonly clients: Clients;
  readonly operator: Caller;
  readonly region: string;
  readonly policies: IamPolicies & Pick<Policies, 'session'>;
  readonly role?: Facts['role'];
  readonly key?: Pick<Facts['key'], 'id' | 'arn'>;
  /** The current one. */
  readonly keyPolicy?: PolicyDocument | undefined;
  /** Called only if needed. */
  readonly grants?: () => Promise<readonly KeyGrant[]>;
  readonly now: Date;
}

/** How the operator's clients reach AWS, and with what credentials. */
export interface Signing {
  /** An access key of a user or the root user. */
  readonly longTerm: boolean;
  /** The endpoint is on this machine, so the source address it sees is, too. */
  readonly loopback: boolean;
}

const LOOPBACK = '127.0.0.1';

export async function readSigning({ sts, counter }: Pick<Clients, 'sts' | 'counter'>): Promise<Signing> {
  const { sessionToken } = await sts.config.credentials();
  const hostname = counter.hostname ?? (await sts.config.endpoint?.())?.hostname;
  return {
    longTerm: sessionToken === undefined,
    loopback: hostname !== undefined && isThisMachine(hostname),
  };
}

/**
 * The condition keys of the operator's requests. No API tells whether the operator signed in with an MFA code, or
 * which source address AWS sees. So kms-lab uses the first assumption under which the calls that AWS has just allowed
 * are allowed. If no policy depends on either, nothing is read for this. Reads only.
 */
export async function operatorContext(asker: Asker): Promise<ContextFor> {
  const { clients, operator, policies, keyPolicy, now } = asker;
  const signing = await readSigning(clients);
  const unknown: Unknown = {
    mfa: signing.longTerm ? undefined : LIKELY[operator.kind],
    sourceIp: !signing.loopback,
  };
  const documents = [...documentsOf(policies), ...(keyPolicy ? [keyPolicy] : [])];
  const arriving = contextFor(asker, signing.loopback ? LOOPBACK : undefined);
  const own = { ...principalTagKeys(policies.tags ?? {}), ...(signing.longTerm ? {} : tokenKeys(now)) };
  const plain: ContextFor = (service) => ({ ...arriving(service), ...own });
  const assumptions = assumptionsFor(unknown, documents);
  const witnesses = assumptions.length > 1 ? await witnessesOf(asker, plain) : [];
  const assumed = chooseAssumption(assumptions, witnesses);
  return (service) => ({ ...assumed, ...plain(service) });
}

/**
 * A user's session comes from GetSessionToken, and IAM, which every command calls, accepts it only with an MFA code.
 * The credentials of a role do not include a code that it may have been assumed with.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
const LIKELY: { readonly [kind in Caller['kind']]?: 'with' | 'without' } = {
  root: 'with',
  user: 'with',
  'role-session': 'without',
};

/** Condition keys of a request from a known address, or from an unknown one. */
export const contextFor = (
  { operator, region, now }: Pick<Asker, 'operator' | 'region' | 'now'>,
  sourceIp: string | undefined,
): ContextFor => {
  const partition = 'arn' in operator ? partitionIn(operator.arn) : 'aws';
  return (service) => requestKeys({ service, region, partition, now, sourceIp });
};

/** The instance calls from its own address, unless all of the account is on this machine. */
export const instanceContext = (
  { loopback }: Pick<Signing, 'loopback'>,
  facts: Facts,
  operators: Context,
  now: Date,
): Context => {
  const { partition, region, accountId, instance } = facts;
  const arn = `arn:${partition}:ec2:${region}:${accountId}:instance/${instance.id}`;
  return {
    ...(loopback ? operators : contextFor({ ...facts, now }, instance.publicIp)('kms')),
    ...instanceKeys({ arn }),
  };
};

/** For the rows other than the operator: the part of its context that they share, because they call from the same place. */
export const bystanderContext = (
  operators: Context,
  signedIn: 'by-key' | 'by-session',
  { tags = {} }: Pick<IamPolicies, 'tags'>,
  now: Date,
): Context => ({
  ...Object.fromEntries(Object.entries(operators).filter(([key]) => !OF_CREDENTIALS.test(key))),
  ...(signedIn === 'by-session' ? { ...WITHOUT_MFA, ...tokenKeys(now) } : {}),
  ...principalTagKeys(tags),
});

const OF_CREDENTIALS = /^aws:(MultiFactorAuth|TokenIssueTime|PrincipalTag\/)/i;

/** Calls that the operator makes here and AWS carries out. Usually this round has already made them. */
async function witnessesOf(
  { clients: { iam, kms }, operator, policies, role, key, keyPolicy, grants }: Asker,
  plain: ContextFor,
): Promise<readonly Witness[]> {
  if (!('accountId' in operator)) return [];
  const owner = operator.accountId;
  const seen = (action: string, resource: string, more: Partial<Policies> = {}): Witness => ({
    request: { caller: operator, action, resource, context: plain(action.split(':')[0] ?? '') },
    policies: { ...policies, owner, ...more },
  });
  const ofKey = keyPolicy && {
    resource: { name: 'the key policy', document: keyPolicy },
    grants: (await grants?.()) ?? [],
  };
  const RoleName = role?.name;
  const [gotRole, listed, described] = await Promise.all([
    role && succeeds(iam.send(new GetRoleCommand({ RoleName }))),
    role && succeeds(iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))),
    key && ofKey && succeeds(kms.send(new DescribeKeyCommand({ KeyId: key.id }))),
  ]);
  return [
    ...(role && gotRole ? [seen('iam:GetRole', role.arn)] : []),
    ...(role && listed ? [seen('iam:ListAttachedRolePolicies', role.arn)] : []),
    ...(key && described ? [seen('kms:DescribeKey', key.arn, ofKey)] : []),
    // The key policy passed in was read from AWS, so GetKeyPolicy succeeded.
    ...(key && ofKey ? [seen('kms:GetKeyPolicy', key.arn, ofKey)] : []),
  ];
}

/** A call that is refused or finds nothing proves nothing; any other failure is thrown. */
const succeeds = async (call: Promise<unknown>): Promise<boolean> =>
  (await ifExists(ifAllowed(call))) !== undefined;
