import { differing, inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

export default {
  id: 'actions-differ',
  title: 'The statement is about more or fewer actions',
  look: (attempt) =>
    inStatements(attempt, ({ is, should, members }, policy) => {
      const change = members.find(({ member }) => member === 'Action');
      if (!change) return undefined;
      return {
        says: `The list of actions in ${whereOf(is, policy)} ${differing(change)}.`,
        ...adviseEdit(`Write "Action": ${JSON.stringify(should.Action)}.`, policy.resource, attempt),
      };
    }),
} satisfies Mistake;
