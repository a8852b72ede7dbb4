import type { TargetName } from '../../contract/event.ts';
import type { RefusalDetails } from '../../contract/refusal-details.ts';
import { type Suggestion, sh } from '../../contract/suggestion.ts';
import type { Decision, PolicySource } from '../../policy/decision.ts';
import type { Statement } from '../../policy/document.ts';
import { statementTitle } from '../../policy/explain.ts';
import type { Request } from '../../policy/request.ts';

/** A refusal, as AWS worded it or as the evaluator predicts it. */
export interface Denial {
  /** `explicit`: a Deny applies, and no Allow overrides it. `implicit`: nothing allows it. */
  readonly kind: 'explicit' | 'implicit';
  /** `kms:DescribeKey` */
  readonly action: string;
  /** ARN; absent if AWS names none, as for IAM’s own resources: `role NAME`. */
  readonly resource?: string;
  /** ARN of the caller; for a session, the session's. */
  readonly caller?: string;
  /** The kind of policy that denies, or that would have to allow. */
  readonly source: PolicySource;
  /** What denies, if known: a policy’s ARN, or a statement and its policy. */
  readonly where?: string;
}

/** A sentence or two, and what to type. */
export interface DenialAdvice {
  readonly says: string;
  readonly next: readonly Suggestion[];
}

/**
 * What AWS has added to its message since 2026: an id, different for each call, that any user of the account can look
 * up for 24 hours. It must not stay in a journal, and it makes equal answers differ. EC2 adds a message of its own.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
 */
