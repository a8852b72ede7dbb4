import { policyDifferences, statementName } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

export default {
  id: 'extra-statement',
  title: 'There is a statement too many',
  look(attempt) {
    const policy = policyDifferences(attempt).find(({ extra }) => extra.length > 0);
    const [extra] = policy?.extra ?? [];
    if (!policy || !extra) return undefined;
    return {
      says: `The ${policy.title} has a statement that this step does not want: ${statementName(extra, policy)}, ${extra.Effect} ${JSON.stringify(extra.Action ?? extra.NotAction)}.`,
      ...adviseEdit('Remove it.', policy.resource, attempt),
    };
  },
} satisfies Mistake;
