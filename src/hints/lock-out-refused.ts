import { statementsOf } from '../policy/document.ts';
import { missing, same } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { edit } from './ways.ts';
import { wasShutOut } from './write-refused.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html (BypassPolicyLockoutSafetyCheck) */
export default {
  id: 'lock-out-refused',
  title: 'KMS refused the policy, for it would have shut its author out',
  look({ facts, variant, before, ...attempt }) {
    const isKnown = wasShutOut(attempt);
    const { before: now, after: wanted } = missing(attempt, 'key-policy') ?? {};
    const shutsOut = wanted && statementsOf(wanted).some(({ Effect }) => Effect === 'Deny');
    if (
      isKnown === false ||
      (!shutsOut && !isKnown) ||
      facts.operator.kind === 'root' ||
      !same('key-policy', now, before['key-policy'])
    ) {
      return undefined;
    }
    return {
      says: `The key policy of ${facts.key.alias} is as it was before this step. If KMS said “The new key policy will not allow you to update the key policy in the future”, it kept you from locking yourself out${shutsOut ? ': the page’s NotPrincipal denies the user who saves it, too' : ''}.`,
      ...(variant === 'published'
        ? {
            do: 'Only the account root can save the published text. With --variant corrected the page goes on without it.',
          }
        : edit('Save the corrected text, which spares you.', 'key-policy', facts)),
    };
  },
} satisfies Mistake;
