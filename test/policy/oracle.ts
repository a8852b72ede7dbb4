import type { PolicySource } from '../../src/policy/decision.ts';
import type { PolicyDocument, Statement } from '../../src/policy/document.ts';
import type { Caller, NotPrincipalModel, Policies, Request } from '../../src/policy/request.ts';

/**
 * A second evaluator, for the tests: slow, naive, and written from the rules alone. It shares no code with the first
 * and knows only what `questions.ts` asks. Answers `allowed`, `denied`, or the kind of policy that is missing.
 */
export function oracle(
  request: Request,
  policies: Policies,
  model: NotPrincipalModel,
): 'allowed' | 'denied' | PolicySource {
  const { caller, action, resource } = request;
  const context = facts(request, policies.owner);
  const fits = (statement: Statement): boolean =>
    (statement.Action !== undefined
      ? many(statement.Action).some((pattern) => glob(pattern, action, 'i'))
      : !many(statement.NotAction).some((pattern) => glob(pattern, action, 'i'))) &&
    (statement.Resource !== undefined
      ? many(statement.Resource).some((pattern) => glob(fill(pattern, context), resource))
      : !many(statement.NotResource).some((pattern) => glob(fill(pattern, context), resource))) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) =>
        condition(operator, context[key.toLowerCase()], many(values).map(String), context),
      ),
    );
  const said = (document: PolicyDocument | undefined, effect: 'Allow' | 'Deny'): Statement[] =>
    document
      ? (document.Statement as readonly Statement[]).filter((one) => one.Effect === effect && fits(one))
      : [];

  const names = identities(caller);
  const namedBy = (statement: Statement): string[] => {
    const element = statement.Principal;
    if (element === undefined) return [];
    if (element === '*' || many(element.AWS).includes('*')) return ['everyone'];
    const listed = caller.kind === 'service' ? many(element.Service) : many(element.AWS);
    return Object.keys(names).filter((facet) => names[facet]?.some((name) => listed.includes(name)));
  };
  const spared = (statement: Statement): boolean => {
    const listed = many((statement.NotPrincipal as { AWS?: string | string[] }).AWS);
    const facets = Object.keys(names).filter(
      (facet) => !(model === 'role-covers-sessions' && facet === 'session'),
    );
    const on = facets.filter((facet) => names[facet]?.some((name) => listed.includes(name)));
    if (policies.boundary || facets.length === 0) return false;
    return model === 'any-facet' ? on.length > 0 : on.length === facets.length;
  };

  const own = policies.identity.map(({ document }) => document);
  const limits: [PolicySource, PolicyDocument[]][] = [];
  if (policies.boundary) limits.push(['permissions-boundary', [policies.boundary.document]]);
  if (policies.session?.length) limits.push(['session-policy', policies.session.map((one) => one.document)]);
  const ownDenies = [...own, ...limits.flatMap(([, documents]) => documents)].some(
    (document) => said(document, 'Deny').length > 0,
  );
  const resourceDenies = said(policies.resource?.document, 'Deny').some((statement) =>
    statement.NotPrincipal ? !spared(statement) : namedBy(statement).length > 0,
  );
  if (ownDenies || resourceDenies) return 'denied';

  const reached = said(policies.resource?.document, 'Allow').flatMap(namedBy);
  if (!('accountId' in caller)) return reached.length > 0 ? 'allowed' : 'resource-policy';
  const isRoot = caller.kind === 'root';
  const identityAllows = isRoot || own.some((document) => said(document, 'Allow').length > 0);
  const cutBy = isRoot
    ? undefined
    : limits.find(([, documents]) => documents.every((one) => said(one, 'Allow').length === 0))?.[0];

  if (caller.accountId !== policies.owner) {
    if (reached.length === 0) return 'resource-policy';
    return identityAllows ? (cutBy ?? 'allowed') : 'identity-policy';
  }
  if (reached.some((facet) => ['everyone', 'user', 'session', 'root'].includes(facet))) return 'allowed';
  if (reached.includes('role')) return cutBy ?? 'allowed';
  const ruledByResource = resource.includes(':key/') || action.toLowerCase() === 'sts:assumerole';
  if (ruledByResource && !reached.includes('account')) return 'resource-policy';
  return identityAllows ? (cutBy ?? 'allowed') : 'identity-policy';
}

const many = (value: unknown): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as string];

function glob(pattern: string, text: string, flags = ''): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, `s${flags}`).test(text);
}

const fill = (pattern: string, context: Record<string, string>): string =>
  pattern.replace('${aws:username}', () => context['aws:username'] ?? '\u0000');

function identities(caller: Caller): Record<string, string[]> {
  const root = (account: string) => [account, `arn:aws:iam::${account}:root`];
  if (caller.kind === 'root') return { root: root(caller.accountId) };
  if (caller.kind === 'user') return { account: root(caller.accountId), user: [caller.arn, caller.id] };
  if (caller.kind === 'role-session')
    return { account: root(caller.accountId), role: [caller.roleArn, caller.id], session: [caller.arn] };
  if (caller.kind === 'federated-user') return { account: root(caller.accountId), user: [caller.arn] };
  return caller.kind === 'service' ? { user: [caller.name] } : {};
}

function facts({ caller, action, context = {} }: Request, owner: string): Record<string, string> {
  const known: Record<string, string> = {};
  for (const [key, value] of Object.entries(context)) known[key.toLowerCase()] = value as string;
  if (caller.kind === 'user') known['aws:username'] = caller.arn.split('/').pop() ?? '';
  if (caller.kind === 'role-session') known['aws:principalarn'] = caller.roleArn;
  else if ('arn' in caller) known['aws:principalarn'] = caller.arn;
  if ('accountId' in caller && action.toLowerCase().startsWith('kms:'))
    known['kms:calleraccount'] = caller.accountId;
  known['aws:resourceaccount'] = owner;
  return known;
}

function condition(
  operator: string,
  asked: string | undefined,
  values: string[],
  context: Record<string, string>,
): boolean {
  const filled = values.map((value) => fill(value, context));
  switch (operator) {
    case 'StringEquals':
      return asked !== undefined && filled.includes(asked);
    case 'StringNotEquals':
      return asked === undefined || !filled.includes(asked);
    case 'StringLikeIfExists':
      return asked === undefined || filled.some((value) => glob(value, asked));
    case 'ArnNotLike':
      return asked === undefined || !filled.some((value) => glob(value, asked));
    case 'NumericLessThan':
      return asked !== undefined && values.some((value) => Number(asked) < Number(value));
    case 'Bool':
      return asked !== undefined && values.includes(asked);
    case 'Null':
      return values.includes(String(asked === undefined));
    default:
      throw new Error(`the oracle does not know ${operator}`);
  }
}
