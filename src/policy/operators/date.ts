import { type ConditionOperator, not, type Operators } from './operator.ts';

const EPOCH_SECONDS = /^\d+(\.\d+)?$/;
/** The profile of ISO 8601 that AWS names: https://www.w3.org/TR/NOTE-datetime */
const DATE = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;

/** Four digits are a year, not seconds since 1970. */
function momentOf(text: string): number {
  if (DATE.test(text)) return Date.parse(text);
  return EPOCH_SECONDS.test(text) ? Number(text) * 1000 : Number.NaN;
}

/** A request value that is not a date matches nothing: NaN is neither equal, less nor greater. */
const date = (holds: (asked: number, value: number) => boolean): ConditionOperator => ({
  compare({ text }) {
    const value = momentOf(text);
    return Number.isNaN(value) ? undefined : (asked) => holds(momentOf(asked), value);
  },
});

const equals = date((asked, value) => asked === value);

export const DATES: Operators = {
  DateEquals: equals,
  DateNotEquals: not(equals),
  DateLessThan: date((asked, value) => asked < value),
  DateLessThanEquals: date((asked, value) => asked <= value),
  DateGreaterThan: date((asked, value) => asked > value),
  DateGreaterThanEquals: date((asked, value) => asked >= value),
};
