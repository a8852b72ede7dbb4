import { describe, expect, test } from 'vitest';
import { contextKeysOf } from '../../src/policy/context.ts';
import type { ConditionBlock } from '../../src/policy/document.ts';
import { conditionTest } from '../../src/policy/match/condition.ts';
import { OPERATORS } from '../../src/policy/operators/index.ts';
import type { Context } from '../../src/policy/request.ts';
import table from './cases/operators.json' with { type: 'json' };
import { callerNamed, HOME } from './cast.ts';

type Row = readonly [operator: string, policy: unknown, asked: string | string[] | null, answer: string];
const rows = table as unknown as readonly Row[];

const ALWAYS: Context = { 'aws:many': ['a', 'b'], 'test:star': '*', 'test:n': '7' };

/** alice asks; the key under test is `test:Key`. */
function ask(block: ConditionBlock, asked: Row[2], variables = true): string {
  const context = asked === null ? ALWAYS : { ...ALWAYS, 'TEST:key': asked };
  const request = { caller: callerNamed('alice'), action: 's3:GetObject', resource: '*', context };
  const keys = contextKeysOf(request, HOME);
  return conditionTest(block, variables)(keys);
}

describe('each operator', () => {
  test.each(rows)('%s %j on %j: %s', (operator, policy, asked, answer) => {
    const block = JSON.parse(JSON.stringify([[operator, { 'test:Key': policy }]]));
    expect(ask(Object.fromEntries(block), asked)).toBe(answer);
  });

  test.each([...OPERATORS.keys()])('%s has a pass and a fail in the table', (operator) => {
    const answers = rows.filter(([name]) => name === operator).map(([, , , answer]) => answer);
    expect(answers).toEqual(expect.arrayContaining(['yes', 'no']));
  });
});

describe('a condition block', () => {
  const holds: ConditionBlock = { StringEquals: { 'test:Key': 'blue' } };
  const fails: ConditionBlock = { StringLike: { 'test:Key': 'r*' } };
  const unreadable: ConditionBlock = { StringMatches: { 'test:Key': 'blue' } };

  test.each([
    ['nothing', {}, 'yes'],
    ['two that hold', { ...holds, Null: { 'test:Key': 'false' } }, 'yes'],
    ['one that fails', { ...holds, ...fails }, 'no'],
    ['two keys, one fails', { StringEquals: { 'test:Key': 'blue', 'test:star': '?' } }, 'no'],
    ['one that cannot be read', { ...holds, ...unreadable }, 'unclear'],
    ['one that cannot be read and one that fails', { ...unreadable, ...fails }, 'no'],
  ] as const)('%s', (_, block, answer) => {
    expect(ask(block, 'blue')).toBe(answer);
  });

  test('variables are text before version 2012-10-17', () => {
    const block: ConditionBlock = { StringEquals: { 'test:Key': '${aws:username}' } };
    expect(ask(block, 'alice', false)).toBe('no');
    expect(ask(block, '${aws:username}', false)).toBe('yes');
  });
});
