import type { ConditionOperator, Operators } from './operator.ts';

const bool: ConditionOperator = {
  compare({ text }) {
    const value = text.toLowerCase();
    return value === 'true' || value === 'false' ? (asked) => asked.toLowerCase() === value : undefined;
  },
};

/** `"Null": { key: "true" }` matches if the key is not in the request, `"false"` if it is. */
export const BOOL: Operators = { Bool: bool, Null: { ...bool, presence: true } };
