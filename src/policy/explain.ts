import type { DecidingStatement, Decision, DecisionSource, PolicySource } from './decision.ts';
import type { Caller, Policies, Request } from './request.ts';

/** The sentence for a learner: who, what, and what decided it. */
export function explainDecision(
  { caller, action }: Request,
  policies: Policies,
  decision: Omit<Decision, 'because'>,
): string {
  const who = nameOf(caller, policies.owner);
  const may = decision.outcome === 'allowed' ? 'may' : 'may not';
  return `${who} ${may} ${action}: ${reasonOf(caller, policies, decision)}.`;
}

/** The input of a sentence: the caller, its policies, and the first allow on either side. */
interface Story {
  readonly policies: Policies;
  readonly isForeign: boolean;
  readonly resource: DecidingStatement | undefined;
  readonly identity: DecidingStatement | undefined;
}

function reasonOf(
  caller: Caller,
  policies: Policies,
  { outcome, statements, missing }: Omit<Decision, 'because'>,
): string {
  if (outcome === 'explicitly-denied') return denial(statements);
  const first = (source: DecisionSource) => statements.find((statement) => statement.source === source);
  const story: Story = {
    policies,
    isForeign: isForeign(caller, policies.owner),
    resource: first('resource-policy') ?? first('grant'),
    identity: first('identity-policy'),
  };
  return missing ? SILENCE[missing](story) : consent(story);
}

function consent({ resource, identity, isForeign }: Story): string {
  if (resource && identity) {
    return `${statementTitle(resource)} ${isForeign ? 'lets it in' : 'leaves it to IAM'}, and ${statementTitle(identity)} allows it`;
  }
  if (identity) return `${statementTitle(identity)} allows it`;
  if (!resource) return 'the account root may do everything that nothing denies';
  return `${statementTitle(resource)} allows it, and that is enough`;
}

/** What it means if a kind of policy says nothing. */
const SILENCE: Readonly<Record<PolicySource, (story: Story) => string>> = {
  'resource-policy': ({ policies, identity }) =>
    [
      policies.resource ? `${policies.resource.name} does not let it in` : 'the resource has no policy',
      identity ? `, and then it does not count that ${statementTitle(identity)} allows it` : '',
    ].join(''),
  'identity-policy': ({ resource, isForeign }) => {
    if (!resource) return 'no identity policy allows it';
    return isForeign
      ? `${statementTitle(resource)} lets it in, but no identity policy of its own account allows it`
      : `${statementTitle(resource)} leaves it to IAM, and no identity policy allows it`;
  },
  'permissions-boundary': ({ policies, ...inVain }) =>
    `its permissions boundary ${policies.boundary?.name ?? ''} does not allow it${though(inVain)}`,
  'session-policy': (inVain) => `its session policy does not allow it${though(inVain)}`,
};

function though({ identity, resource }: Pick<Story, 'identity' | 'resource'>): string {
  const inVain = identity ?? resource;
  return inVain ? `, though ${statementTitle(inVain)} does` : '';
}

function denial(denies: readonly DecidingStatement[]): string {
  const [first, ...more] = denies as readonly [DecidingStatement, ...DecidingStatement[]];
  const others = more.length > 0 ? ` (and ${more.length} more)` : '';
  const how = first.statement.NotPrincipal ? 'denies everyone its NotPrincipal does not spare' : 'denies it';
  return `${statementTitle(first)} ${how}${others}, and a Deny beats every Allow`;
}

/** `“Allow use” in the key policy`, `statement 2 of AmazonS3FullAccess`, `the grant “backup” (1a2b…)`. */
export function statementTitle({ source, policy, index, statement }: DecidingStatement): string {
  if (source === 'grant') return policy;
  return statement.Sid ? `“${statement.Sid}” in ${policy}` : `statement ${index + 1} of ${policy}`;
}

function nameOf(caller: Caller, owner: string): string {
  const account = isForeign(caller, owner) ? ` of account ${caller.accountId}` : '';
  switch (caller.kind) {
    case 'root':
      return `The account root${account}`;
    case 'user':
      return `User ${lastName(caller.arn)}${account}`;
    case 'role-session':
      return `Role ${lastName(caller.roleArn)}${account}`;
    case 'federated-user':
      return `Federated user ${lastName(caller.arn)}${account}`;
    case 'service':
      return `The service ${caller.name}`;
    case 'anonymous':
      return 'An anonymous caller';
  }
}

type InAccount = Extract<Caller, { readonly accountId: string }>;

const isForeign = (caller: Caller, owner: string): caller is InAccount =>
  'accountId' in caller && caller.accountId !== owner;

const lastName = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
