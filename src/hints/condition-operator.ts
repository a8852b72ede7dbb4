import { type ConditionLine, conditionLines, sameKey, written } from './condition.ts';
import { inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

/**
 * What an operator does and others do not:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const BESIDES: readonly (readonly [RegExp, string])[] = [
  [/IfExists$/, 'also matches a request that does not have the key'],
  [/^Numeric\w+Equals$/, 'includes the limit itself'],
  [/^NumericGreater/, 'reverses the comparison'],
  [/^(String|Arn)Not/, 'matches every value except those that it lists'],
  [/^StringLike$/, 'reads * and ? as wildcards'],
  [/^StringEqualsIgnoreCase$/, 'does not distinguish upper and lower case'],
  [/^String/, 'compares text, character by character'],
  [/^ForAllValues:/, 'also matches a request that does not have the key'],
  [/^ForAnyValue:/, 'is for keys that have several values'],
  [/^Null$/, 'only tests whether the request has the key'],
];

export default {
  id: 'condition-operator',
  title: 'The condition has another operator',
  look: (attempt) =>
    inStatements(attempt, ({ is, should }, policy) => {
      for (const line of conditionLines(is)) {
        const wanted = otherwiseAsked(line, conditionLines(should));
        if (!wanted) continue;
        const does = BESIDES.find(([pattern]) => pattern.test(line.operator))?.[1];
        return {
          says: `${whereOf(is, policy)} compares ${line.key} with ${line.operator}. This step wants ${wanted.operator}.${does ? ` ${line.operator} ${does}.` : ''}`,
          ...adviseEdit(`Write ${written(wanted)} in its Condition.`, policy.resource, attempt),
        };
      }
      return undefined;
    }),
} satisfies Mistake;

/** The line that tests the same key with another operator, if none tests it with this one. */
function otherwiseAsked(line: ConditionLine, wanted: readonly ConditionLine[]): ConditionLine | undefined {
  const same = wanted.filter((each) => sameKey(each, line));
  return same.some(({ operator }) => operator === line.operator) ? undefined : same[0];
}
