import leven from 'leven';
import { CONDITION_KEYS, conditionKeyNamed } from '../policy/condition-keys.ts';
import { operatorNamed } from '../policy/operators/index.ts';
import { type ConditionLine, conditionLines, onlyIn } from './condition.ts';
import { inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

export default {
  id: 'condition-key-misspelt',
  title: 'The condition key does not exist',
  look: (attempt) =>
    inStatements(attempt, ({ is, should }, policy) => {
      const misspelt = onlyIn(is, should).find(({ key }) => !conditionKeyNamed(key));
      if (!misspelt) return undefined;
      const meant = nearest(misspelt.key, [
        ...conditionLines(should).map(({ key }) => key),
        ...Object.keys(CONDITION_KEYS).filter((name) => !/[/:]$/.test(name)),
      ]);
      const space = /\s/.test(misspelt.key) ? ' It contains a space, as on the published page.' : '';
      return {
        says: `“${misspelt.key}”, in ${whereOf(is, policy)}, is not a condition key. No request has it, so the condition is ${effectOf(misspelt)} met.${space}`,
        ...adviseEdit(`Write ${meant} instead.`, policy.resource, attempt),
      };
    }),
} satisfies Mistake;

/** If several are equally close, the one that the step wants. */
function nearest(key: string, candidates: readonly string[]): string {
  const distance = (candidate: string): number => leven(key.toLowerCase(), candidate.toLowerCase());
  return [...candidates].sort((a, b) => distance(a) - distance(b))[0] ?? key;
}

/**
 * A key that no request has:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
function effectOf({ operator }: ConditionLine): 'always' | 'never' {
  const named = operatorNamed(operator);
  return named?.ifExists || named?.operator.negated ? 'always' : 'never';
}
