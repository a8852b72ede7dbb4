import { conditionLines, onlyIn, written } from './condition.ts';
import { differing, inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

export default {
  id: 'condition-value',
  title: 'The condition compares with another value, or there is one condition too many',
  look: (attempt) =>
    inStatements(attempt, ({ is, should, members }, policy) => {
      const change = members.find(({ member }) => member.startsWith('Condition '));
      if (!change) return undefined;
      const where = `The ${change.member} of ${whereOf(is, policy)}`;
      const isExtra = onlyIn(is, should).some(({ key }) => change.member.endsWith(` ${key}`));
      const wanted = conditionLines(should).find((line) =>
        change.member.endsWith(` ${line.operator} ${line.key}`),
      );
      return {
        says: isExtra
          ? `${where} is one condition more than this step wants.`
          : `${where} ${differing(change)}.`,
        ...adviseEdit(
          isExtra || !wanted ? 'Remove that condition.' : `Write ${written(wanted)} in its Condition.`,
          policy.resource,
          attempt,
        ),
      };
    }),
} satisfies Mistake;
