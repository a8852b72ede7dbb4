import { ARNS } from './arn.ts';
import { BINARY } from './binary.ts';
import { BOOL } from './bool.ts';
import { DATES } from './date.ts';
import { IP_ADDRESS } from './ip-address.ts';
import { NUMERIC } from './numeric.ts';
import type { ConditionOperator } from './operator.ts';
import { STRING } from './string.ts';

/** Every condition operator, by its name in policies. */
export const OPERATORS: ReadonlyMap<string, ConditionOperator> = new Map(
  Object.entries({ ...STRING, ...NUMERIC, ...DATES, ...BOOL, ...BINARY, ...IP_ADDRESS, ...ARNS }),
);

/** An operator as a policy writes it: `ForAnyValue:StringLikeIfExists`. */
export interface QualifiedOperator {
  readonly operator: ConditionOperator;
  readonly set?: 'ForAllValues' | 'ForAnyValue';
  readonly ifExists: boolean;
}

const QUALIFIED = /^(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?$/;

/** `undefined` for a name that AWS does not know. `Null` tests for presence itself, and has no IfExists form. */
export function operatorNamed(name: string): QualifiedOperator | undefined {
  const [, set, base = '', ifExists] = QUALIFIED.exec(name) ?? [];
  const operator = OPERATORS.get(base);
  if (!operator || (operator.presence && (ifExists || set))) return undefined;
  return {
    operator,
    ...(set ? { set: set as 'ForAllValues' | 'ForAnyValue' } : {}),
    ifExists: ifExists !== undefined,
  };
}
