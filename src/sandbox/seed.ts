import { dictionary } from './dictionary.ts';
import { wholeSecond } from './s3/objects.ts';
import { byName, freshAccount, seedPolicy, seedUser, staffedAccount } from './seed/entities.ts';
import { addWorkshopAccount } from './seed/workshop-account.ts';
import type { World, WorldAccount } from './world.ts';

export const HOME = '111122223333';
export const ELSEWHERE = '444455556666';
export const REGION = 'us-east-1';

/**
 * The account of a participant who reaches the page, and an outsider's. Depends only on the time: two new sandboxes
 * have the same names, ids and keys, so a plan made on one fits the other.
 */
export function seed(now: Date): World {
  const world = worldAround(now);
  addWorkshopAccount(
    world,
    HOME,
    { key: '1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809', instance: '0a1b2c3d4e5f60718' },
    now,
  );
  return world;
}

/** The account of a participant who has not begun the workshop: its administrators, and nothing else. */
export function emptySeed(now: Date): World {
  const world = worldAround(now);
  world.accounts[HOME] = { ...staffedAccount(HOME, wholeSecond(now)), securityGroups: dictionary() };
  return world;
}

/** All except the home account. */
const worldAround = (now: Date): World => ({
  version: 1,
  home: HOME,
  region: REGION,
  accounts: dictionary([[ELSEWHERE, outsiderAccount(wholeSecond(now))]]),
  sessions: dictionary(),
});

function outsiderAccount(created: string): WorldAccount {
  const outsider = seedUser(ELSEWHERE, created, 'outsider');
  const inline = dictionary([['all-of-kms', seedPolicy(['kms:*'])]]);
  return { ...freshAccount(ELSEWHERE, created), users: byName([{ ...outsider, inline }]) };
}
