import { differing, inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

export default {
  id: 'wrong-principal',
  title: 'The statement names another principal',
  look: (attempt) =>
    inStatements(attempt, ({ is, members }, policy) => {
      const changes = members.filter(({ member }) => /^(Not)?Principal/.test(member));
      const [first] = changes;
      if (!first) return undefined;
      const [member = ''] = first.member.split(' ');
      const change = {
        removed: changes.flatMap(({ removed }) => removed),
        added: changes.flatMap(({ added }) => added),
      };
      const every = change.removed.includes('*') ? ' * is every principal, of every account.' : '';
      return {
        says: `The ${member} of ${whereOf(is, policy)} ${differing(change)}.${every}`,
        ...adviseEdit(`Correct the ${member}.`, policy.resource, attempt),
      };
    }),
} satisfies Mistake;
