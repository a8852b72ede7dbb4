import { type ConditionOperator, not, type Operators } from './operator.ts';

const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/** A request value that is not a number matches nothing. */
const numeric = (holds: (asked: number, value: number) => boolean): ConditionOperator => ({
  compare({ text }) {
    if (!NUMBER.test(text)) return undefined;
    const value = Number(text);
    return (asked) => NUMBER.test(asked) && holds(Number(asked), value);
  },
});

const equals = numeric((asked, value) => asked === value);

export const NUMERIC: Operators = {
  NumericEquals: equals,
  NumericNotEquals: not(equals),
  NumericLessThan: numeric((asked, value) => asked < value),
  NumericLessThanEquals: numeric((asked, value) => asked <= value),
  NumericGreaterThan: numeric((asked, value) => asked > value),
  NumericGreaterThanEquals: numeric((asked, value) => asked >= value),
};
