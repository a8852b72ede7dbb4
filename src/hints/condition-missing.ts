import { onlyIn, written } from './condition.ts';
import { inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

export default {
  id: 'condition-missing',
  title: 'A condition is missing',
  look: (attempt) =>
    inStatements(attempt, ({ is, should }, policy) => {
      const [absent] = onlyIn(should, is);
      if (!absent) return undefined;
      return {
        says: `${whereOf(is, policy)} has no condition on ${absent.key}: it ${is.Effect === 'Allow' ? 'allows' : 'denies'} more than it should.`,
        ...adviseEdit(`Add ${written(absent)} to its Condition.`, policy.resource, attempt),
      };
    }),
} satisfies Mistake;
