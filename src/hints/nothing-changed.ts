import type { Mistake } from './mistake.ts';
import { toDo } from './ways.ts';

export default {
  id: 'nothing-changed',
  title: 'What the step changes is as it was before',
  look({ missing: [first], byHand, facts }) {
    if (!first) return undefined;
    // Only a log of everything that was written tells that nothing was.
    const so = byHand ? 'Nothing has changed yet: the' : 'The';
    return {
      says: `${so} ${first.title} is as it was before this step.`,
      ...toDo(first.resource, facts),
    };
  },
} satisfies Mistake;
