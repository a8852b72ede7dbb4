import { documentsAreRight } from './difference.ts';
import type { Mistake } from './mistake.ts';

/** https://docs.aws.amazon.com/kms/latest/developerguide/accessing-kms.html#programming-eventual-consistency */
export default {
  id: 'not-in-force-yet',
  title: 'The documents are right, but AWS does not act on them yet',
  look(attempt) {
    // Waiting helps only if the policies already predict something other than AWS's answer.
    const [failed, ...more] = attempt.failed.filter(({ predicted }) => predicted?.status !== 'failed');
    if (!documentsAreRight(attempt) || !failed) return undefined;
    const others = more.length > 0 ? ` (and ${more.length} more)` : '';
    return {
      says: `The documents are right, but their effect does not show yet: expected ${failed.expected}; observed ${failed.observed}${others}.`,
      do: 'A change of IAM or KMS usually takes seconds, and sometimes minutes. Wait, then check again. You do not have to save anything again.',
    };
  },
} satisfies Mistake;
