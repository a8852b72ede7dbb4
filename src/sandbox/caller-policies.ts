import type { Caller, NamedPolicy, Policies } from '../policy/request.ts';
import { entityWithId } from './callers.ts';
import { policiesOfRole, policiesOfUser } from './iam/held-policies.ts';
import type { ApiCall } from './operation.ts';
import { signingSession } from './sts/sessions.ts';
import type { RoleSession, World } from './world.ts';

type Own = Pick<Policies, 'identity' | 'boundary' | 'session'>;

const NOTHING: NamedPolicy = { name: 'no policy', document: { Statement: [] } };
/** The root user has no policies and may do everything; only session policies limit a session of root. */
const EVERYTHING: NamedPolicy = {
  name: 'the root user',
  document: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
};

/** What allows the caller, and what limits it. A caller that is not in the account has nothing. */
export function callerPolicies({ world, identity }: Pick<ApiCall<unknown>, 'world' | 'identity'>): Own {
  const { caller, accessKeyId } = identity;
  const session = signingSession(world, accessKeyId);
  const limits = sessionPolicies(caller, session);
  return {
    ...(session?.parent?.kind === 'root'
      ? { identity: [EVERYTHING] }
      : heldBy(world, session?.parent ?? caller)),
    ...(limits.length > 0 ? { session: limits } : {}),
  };
}

/**
 * A federated user may do what both its session policies and its parent allow; without session policies, nothing.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
 */
function sessionPolicies(caller: Caller, session: RoleSession | undefined): readonly NamedPolicy[] {
  const given = (session?.policies ?? []).map((document) => ({ name: 'the session policy', document }));
  return caller.kind === 'federated-user' && given.length === 0 ? [NOTHING] : given;
}

function heldBy({ accounts }: World, caller: Caller): Own {
  const account = 'accountId' in caller ? accounts[caller.accountId] : undefined;
  if (account && caller.kind === 'user') {
    const user = entityWithId(account.users, caller.id);
    if (user) return bounded(user, policiesOfUser(account, user));
  }
  if (account && caller.kind === 'role-session') {
    const role = entityWithId(account.roles, caller.id);
    if (role) return bounded(role, policiesOfRole(account, role));
  }
  return { identity: [] };
}

/** A boundary that is set but does not exist allows nothing. */
const bounded = ({ boundary }: { readonly boundary?: string }, held: Own): Own =>
  boundary === undefined || held.boundary ? held : { ...held, boundary: NOTHING };
