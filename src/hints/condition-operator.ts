import { type ConditionLine, conditionLines, sameKey, written } from './condition.ts';
import { inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

/**
 * What an operator does and others do not:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const BESIDES: readonly (readonly [RegExp, string])[] = [
  [/IfExists$/, 'It also matches a request that does not have the key.'],
  [/^Numeric\w+Equals$/, 'It includes the limit itself.'],
  [/^NumericGreater/, 'It reverses the comparison.'],
  [/^(String|Arn)Not/, 'It matches every value except those that it lists.'],
  [/^StringLike$/, 'It reads * and ? as wildcards.'],
  [/^StringEqualsIgnoreCase$/, 'It does not distinguish upper and lower case.'],
  [/^String/, 'It compares text, character by character.'],
  [/^ForAllValues:/, 'It also matches a request that does not have the key.'],
  [/^ForAnyValue:/, 'It is for keys that have several values.'],
  [/^Null$/, 'It only tests whether the request has the key.'],
];

export default {
  id: 'condition-operator',
  title: 'The condition has another operator',
  look: (attempt) =>
    inStatements(attempt, ({ is, should }, policy) => {
      for (const line of conditionLines(is)) {
        const wanted = otherwiseAsked(line, conditionLines(should));
        if (!wanted) continue;
        const besides = BESIDES.find(([pattern]) => pattern.test(line.operator))?.[1] ?? '';
        return {
          says: `${whereOf(is, policy)} compares ${line.key} with ${line.operator}. This step wants ${wanted.operator}. ${besides}`.trim(),
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
