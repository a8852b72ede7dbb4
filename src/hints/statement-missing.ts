import { policyDifferences } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

export default {
  id: 'statement-missing',
  title: 'A statement is missing',
  look(attempt) {
    const policy = policyDifferences(attempt).find(({ absent }) => absent.length > 0);
    const [absent] = policy?.absent ?? [];
    if (!policy || !absent) return undefined;
    return {
      says: `The ${policy.title} lacks the statement ${absent.Sid ? `“${absent.Sid}”` : JSON.stringify(absent)}.`,
      ...adviseEdit(`Add ${JSON.stringify(absent)}.`, policy.resource, attempt),
    };
  },
} satisfies Mistake;
