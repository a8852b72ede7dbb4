import { statementsOf } from '../policy/document.ts';
import { missingChange, same } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';
import { wasShutOut } from './write-refused.ts';

const REFUSAL = '“The new key policy will not allow you to update the key policy in the future”';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html (BypassPolicyLockoutSafetyCheck) */
export default {
  id: 'lock-out-refused',
  title: 'KMS refused the key policy because it would lock out the user who saves it',
  look(attempt) {
    const { facts, variant, before } = attempt;
    const isKnown = wasShutOut(attempt);
    const { before: now, after: wanted } = missingChange(attempt, 'key-policy') ?? {};
    const hasDeny = wanted && statementsOf(wanted).some(({ Effect }) => Effect === 'Deny');
    if (
      isKnown === false ||
      (!hasDeny && !isKnown) ||
      facts.operator.kind === 'root' ||
      !same('key-policy', now, before['key-policy'])
    ) {
      return undefined;
    }
    const why = hasDeny
      ? 'its Deny includes the user who saves it, as the published text does'
      : 'it does not allow you kms:PutKeyPolicy';
    return {
      says: isKnown
        ? `KMS refused your key policy (${REFUSAL}): ${why}.`
        : `The key policy of ${facts.key.alias} is as it was before this step. If KMS refused yours (${REFUSAL}), ${why}.`,
      ...(variant === 'published'
        ? {
            do: 'Only the account root can save the published text. To go on without it, use --variant corrected.',
          }
        : adviseEdit(
            hasDeny
              ? 'Save the corrected text, which does not deny you.'
              : 'Save the text of this step, which lets you change the key policy again.',
            'key-policy',
            attempt,
          )),
    };
  },
} satisfies Mistake;
