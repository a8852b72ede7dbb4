import type { Mistake } from './mistake.ts';
import { toDo } from './ways.ts';

/** Only the sandbox's log shows an invalid principal. */
const UNKNOWN_REFUSAL =
  'If KMS refused the policy for “invalid principals”, it still contains a placeholder, or it names a user or role that does not exist.';

export default {
  id: 'nothing-changed',
  title: 'What the step changes is as it was before',
  look(attempt) {
    const [first] = attempt.missing;
    if (!first) return undefined;
    const { do: what, next } = toDo(first.resource, attempt);
    const mayBeRefused = first.resource === 'key-policy' && !attempt.byHand;
    return {
      says: `The ${first.title} is as it was before this step.`,
      do: mayBeRefused ? `${what} ${UNKNOWN_REFUSAL}` : what,
      ...(next ? { next } : {}),
    };
  },
} satisfies Mistake;