const DETAILS: readonly RegExp[] = [
  /\.? Go to (?<link>https:\/\/\S*#\/authorization-details\/\S+) for complete details(, or call the GetRequestAuthorizationDetails API with the following authorization id: \S+)?/g,
  /\.? (?:Or,? |or )?[Cc]all the GetRequestAuthorizationDetails API with the following authorization id: (?<id>\S+)/g,
  / Encoded authorization failure message: (?<encoded>[\w=+/-]+)/g,
];

/** AWS’s message without the link and the id at the end of its denials. Keeps the ARN of the policy. */
export const withoutDetails = (message: string): string =>
  DETAILS.reduce((text, pattern) => text.replace(pattern, ''), message);

/** What `withoutDetails` leaves out; `undefined` if there is nothing. */
export function detailsIn(message: string): RefusalDetails | undefined {
  let rest = message;
  const found: Record<string, string> = {};
  for (const pattern of DETAILS) {
    for (const { groups } of rest.matchAll(pattern)) Object.assign(found, groups);
    rest = rest.replace(pattern, '');
  }
  return rest === message
    ? undefined
    : { ...found, ...(found.id ? { id: found.id.replace(/\.$/, '') } : {}) };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
const SENTENCE =
  /User: (?<caller>\S+) is not authorized to perform: (?<action>[\w-]+:\w+)(?: on resource: (?<resource>arn:\S+))?/;
const EXPLICIT =
  /with an explicit deny in (?:an?|the) (?<kind>[a-z -]+ policy|permissions boundary)(?:: (?<where>arn:\S+))?/;
const IMPLICIT = /because no (?<kind>[a-z -]+ policy|permissions boundary) allows the/;

const SOURCES: Readonly<Record<string, PolicySource>> = {
  'identity-based policy': 'identity-policy',
  'resource-based policy': 'resource-policy',
  'role trust policy': 'resource-policy',
  'permissions boundary': 'permissions-boundary',
  'session policy': 'session-policy',
};

/** Parses a denial from a message of AWS; `undefined` if the message does not say which kind it is. */
export function readDenial(message: string): Denial | undefined {
  const text = withoutDetails(message);
  const { caller, action, resource } = SENTENCE.exec(text)?.groups ?? {};
  const explicit = EXPLICIT.exec(text)?.groups;
  const { kind = '', where } = explicit ?? IMPLICIT.exec(text)?.groups ?? {};
  const source = Object.hasOwn(SOURCES, kind) ? SOURCES[kind] : undefined;
  if (action === undefined || source === undefined) return undefined;
  return {
    ...{ kind: explicit ? 'explicit' : 'implicit', action, source },
    ...(resource === undefined ? {} : { resource }),
    ...(caller === undefined ? {} : { caller }),
    ...(where === undefined ? {} : { where: where.replace(/[.,;]$/, '') }),
  };
}

/** The same for a decision of the evaluator; `undefined` if it allows. */
export function denialOf({ caller, action, resource }: Request, decision: Decision): Denial | undefined {
  const { outcome, statements, missing = 'identity-policy' } = decision;
  if (outcome === 'allowed') return undefined;
  const [denying] = outcome === 'explicitly-denied' ? statements : [];
  const face = { action, resource, ...('arn' in caller ? { caller: caller.arn } : {}) };
  if (!denying || denying.source === 'grant') return { kind: 'implicit', source: missing, ...face };
  return { kind: 'explicit', source: denying.source, where: statementTitle(denying), ...face };
}

/** What can be done about a denial. */
export const adviceOn = (denial: Denial, target: TargetName = 'aws'): DenialAdvice =>
  ADVICE[denial.kind](denial, target);

const ADVICE: Readonly<Record<Denial['kind'], (denial: Denial, target: TargetName) => DenialAdvice>> = {
  explicit: (denial, target) => ({
    says: `${sentence(nameOf(denial))} denies ${denial.action} explicitly, and no Allow can lift that. ${whoCan(denial)}`,
    next: ofKeyPolicy(denial) ? (isRoot(denial) ? beyondRoot(denial, target) : [AS_ROOT[target]]) : [],
  }),
  implicit: (denial) => ({
    says: `No ${KINDS[denial.source](denial)} allows ${denial.action}. This statement in ${article(KINDS[denial.source](denial))} would: ${JSON.stringify(allowing(denial))}`,
    next: denial.source === 'identity-policy' ? [PERMISSIONS] : [],
  }),
};

/** A role-only key policy exempts the account's root user from its Denies, and root can always change the bucket policy. */
const AS_ROOT: Readonly<Record<TargetName, Suggestion>> = {
  sandbox: {
    why: 'restores the account as its root, unless this key policy denies that, too',
    run: ['reset', '--operator', 'root'],
  },
  aws: {
    why: 'restores the account, once you have signed in as its root',
    run: ['reset', '--allow-root'],
  },
};

/** KMS accepts a key policy that denies its own administrators to read it: it asks about PutKeyPolicy only. */
function beyondRoot({ action, resource }: Denial, target: TargetName): readonly Suggestion[] {
  if (target === 'sandbox') return [{ why: 'begins again with a new sandbox', run: ['sandbox', 'reset'] }];
  if (resource === undefined || action === 'kms:PutKeyPolicy') return [];
  return [
    {
      why: 'writes another key policy, if only reading is denied',
      shell: sh`aws kms put-key-policy --key-id ${resource} --policy-name default --policy file://key-policy.json`,
    },
  ];
}

const PERMISSIONS: Suggestion = { why: 'prints the policy that the operator needs', run: ['permissions'] };

const isKms = ({ action }: Denial): boolean => /^kms:/i.test(action);

const ofKeyPolicy = (denial: Denial): boolean => denial.source === 'resource-policy' && isKms(denial);

const isRoot = ({ caller = '' }: Denial): boolean => caller.endsWith(':root');

const KINDS: Readonly<Record<PolicySource, (denial: Denial) => string>> = {
  'identity-policy': () => 'identity-based policy',
  'permissions-boundary': () => 'permissions boundary',
  'session-policy': () => 'session policy',
  'resource-policy': ({ action }) => RESOURCE_POLICIES[action.split(':')[0] ?? ''] ?? 'resource-based policy',
};

const RESOURCE_POLICIES: Readonly<Record<string, string>> = {
  kms: 'key policy',
  s3: 'bucket policy',
  sts: 'role trust policy',
};

const nameOf = (denial: Denial): string => {
  const kind = KINDS[denial.source](denial);
  if (denial.where === undefined) return article(kind);
  return denial.where.startsWith('arn:') ? `the ${kind} ${denial.where}` : denial.where;
};

function whoCan(denial: Denial): string {
  if (ofKeyPolicy(denial)) {
    // https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    return isRoot(denial)
      ? 'The account root itself is denied: only a principal that the Deny does not match can restore this key policy, or AWS Support can help.'
      : 'Only a principal that the Deny does not match can restore this key policy. As a rule, the account root is one.';
  }
  if (denial.source === 'session-policy') return 'Sign in without that session policy.';
  return `An administrator has to change the ${KINDS[denial.source](denial)}.`;
}

/**
 * The smallest sufficient statement. A key policy and a bucket policy name the principal; a key policy’s resource is
 * its key.
 */
function allowing({ action, resource = '*', source, caller }: Denial): Statement {
  if (source !== 'resource-policy') return { Effect: 'Allow', Action: action, Resource: resource };
  const Principal = caller === undefined ? {} : { Principal: { AWS: principalOf(caller) } };
  const service = action.split(':')[0];
  // A trust policy has no Resource.
  const Resource = service === 'sts' ? {} : { Resource: service === 'kms' ? '*' : resource };
  return { Effect: 'Allow', ...Principal, Action: action, ...Resource };
}

/** The role, not its session, which ends. A session's ARN does not include the role's path. */
const principalOf = (arn: string): string =>
  arn.replace(/^(arn:[^:]+):sts::(\d{12}):assumed-role\/([^/]+)\/.*$/, '$1:iam::$2:role/$3');

const article = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
