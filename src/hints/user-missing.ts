import type { Attempt } from '../contract/hint.ts';
import { missingChange } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { createUser } from './ways.ts';

export default {
  id: 'user-missing',
  title: 'The user that the key policy names does not exist',
  look(attempt) {
    const change = missingChange(attempt, 'user');
    if (!change?.after || isNotYetNeeded(attempt)) return undefined;
    const { userName } = attempt.facts;
    return {
      says: `There is no user ${userName}. KMS refuses a key policy that names a user who does not exist (“invalid principals”).`,
      ...createUser('Create the user first, without permissions.', attempt.facts),
    };
  },
} satisfies Mistake;

/** If a log shows that no key policy was saved, the user only has to be created yet. */
const isNotYetNeeded = ({ byHand, before }: Attempt): boolean =>
  byHand !== undefined && !before.user && !byHand.some(({ operation }) => operation === 'PutKeyPolicy');
