import type { Caller } from '../policy/request.ts';
import { entityOf, rootCaller, userCaller } from './callers.ts';
import type { Identity } from './operation.ts';
import { longTermKeys, sessionKeys } from './request-context.ts';
import type { RoleSession, User, World, WorldAccount } from './world.ts';

/**
 * The principal with this access key. `undefined` for a key that never existed or is inactive, or whose user or role
 * was deleted. An expired session is still identified, so that the refusal can say so. `extra`: sessions that were
 * handed out but not stored.
 */
export function identify(
  world: World,
  accessKeyId: string,
  now: Date,
  extra: ReadonlyMap<string, RoleSession> = new Map(),
): Identity | undefined {
  const session = extra.get(accessKeyId) ?? own(world.sessions, accessKeyId);
  return session ? temporary(world, session, now) : longTerm(world, accessKeyId);
}

function longTerm(world: World, accessKeyId: string): Identity | undefined {
  for (const id in world.accounts) {
    const found = holderOf(world.accounts[id] as WorldAccount, accessKeyId);
    if (found?.key.status !== 'Active') continue;
    // With long-term credentials, MFA keys are absent, not false:
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
    return { caller: found.caller, accessKeyId, secretAccessKey: found.key.secret, context: found.context };
  }
  return undefined;
}

function holderOf({ id, rootKey, users }: WorldAccount, accessKeyId: string) {
  if (rootKey?.id === accessKeyId) return { key: rootKey, caller: rootCaller(id), context: {} };
  for (const name in users) {
    const user = users[name] as User;
    const key = user.accessKeys.find((key) => key.id === accessKeyId);
    if (key) return { key, caller: userCaller(id, user), context: longTermKeys(user.tags) };
  }
  return undefined;
}

function temporary(world: World, session: RoleSession, now: Date): Identity | undefined {
  if (!standsFor(world, session.parent ?? session.caller)) return undefined;
  return {
    caller: session.caller,
    accessKeyId: session.accessKeyId,
    secretAccessKey: session.secret,
    sessionToken: session.token,
    expires: new Date(session.expires),
    context: sessionKeys(world, session, now),
  };
}

/** Its user or role still exists, and is not another one of the same name. */
function standsFor(world: World, caller: Caller): boolean {
  if (caller.kind !== 'user' && caller.kind !== 'role-session') return true;
  return entityOf(world, caller) !== undefined;
}

const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
