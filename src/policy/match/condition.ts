import type { Keys } from '../context.ts';
import { type ConditionBlock, type ConditionValue, listOf, type OneOrMore } from '../document.ts';
import { operatorNamed, type QualifiedOperator } from '../operators/index.ts';
import type { Comparison } from '../operators/operator.ts';
import { every, type Match, matchOf } from './answer.ts';
import { templateOf } from './template.ts';

export type ConditionTest = (keys: Keys) => Match;

/** Reads one value of the policy for a request; a variable without a value matches nothing. */
type Value = (keys: Keys) => Comparison | 'unreadable';

/**
 * All operators and all keys must match; of a key's values, one.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function conditionTest(block: ConditionBlock, variables: boolean): ConditionTest {
  const tests = Object.entries(block).flatMap(([name, keys]) => {
    const qualified = operatorNamed(name);
    return Object.entries(keys).map(
      ([key, values]): ConditionTest =>
        qualified ? keyTest(qualified, key.toLowerCase(), values, variables) : () => 'unclear',
    );
  });
  return (keys) => every(tests.map((test) => test(keys)));
}

function keyTest(
  qualified: QualifiedOperator,
  key: string,
  written: OneOrMore<ConditionValue>,
  variables: boolean,
): ConditionTest {
  const { operator, set } = qualified;
  const values = listOf(written).map((value) => readValue(qualified, String(value), variables));
  const ask = (asked: readonly string[], keys: Keys): Match => {
    const comparisons = values.map((value) => value(keys));
    if (comparisons.includes('unreadable')) return 'unclear';
    const holds = (text: string): boolean =>
      comparisons.some((compare) => compare !== 'unreadable' && compare(text)) !==
      (operator.negated === true);
    return matchOf(set === 'ForAllValues' ? asked.every(holds) : asked.some(holds));
  };
  if (operator.presence) return (keys) => ask([keys.has(key) ? 'false' : 'true'], keys);
  return (keys) => {
    const asked = keys.get(key);
    if (!asked || (set === 'ForAllValues' && asked.every((text) => text === ''))) return onAbsence(qualified);
    // A key with several values needs a set operator; AWS does not document what a plain operator does with it.
    return asked.length > 1 && !set ? 'unclear' : ask(asked, keys);
  };
}

/**
 * If a key is absent or empty, ForAllValues matches and ForAnyValue does not; a negated operator matches, a plain one
 * does not, and IfExists always matches.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function onAbsence({ operator, set, ifExists }: QualifiedOperator): Match {
  if (ifExists || set === 'ForAllValues') return 'yes';
  return matchOf(set === undefined && operator.negated === true);
}

function readValue({ operator }: QualifiedOperator, text: string, variables: boolean): Value {
  const template = templateOf(text, variables && operator.variables === true);
  if (typeof template !== 'function') {
    const comparison = operator.compare(template) ?? 'unreadable';
    return () => comparison;
  }
  return (keys) => {
    const filled = template(keys);
    return filled ? (operator.compare(filled) ?? 'unreadable') : () => false;
  };
}
