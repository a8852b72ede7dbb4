import { inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { edit } from './ways.ts';

export default {
  id: 'wrong-principal',
  title: 'The statement names somebody else',
  look: (attempt) =>
    inStatements(attempt, ({ is, members }, policy) => {
      const change = members.find(({ member }) => /^(Not)?Principal/.test(member));
      if (!change) return undefined;
      const { member, removed, added } = change;
      const findings = [
        ...(removed.length > 0 ? [`names ${removed.join(', ')}, whom the step does not`] : []),
        ...(added.length > 0 ? [`does not name ${added.join(', ')}`] : []),
      ];
      return {
        says: `${whereOf(is, policy)}, in its ${member}, ${findings.join(', and ')}.`,
        ...edit(`Mend the ${member}.`, policy.resource, attempt.facts),
      };
    }),
} satisfies Mistake;
