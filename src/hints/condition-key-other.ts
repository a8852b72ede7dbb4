import { conditionKeyNamed } from '../policy/condition-keys.ts';
import { onlyIn, written } from './condition.ts';
import { inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

export default {
  id: 'condition-key-other',
  title: 'The condition is on another key',
  look: (attempt) =>
    inStatements(attempt, ({ is, should }, policy) => {
      const [found] = onlyIn(is, should);
      const [wanted] = onlyIn(should, is);
      if (!found || !wanted) return undefined;
      const slip = conditionKeyNamed(wanted.key)
        ? ''
        : ' The page spells it that way, and the published variant keeps it.';
      return {
        says: `The condition of ${whereOf(is, policy)} is on “${found.key}”. This step wants “${wanted.key}”.${slip}`,
        ...adviseEdit(`Write ${written(wanted)} in its Condition.`, policy.resource, attempt),
      };
    }),
} satisfies Mistake;
