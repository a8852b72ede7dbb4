import { type ConditionValue, listOf, type Statement } from '../policy/document.ts';

/** One line of a Condition. */
export interface ConditionLine {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly ConditionValue[];
}

export const conditionLines = ({ Condition = {} }: Statement): readonly ConditionLine[] =>
  Object.entries(Condition).flatMap(([operator, block]) =>
    Object.entries(block).map(([key, values]) => ({ operator, key, values: listOf(values) })),
  );

/** Condition keys are case-insensitive. */
export const sameKey = (a: { readonly key: string }, b: { readonly key: string }): boolean =>
  a.key.toLowerCase() === b.key.toLowerCase();

/** Lines whose key the other statement does not use at all. */
export const onlyIn = (one: Statement, other: Statement): readonly ConditionLine[] => {
  const others = conditionLines(other);
  return conditionLines(one).filter((line) => !others.some((each) => sameKey(each, line)));
};

/** `{"NumericLessThan": {"aws:MultiFactorAuthAge": "300"}}` */
export const written = ({ operator, key, values }: ConditionLine): string =>
  JSON.stringify({ [operator]: { [key]: values.length === 1 ? values[0] : values } });
