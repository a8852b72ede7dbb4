import type { Caller } from '../../policy/request.ts';
import { entityWithId } from '../callers.ts';
import type { User, World, WorldAccount } from '../world.ts';

export interface UserInAccount {
  readonly account: WorldAccount;
  readonly user: User;
}

/** The calling user, if the caller is one. */
export function findUserOf({ accounts }: World, caller: Caller): UserInAccount | undefined {
  if (caller.kind !== 'user') return undefined;
  const account = accounts[caller.accountId];
  const user = account && entityWithId(account.users, caller.id);
  return user && { account, user };
}
