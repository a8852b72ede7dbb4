import type { Facts } from '../src/contract/facts.ts';
import type { Snapshot } from '../src/contract/resource.ts';
import { withAction } from '../src/policy/edit.ts';
import { defaultKeyPolicy } from './documents/index.ts';

/**
 * The account as the workshop leaves it to a participant who reaches the page: the role may decrypt, the key has its
 * default policy, the web app is not running, and there is no userA, unless another user created one.
 */
export const documentedStart = (current: Snapshot, facts: Facts): Snapshot => ({
  alias: { keyId: facts.key.id },
  'role-policy': current['role-policy'] && withAction(current['role-policy'], 'kms:Decrypt'),
  'key-policy': defaultKeyPolicy(facts),
  ...(current.user && !current.user.ours ? { user: current.user } : {}),
});
