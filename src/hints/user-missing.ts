import type { Attempt } from '../contract/hint.ts';
import { quoteForShell } from '../contract/suggestion.ts';
import { missing } from './difference.ts';
import type { Mistake } from './mistake.ts';

export default {
  id: 'user-missing',
  title: 'The user that the key policy names does not exist',
  look(attempt) {
    const change = missing(attempt, 'user');
    if (!change?.after || isNotYetNeeded(attempt)) return undefined;
    const { userName } = attempt.facts;
    return {
      says: `There is no user ${userName}. KMS refuses a key policy that names somebody who does not exist (“invalid principals”).`,
      do: 'Create the user first, without any permission.',
      next: [{ shell: `aws iam create-user --user-name ${quoteForShell(userName)}` }],
    };
  },
} satisfies Mistake;

/** Where a log tells that no key policy was saved, the user is only still to be made. */
const isNotYetNeeded = ({ byHand, before }: Attempt): boolean =>
  byHand !== undefined && !before.user && !byHand.some(({ operation }) => operation === 'PutKeyPolicy');
