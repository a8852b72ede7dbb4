import { matchesGlob } from '../match/wildcard.ts';
import { type ConditionOperator, not, type Operators } from './operator.ts';

const equals: ConditionOperator = {
  variables: true,
  compare:
    ({ text }) =>
    (asked) =>
      asked === text,
};

const equalsIgnoreCase: ConditionOperator = {
  variables: true,
  compare({ text }) {
    const folded = text.toLowerCase();
    return (asked) => asked.toLowerCase() === folded;
  },
};

const like: ConditionOperator = {
  variables: true,
  compare:
    ({ glob }) =>
    (asked) =>
      matchesGlob(glob, asked),
};

/** Only the Like pair has wildcards; only the IgnoreCase pair ignores case. */
export const STRING: Operators = {
  StringEquals: equals,
  StringNotEquals: not(equals),
  StringEqualsIgnoreCase: equalsIgnoreCase,
  StringNotEqualsIgnoreCase: not(equalsIgnoreCase),
  StringLike: like,
  StringNotLike: not(like),
};
