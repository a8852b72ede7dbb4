import { type ConditionLine, conditionLines, sameKey, written } from './condition.ts';
import { inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { edit } from './ways.ts';

/** What an operator does that its neighbour does not: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const BESIDES: readonly (readonly [RegExp, string])[] = [
  [/IfExists$/, 'It also holds where the request has no such key: without MFA there is no MFA age.'],
  [/^Numeric\w+Equals$/, 'It counts the limit itself in.'],
  [/^NumericGreater/, 'It turns the comparison round.'],
  [/^(String|Arn)Not/, 'It holds for everybody but those it names.'],
  [/^StringLike$/, 'It reads * and ? as wildcards.'],
  [/^String/, 'It compares text, where something else is to be compared.'],
  [/^Null$/, 'It only asks whether the key is there.'],
];

export default {
  id: 'condition-operator',
  title: 'The condition’s operator is another one',
  look: (attempt) =>
    inStatements(attempt, ({ is, should }, policy) => {
      for (const line of conditionLines(is)) {
        const wanted = otherwiseAsked(line, conditionLines(should));
        if (!wanted) continue;
        const besides = BESIDES.find(([pattern]) => pattern.test(line.operator))?.[1] ?? '';
        return {
          says: `${whereOf(is, policy)} compares ${line.key} by ${line.operator} where the step wants ${wanted.operator}. ${besides}`.trim(),
          ...edit(`Write ${written(wanted)} in its Condition.`, policy.resource, attempt.facts),
        };
      }
      return undefined;
    }),
} satisfies Mistake;

/** The line that asks the same key by another operator, where none asks it by this one. */
function otherwiseAsked(line: ConditionLine, wanted: readonly ConditionLine[]): ConditionLine | undefined {
  const same = wanted.filter((each) => sameKey(each, line));
  return same.some(({ operator }) => operator === line.operator) ? undefined : same[0];
}
