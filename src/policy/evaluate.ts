import { contextKeysOf } from './context.ts';
import type { DecidingStatement, Decision, DecisionSource, PolicySource } from './decision.ts';
import { explainDecision } from './explain.ts';
import { reachOfGrant, statementOfGrant, titleOfGrant } from './grants.ts';
import { foldAction } from './match/action.ts';
import { facetsOf, type PrincipalReach } from './match/principal.ts';
import { type PreparedRequest, readDocument } from './match/statement.ts';
import type { KeyGrant, NamedPolicy, NotPrincipalModel, Policies, Request } from './request.ts';

/** A statement that applies to the request, and how it reaches the caller. */
interface Hit extends DecidingStatement {
  readonly reach: PrincipalReach;
}

/** What the policies of each kind say about one request. */
type Findings = Readonly<
  Record<DecisionSource, { readonly allows: readonly Hit[]; readonly denies: readonly Hit[] }>
>;

/** The statements that allow a request, or the kind of policy that would have to allow it. */
type Ruling = { readonly carriedBy: readonly Hit[] } | { readonly missing: PolicySource };

/**
 * Decides one request as AWS documents it. Pure. Documents are parsed once and remembered, so they must not be
 * changed in place. Service and resource control policies are not included.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function evaluatePolicies(
  request: Request,
  policies: Policies,
  { notPrincipal = 'all-facets' }: { readonly notPrincipal?: NotPrincipalModel } = {},
): Decision {
  const findings = findingsOf(request, prepare(request, policies, notPrincipal), policies);
  const all = (effect: 'allows' | 'denies') => SOURCES.flatMap((source) => findings[source][effect]);
  const denies = all('denies');
  if (denies.length > 0) return decide(request, policies, { outcome: 'explicitly-denied', hits: denies });

  const ruling = rule(request, policies, findings);
  return 'missing' in ruling
    ? decide(request, policies, {
        outcome: 'implicitly-denied',
        hits: all('allows'),
        missing: ruling.missing,
      })
    : decide(request, policies, { outcome: 'allowed', hits: ruling.carriedBy });
}

/** The order in which deciding statements are listed. */
const SOURCES: readonly DecisionSource[] = [
  'resource-policy',
  'grant',
  'identity-policy',
  'permissions-boundary',
  'session-policy',
];

/** The policies that only limit what others allow; AWS evaluates them in this order. */
const LIMITS: readonly PolicySource[] = ['permissions-boundary', 'session-policy'];

function prepare(request: Request, policies: Policies, notPrincipal: NotPrincipalModel): PreparedRequest {
  return {
    caller: request.caller,
    facets: facetsOf(request.caller),
    action: foldAction(request.action),
    resource: request.resource,
    keys: once(() => contextKeysOf(request, policies.owner)),
    isTrust: asksForRole(request),
    hasBoundary: policies.boundary !== undefined,
    notPrincipal,
  };
}

/** Most statements have neither a condition nor a variable, and never call this. */
function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function findingsOf(
  request: Request,
  asked: PreparedRequest,
  { identity, boundary, session, resource, grants = [] }: Policies,
): Findings {
  return {
    'resource-policy': find(asked, 'resource-policy', resource ? [resource] : []),
    grant: findGrants(request, asked, grants),
    'identity-policy': find(asked, 'identity-policy', identity),
    'permissions-boundary': find(asked, 'permissions-boundary', boundary ? [boundary] : []),
    'session-policy': find(asked, 'session-policy', session ?? []),
  };
}

/** Allows are listed from the one closest to the caller. */
const DISTANCE: Readonly<Record<PrincipalReach, number>> = { direct: 0, role: 1, account: 2 };

const SILENT: Findings[DecisionSource] = { allows: [], denies: [] };

function find(
  asked: PreparedRequest,
  source: PolicySource,
  policies: readonly NamedPolicy[],
): Findings[DecisionSource] {
  if (policies.length === 0) return SILENT;
  const allows: Hit[] = [];
  const denies: Hit[] = [];
  for (const { name, document } of policies) {
    for (const read of readDocument(document)) {
      const reach = source === 'resource-policy' ? read.reaches(asked) : read.applies(asked) && 'direct';
      if (!reach) continue;
      const { index, statement } = read;
      // Anything other than an Allow denies, whatever it is called.
      (statement.Effect === 'Allow' ? allows : denies).push({
        source,
        policy: name,
        index,
        statement,
        reach,
      });
    }
  }
  return { allows: allows.sort((a, b) => DISTANCE[a.reach] - DISTANCE[b.reach]), denies };
}

function findGrants(
  request: Request,
  { facets }: PreparedRequest,
  grants: readonly KeyGrant[],
): Findings[DecisionSource] {
  if (grants.length === 0) return SILENT;
  const allows = grants.flatMap((grant, index): readonly Hit[] => {
    const reach = reachOfGrant(grant, request, facets);
    if (!reach) return [];
    return [
      { source: 'grant', policy: titleOfGrant(grant), index, statement: statementOfGrant(grant), reach },
    ];
  });
  return { allows: allows.sort((a, b) => DISTANCE[a.reach] - DISTANCE[b.reach]), denies: [] };
}

