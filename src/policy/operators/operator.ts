import type { Filled } from '../match/template.ts';

/** Compares one value of the request with the policy's. */
export type Comparison = (asked: string) => boolean;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
export interface ConditionOperator {
  /** Matches if no value of the policy does, and if the request does not have the key. */
  readonly negated?: true;
  /** The policy's values may hold `${…}`. */
  readonly variables?: true;
  /** Tests whether the key is in the request, not its value. */
  readonly presence?: true;
  /** Reads one value of the policy; `undefined` if it is not valid for this operator. */
  compare(value: Filled): Comparison | undefined;
}

export type Operators = Readonly<Record<string, ConditionOperator>>;

export const not = (operator: ConditionOperator): ConditionOperator => ({ ...operator, negated: true });
