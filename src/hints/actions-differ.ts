import { inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { edit } from './ways.ts';

export default {
  id: 'actions-differ',
  title: 'The statement is about more or fewer actions',
  look: (attempt) =>
    inStatements(attempt, ({ is, members }, policy) => {
      const changes = members.filter(({ member }) => /^(Not)?Action$/.test(member));
      if (changes.length === 0) return undefined;
      const too = changes.flatMap(({ removed }) => removed);
      const lacking = changes.flatMap(({ added }) => added);
      const findings = [
        ...(too.length > 0 ? [`has ${too.join(', ')}, which the step does not want`] : []),
        ...(lacking.length > 0 ? [`lacks ${lacking.join(', ')}`] : []),
      ];
      return {
        says: `The list of actions in ${whereOf(is, policy)} ${findings.join(', and ')}.`,
        ...edit('Mend the list.', policy.resource, attempt.facts),
      };
    }),
} satisfies Mistake;
