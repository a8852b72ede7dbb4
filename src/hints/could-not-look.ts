import { documentsAreRight } from './difference.ts';
import type { Mistake } from './mistake.ts';

export default {
  id: 'could-not-look',
  title: 'The documents are right, but their effect could not be checked',
  look: (attempt) =>
    documentsAreRight(attempt) && attempt.blind
      ? {
          says: `What the step wants is in place, but its effect could not be seen. ${attempt.blind}`,
          do: 'See whether the web app still runs and can be reached, then have it checked again.',
        }
      : undefined,
} satisfies Mistake;