/** What allows the caller on the resource's side: its policy and, for a key, its grants. */
const granted = (findings: Findings): readonly Hit[] =>
  findings.grant.allows.length === 0
    ? findings['resource-policy'].allows
    : [...findings['resource-policy'].allows, ...findings.grant.allows];

/** Nothing denies it: does anything allow it? */
function rule(request: Request, policies: Policies, findings: Findings): Ruling {
  const { caller } = request;
  if (!('accountId' in caller)) return byResourcePolicyAlone(findings);
  return caller.accountId === policies.owner
    ? withinAccount(request, policies, findings)
    : acrossAccounts(request, policies, findings);
}

/** A service principal or an anonymous caller has no account, so no IAM policy can speak for it. */
function byResourcePolicyAlone(findings: Findings): Ruling {
  const allows = granted(findings);
  return allows.length > 0 ? { carriedBy: allows } : { missing: 'resource-policy' };
}

/**
 * Either side is enough. If a resource policy is mandatory, it has to allow first. A boundary or a session policy
 * does not limit a grant to a user, a session or everyone; it does limit a grant to a role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 */
function withinAccount(request: Request, policies: Policies, findings: Findings): Ruling {
  const allows = granted(findings);
  const direct = allows.filter(({ reach }) => reach === 'direct');
  if (direct.length > 0) return { carriedBy: direct };

  const limit = firstLimit(policies, findings);
  const toRole = allows.filter(({ reach }) => reach === 'role');
  if (toRole.length > 0)
    return limit ? { missing: limit } : { carriedBy: [...toRole, ...limitHits(findings)] };

  const mandatory = needsResourcePolicy(request);
  const delegation = allows.filter(delegatesToAccount);
  if (mandatory && delegation.length === 0) return { missing: 'resource-policy' };
  return byIam(request, policies, findings, mandatory ? delegation : []);
}

/**
 * Both accounts must agree: the owner's by its resource policy, the caller's by IAM.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
function acrossAccounts(request: Request, policies: Policies, findings: Findings): Ruling {
  const allows = granted(findings);
  return allows.length > 0 ? byIam(request, policies, findings, allows) : { missing: 'resource-policy' };
}

/** The caller's own policies: identity, limited by boundary and session. The root user of an account needs none. */
function byIam({ caller }: Request, policies: Policies, findings: Findings, letIn: readonly Hit[]): Ruling {
  if (caller.kind === 'root') return { carriedBy: letIn };
  const { allows } = findings['identity-policy'];
  if (allows.length === 0) return { missing: 'identity-policy' };
  const limit = firstLimit(policies, findings);
  return limit ? { missing: limit } : { carriedBy: [...letIn, ...allows, ...limitHits(findings)] };
}

/**
 * The one fact that the workshop page is about. A key belongs to its key policy. An Allow for the account,
 * `arn:aws:iam::ACCOUNT:root`, gives no user or role anything by itself, but it makes the account's IAM policies
 * count. A role's trust policy works the same way.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-root-enable-iam
 */
const delegatesToAccount = ({ reach }: Hit): boolean => reach === 'account';

/**
 * Resources for which IAM policies count only if the resource's own policy allows it. A key without a policy allows
 * no one.
 */
const needsResourcePolicy = (request: Request): boolean => isKey(request.resource) || asksForRole(request);

/** A key that does not exist yet, `key/*`, has no policy. */
const isKey = (resource: string): boolean => /^arn:[^:]+:kms:[^:]*:[^:]*:key\/(?!\*$)/.test(resource);

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html */
const asksForRole = ({ action, resource }: Request): boolean =>
  /^sts:/i.test(action) && /^arn:[^:]+:iam::[^:]*:role\//.test(resource);

/** The first limit that is set and does not allow. A session without session policies has no such limit. */
const firstLimit = ({ boundary, session = [] }: Policies, findings: Findings): PolicySource | undefined =>
  LIMITS.find(
    (source) =>
      (source === 'session-policy' ? session.length > 0 : boundary !== undefined) &&
      findings[source].allows.length === 0,
  );

const limitHits = (findings: Findings): readonly Hit[] => LIMITS.flatMap((source) => findings[source].allows);

function decide(
  request: Request,
  policies: Policies,
  { outcome, hits, missing }: Pick<Decision, 'outcome' | 'missing'> & { readonly hits: readonly Hit[] },
): Decision {
  const verdict: Omit<Decision, 'because'> = {
    outcome,
    statements: hits.map(({ source, policy, index, statement }) => ({ source, policy, index, statement })),
    ...(missing ? { missing } : {}),
  };
  // A new member after the spread would give each decision a hidden class of its own, and slow down code that reads
  // it.
  return { because: explainDecision(request, policies, verdict), ...verdict };
}
