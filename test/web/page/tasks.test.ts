import { describe, expect, test } from 'vitest';
import type { PolicyDocument, Statement } from '../../../src/policy/document.ts';
import { statementsOf } from '../../../src/policy/document.ts';
import { validateIdentityPolicy, validateKeyPolicy } from '../../../src/policy/validate.ts';
import { gradeTask, isSolved } from '../../../src/web/page/offline/grade.ts';
import { fragmentOf, stateIn } from '../../../src/web/page/offline/share.ts';
import {
  both,
  OPERATOR,
  OUTSIDE,
  only,
  type PolicyPair,
  ROLE,
  ROOT,
  roleMay,
  stated,
  TASKS,
  USER_A,
  withBase,
} from '../../../src/web/page/offline/tasks.ts';
import { SAMPLE_KEY_POLICY } from '../../../src/web/sample-account.ts';

const FRESH = { NumericLessThan: { 'aws:MultiFactorAuthAge': '300' } };
const notAction = (who: string, ...actions: readonly string[]): Statement => ({
  Effect: 'Allow',
  Principal: { AWS: who },
  NotAction: actions,
  Resource: '*',
});

/** Policies of another structure than the solution that the page shows. */
const OTHER_WAYS: Readonly<Record<string, PolicyPair>> = {
  'encrypt-only': both(withBase(stated('Deny', ROLE, 'kms:Decrypt'))),
  'decrypt-again': both(SAMPLE_KEY_POLICY, roleMay('kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt')),
  'user-encrypts': both(
    withBase(
      stated('Allow', USER_A, 'kms:*'),
      stated('Deny', USER_A, ['kms:De*', 'kms:Put*', 'kms:Schedule*']),
    ),
  ),
  'with-mfa': both(
    withBase(
      stated('Allow', USER_A, 'kms:*'),
      stated('Deny', USER_A, 'kms:*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }),
      stated('Deny', USER_A, 'kms:*', { Null: { 'aws:MultiFactorAuthPresent': 'true' } }),
    ),
  ),
  'fresh-mfa': both(
    withBase(
      stated('Allow', USER_A, 'kms:Decrypt', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
      stated('Deny', USER_A, '*', { NumericGreaterThanEquals: { 'aws:MultiFactorAuthAge': '300' } }),
    ),
  ),
  'a-space': both(
    withBase(stated('Allow', '*', ['kms:Decrypt'], { ...FRESH, ArnEquals: { 'aws:PrincipalArn': USER_A } })),
  ),
  'keep-the-key': both(
    withBase(stated('Deny', '*', 'kms:ScheduleKeyDeletion', { Null: { 'aws:MultiFactorAuthAge': 'true' } })),
  ),
  'one-owner': both(only(notAction(ROOT, 'kms:PutKeyPolicy'), stated('Allow', OPERATOR, 'kms:PutKeyPolicy'))),
  'other-account': both(
    withBase(
      stated('Allow', '*', ['kms:Encrypt'], { StringEquals: { 'kms:CallerAccount': '000000000000' } }),
    ),
  ),
  'open-door': both(withBase(stated('Allow', ROLE, 'kms:Decrypt'))),
  'locked-out': both(
    only(stated('Allow', ROLE, ['kms:Encrypt', 'kms:Decrypt']), stated('Allow', OPERATOR, 'kms:*')),
  ),
  'least-privilege': both(
    withBase(
      stated('Allow', ROLE, 'kms:*'),
      stated('Deny', ROLE, ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion']),
    ),
  ),
  'a-deny': both(withBase(stated('Allow', ROLE, 'kms:Decrypt'), stated('Deny', USER_A, 'kms:Decrypt'))),
};

/** A document with one statement changed, in each of several ways. */
const mutants = (document: PolicyDocument): readonly PolicyDocument[] => {
  const statements = statementsOf(document);
  const changed = (index: number, ...by: readonly Statement[]): PolicyDocument => ({
    ...document,
    Statement: [...statements.slice(0, index), ...by, ...statements.slice(index + 1)],
  });
  return statements.flatMap((statement, index) => [
    changed(index),
    changed(index, { ...statement, Effect: statement.Effect === 'Allow' ? 'Deny' : 'Allow' }),
    changed(index, { ...statement, Action: 'kms:DescribeKey' }),
    ...(statement.Principal ? [changed(index, { ...statement, Principal: { AWS: OUTSIDE } })] : []),
    ...(statement.Condition
      ? [changed(index, { ...statement, Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]
      : []),
  ]);
};

const mutantsOf = (pair: PolicyPair): readonly PolicyPair[] => [
  ...mutants(pair['key-policy']).map((key) => ({ ...pair, 'key-policy': key })),
  ...mutants(pair['role-policy']).map((role) => ({ ...pair, 'role-policy': role })),
];

test('there are at least twelve tasks, each with a name of its own', () => {
  expect(TASKS.length).toBeGreaterThanOrEqual(12);
  expect(new Set(TASKS.map(({ id }) => id)).size).toBe(TASKS.length);
});

describe.each(TASKS)('$id', (task) => {
  const { id, start, solution } = task;
  test('its start fails, its solution passes, and so does one of another structure', () => {
    expect(isSolved(task, start)).toBe(false);
    expect(gradeTask(task, solution).filter(({ isMet }) => !isMet)).toEqual([]);
    expect(gradeTask(task, OTHER_WAYS[id]!).filter(({ isMet }) => !isMet)).toEqual([]);
    expect(OTHER_WAYS[id]).not.toEqual(solution);
  });

  test('at least three mutants of its solution fail', () => {
    const failing = mutantsOf(solution).filter((mutant) => !isSolved(task, mutant));
    expect(failing.length).toBeGreaterThanOrEqual(3);
  });

  test('AWS would accept its policies', () => {
    for (const pair of [start, solution, OTHER_WAYS[id]!]) {
      validateKeyPolicy(JSON.stringify(pair['key-policy']), { principalExists: () => true });
      validateIdentityPolicy(JSON.stringify(pair['role-policy']), 'managed');
    }
  });
});

describe('a link carries what is in the editors', () => {
  test.each([
    { role: '', key: '' },
    { role: '{"Sid":"naïve — 日本語 </script>\u202E"}', key: '{', task: 'a-deny' },
    { role: 'x'.repeat(6000), key: 'y'.repeat(32_000) },
  ])('and back: %#', (state) => {
    const fragment = fragmentOf(state);
    expect(fragment).toMatch(/^#lab=[\w-]+$/);
    expect(stateIn(fragment)).toEqual(state);
  });

  test.each([
    '',
    '#',
    '#lab=',
    '#lab=!',
    '#lab=AAAA',
    '#other=AAAA',
    `#lab=${btoa('{"role":1,"key":""}')}`,
    `#lab=${'A'.repeat(500_000)}`,
  ])('a damaged one is ignored: %#', (fragment) => {
    expect(stateIn(fragment)).toBeUndefined();
  });
});
