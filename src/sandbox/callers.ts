import type { Caller } from '../policy/request.ts';
import type { Role, User, World } from './world.ts';

export const rootCaller = (accountId: string): Caller => ({
  kind: 'root',
  accountId,
  arn: `arn:aws:iam::${accountId}:root`,
});

export const userCaller = (
  accountId: string,
  { arn, id }: { arn: string; id: string },
): Extract<Caller, { kind: 'user' }> => ({
  kind: 'user',
  accountId,
  arn,
  id,
});

/** The user that the caller is, or the role it has assumed. `undefined` for any other caller, and after a deletion. */
export function entityOf({ accounts }: World, caller: Caller): User | Role | undefined {
  if (caller.kind !== 'user' && caller.kind !== 'role-session') return undefined;
  const account = Object.hasOwn(accounts, caller.accountId) ? accounts[caller.accountId] : undefined;
  return (
    account && entityWithId<User | Role>(caller.kind === 'user' ? account.users : account.roles, caller.id)
  );
}

/** By unique id: another user or role may have the name by now. */
export function entityWithId<E extends { readonly id: string }>(
  entities: Readonly<Record<string, E>>,
  id: string,
): E | undefined {
  for (const name in entities) if (entities[name]?.id === id) return entities[name];
  return undefined;
}
