import { documentsAreRight } from './difference.ts';
import type { Mistake } from './mistake.ts';

export default {
  id: 'something-else-changed',
  title: 'Something else in the account was changed along the way',
  look(attempt) {
    const changed = attempt.failed.find(({ id }) => id === 'nothing-else-changed');
    if (!documentsAreRight(attempt) || !changed || attempt.failed.length > 1) return undefined;
    return {
      says: `What the step wants is in place, but something beside it has changed: ${changed.observed}.`,
      do: 'Take that back; the page does not ask for it.',
    };
  },
} satisfies Mistake;
