import { inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { edit } from './ways.ts';

export default {
  id: 'condition-value',
  title: 'The condition compares with another value, or there is one condition too many',
  look: (attempt) =>
    inStatements(attempt, ({ is, members }, policy) => {
      const change = members.find(({ member }) => member.startsWith('Condition '));
      if (!change) return undefined;
      const { member, removed, added } = change;
      const findings = [
        ...(removed.length > 0 ? [`has ${removed.join(', ')}`] : []),
        ...(added.length > 0 ? [`lacks ${added.join(', ')}`] : []),
      ];
      return {
        says: `${whereOf(is, policy)}, in its ${member}, ${findings.join(' and ')}.`,
        ...edit(
          `${added.length > 0 ? `Write ${added.join(', ')} there` : 'Take that out'}.`,
          policy.resource,
          attempt.facts,
        ),
      };
    }),
} satisfies Mistake;
