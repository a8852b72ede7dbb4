import { ServiceError } from '../operation.ts';
import type { Key, StoredGrant, World } from '../world.ts';
import { notFound } from './keys.ts';

interface Found {
  readonly key: Key;
  readonly grant: StoredGrant;
}

/** The grant that a token was issued for. */
export const grantByToken = ({ accounts }: World, token: string): Found | undefined =>
  Object.values(accounts)
    .flatMap(({ keys }) => Object.values(keys))
    .flatMap((key) => Object.values(key.grants ?? {}).map((grant) => ({ key, grant })))
    .find(({ grant }) => grant.token === token);

/**
 * A token makes a new grant effective at once. Here every grant is, so only invalid tokens matter.
 * https://docs.aws.amazon.com/kms/latest/developerguide/grants.html#grant_token
 */
export function requireGrantTokens(
  world: World,
  { GrantTokens = [] }: { GrantTokens?: readonly string[] },
): void {
  if (GrantTokens.some((token) => !grantByToken(world, token))) throw invalidGrantToken();
}

/** Throws NotFoundException for a grant that the key does not have; `before` may refuse first. */
export function dropGrant(key: Key, id: string, before: () => void): void {
  const { [id]: gone, ...rest } = key.grants ?? {};
  if (!gone) throw notFound(`Grant ID ${id} not found`);
  before();
  key.grants = rest;
}

export const invalidGrantToken = (): ServiceError =>
  new ServiceError('InvalidGrantTokenException', 'The specified grant token is not valid.');
