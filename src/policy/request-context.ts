import { type ConditionBlock, listOf, type PolicyDocument, statementsOf } from './document.ts';
import { evaluatePolicies } from './evaluate.ts';
import { IP_ADDRESS } from './operators/ip-address.ts';
import type { Context, Policies, Request } from './request.ts';

/** What determines the condition keys that every request has. */
export interface Sending {
  /** `kms`, `iam` */
  readonly service: string;
  /** The client's. */
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov` */
  readonly partition: string;
  readonly now: Date;
  /** Absent if unknown. */
  readonly sourceIp?: string | undefined;
}

/**
 * Condition keys of any request. Defined once: the sandbox decides with them, and predictions use them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export const requestKeys = ({ service, region, partition, now, sourceIp }: Sending): Context => ({
  ...(sourceIp === undefined ? {} : { 'aws:SourceIp': sourceIp }),
  'aws:SecureTransport': 'true',
  'aws:ViaAWSService': 'false',
  'aws:RequestedRegion': service === 'iam' ? (HOME_OF_IAM[partition] ?? region) : region,
  'aws:CurrentTime': now.toISOString(),
  'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
});

/**
 * IAM has one endpoint per partition, and every call of it counts as made in that endpoint's Region.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requestedregion
 * https://docs.aws.amazon.com/general/latest/gr/iam-service.html
 */
const HOME_OF_IAM: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

/** Seconds. A minute is fresh enough for any rule in practice. */
const ASSUMED_MFA_AGE = 60;

/** Condition keys of a request with credentials from an MFA code that was given this many seconds ago. */
export const mfaKeys = (seconds: number): Context => ({
  'aws:MultiFactorAuthPresent': 'true',
  'aws:MultiFactorAuthAge': String(seconds),
});

/**
 * Condition keys of a request with temporary credentials that were issued without a code. With long-term credentials
 * they are absent.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
 */
export const WITHOUT_MFA: Context = { 'aws:MultiFactorAuthPresent': 'false' };

/**
 * Condition keys of the tags of a user or role, and of those given to its session, which come before them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
export const principalTagKeys = (...tags: readonly Readonly<Record<string, string>>[]): Context =>
  Object.fromEntries(
    tags.flatMap((some) => Object.entries(some).map(([name, value]) => [`aws:PrincipalTag/${name}`, value])),
  );

/**
 * Condition keys of a role's credentials that its instance got.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-ec2instancesourcevpc
 */
export const instanceKeys = ({ arn, vpcId, privateIp }: DeliveredTo): Context => ({
  'ec2:SourceInstanceArn': arn,
  ...(vpcId === undefined ? {} : { 'aws:Ec2InstanceSourceVpc': vpcId }),
  ...(privateIp === undefined ? {} : { 'aws:Ec2InstanceSourcePrivateIPv4': privateIp }),
});

/** An instance that got a role's credentials. */
export interface DeliveredTo {
  /** `arn:aws:ec2:us-east-1:111122223333:instance/i-…` */
  readonly arn: string;
  /** Absent: unknown. */
  readonly vpcId?: string;
  readonly privateIp?: string;
}

/** The account is a member of this organization. */
export interface Membership {
  /** `o-…` */
  readonly id: string;
  /** `o-…/r-…/ou-…/`; absent if unknown. */
  readonly path?: string;
}

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceorgid
 */
export const organizationKeys = (of: 'Principal' | 'Resource', member: Membership | undefined): Context =>
  member === undefined
    ? {}
    : {
        [`aws:${of}OrgID`]: member.id,
        ...(member.path === undefined ? {} : { [`aws:${of}OrgPaths`]: [member.path] }),
      };

/** The caller's own documents: all policies that count in IAM. */
export const documentsOf = ({
  identity,
  boundary,
  session = [],
}: Pick<Policies, 'identity' | 'boundary' | 'session'>): readonly PolicyDocument[] =>
  [...identity, ...(boundary ? [boundary] : []), ...session].map(({ document }) => document);

/**
 * Condition keys of any request with temporary credentials.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-tokenissuetime
 */
export const tokenKeys = (issued: Date): Context => ({ 'aws:TokenIssueTime': issued.toISOString() });

/** What is unknown about a caller. */
export interface Unknown {
  /** What is more likely for temporary credentials: that they were issued with an MFA code, or without. Absent: known. */
  readonly mfa?: 'with' | 'without' | undefined;
  readonly sourceIp: boolean;
}

/**
 * Assumptions about a caller, the most likely first; for addresses, one that no policy names. An assumption is listed
 * separately only if the documents distinguish it; if they name neither, there is only one.
 */
export function assumptionsFor(unknown: Unknown, documents: readonly PolicyDocument[]): readonly Context[] {
  const blocks = documents.flatMap((document) =>
    statementsOf(document).flatMap(({ Condition }) => (Condition ? [Condition] : [])),
  );
  const [likelier = {}, ...other] = sessionsFor(unknown.mfa);
  const sessions = asksForMfa(blocks) ? [likelier, ...other] : [likelier];
  const addresses = unknown.sourceIp ? addressesFor(cidrsIn(blocks)) : [{}];
  return sessions.flatMap((session) => addresses.map((address) => ({ ...session, ...address })));
}

function sessionsFor(likely: Unknown['mfa']): readonly Context[] {
  if (likely === undefined) return [];
  const sessions = [WITHOUT_MFA, mfaKeys(ASSUMED_MFA_AGE)];
  return likely === 'with' ? sessions.reverse() : sessions;
}

const asksForMfa = (blocks: readonly ConditionBlock[]): boolean =>
  valuesOf(blocks, /^aws:multifactorauth/i).length > 0;

/** The values that conditions name for a key. */
const valuesOf = (blocks: readonly ConditionBlock[], key: RegExp): readonly string[] =>
  blocks.flatMap((block) =>
    Object.values(block).flatMap((keys) =>
      Object.entries(keys).flatMap(([name, values]) => (key.test(name) ? listOf(values).map(String) : [])),
    ),
  );

type Within = (address: string) => boolean;

/** Networks by their first address, without values that are not networks. */
function cidrsIn(blocks: readonly ConditionBlock[]): ReadonlyMap<string, Within> {
  const named = valuesOf(blocks, /^aws:sourceip$/i).map((text) => {
    const within = IP_ADDRESS.IpAddress?.compare({ text, glob: [] });
    return [text.split('/')[0] ?? '', within] as const;
  });
  return new Map(named.flatMap(([first, within]) => (within ? [[first, within] as const] : [])));
}

/** Addresses that are reserved for documentation: https://www.rfc-editor.org/rfc/rfc5737 */
const RESERVED = ['192.0.2.1', '198.51.100.1', '203.0.113.1'] as const;

function addressesFor(cidrs: ReadonlyMap<string, Within>): readonly Context[] {
  if (cidrs.size === 0) return [{}];
  const elsewhere = RESERVED.find((address) => [...cidrs.values()].every((within) => !within(address)));
  return [...(elsewhere ? [elsewhere] : []), ...cidrs.keys()].map((address) => ({ 'aws:SourceIp': address }));
}

/** A call that AWS has just allowed the caller, and all policies that decided about it. */
export interface Witness {
  /** `context`: what is known about this very request, such as its Region. */
  readonly request: Request;
  readonly policies: Policies;
}

/**
 * The first assumption under which every witness is allowed; if there is none, the first that allows the most. Never
 * contradicts what is known.
 */
export function chooseAssumption(
  assumptions: readonly Context[],
  witnesses: readonly Witness[],
  known: Context = {},
): Context {
  const [first = {}, ...others] = assumptions.map((assumed) => beside(known, assumed));
  const explained = (assumed: Context): number =>
    witnesses.filter(({ request, policies }) => {
      const context = { ...known, ...assumed, ...request.context };
      return evaluatePolicies({ ...request, context }, policies).outcome === 'allowed';
    }).length;
  let best = { assumed: first, count: others.length === 0 ? 0 : explained(first) };
  for (const assumed of others) {
    if (best.count === witnesses.length) break;
    const count = explained(assumed);
    if (count > best.count) best = { assumed, count };
  }
  return { ...known, ...best.assumed };
}

/** An assumption without what is known. Condition keys are case-insensitive. */
function beside(known: Context, assumed: Context): Context {
  const taken = new Set(Object.keys(known).map((key) => key.toLowerCase()));
  return Object.fromEntries(Object.entries(assumed).filter(([key]) => !taken.has(key.toLowerCase())));
}
