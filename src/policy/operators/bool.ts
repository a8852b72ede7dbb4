import type { ConditionOperator, Operators } from './operator.ts';

const bool: ConditionOperator = {
  compare({ text }) {
    const value = text.toLowerCase();
    return value === 'true' || value === 'false' ? (asked) => asked.toLowerCase() === value : undefined;
  },
};

/** `"Null": { key: "true" }` holds when the key is not in the request, `"false"` when it is. */
export const BOOL: Operators = { Bool: bool, Null: { ...bool, presence: true } };
