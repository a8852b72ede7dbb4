import { describe, expect, test } from 'vitest';
import { commandLine } from '../../src/contract/suggestion.ts';
import { IN_DOCUMENTS } from '../../src/hints/documents.ts';
import { hintFor, MISTAKES } from '../../src/hints/index.ts';
import { slipsIn } from '../../src/selftest/slips/index.ts';
import { edited, replaced } from '../../src/selftest/slips/slip.ts';
import { attemptWith, FACTS } from './attempt.ts';

const SLIPS = slipsIn(FACTS);

describe('each mistake has its hint', () => {
  test.each(SLIPS.map((row) => [row.slip, row] as const))('%s', (_, row) => {
    const hint = hintFor(attemptWith(row));
    expect(hint.id).toBe(row.hint);
    const typed = (hint.next ?? []).map((one) => commandLine(one));
    const text = [hint.says, hint.do, ...typed].join('\n');
    for (const concrete of row.mentions) expect(text).toContain(concrete);
    expect(text).not.toMatch(/undefined|\[object|NaN| {2}/);
  });
});

test('each hint has a unique name, and its own mistake if it is about a policy', () => {
  const ids = MISTAKES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const slips = new Set(SLIPS.map(({ hint }) => hint));
  expect(IN_DOCUMENTS.filter(({ id }) => !slips.has(id))).toEqual([]);
  expect([...slips].filter((id) => !ids.includes(id))).toEqual([]);
});

/** A document with the same meaning is not a mistake: nothing is missing, so no hint is needed. */
describe('is not a mistake', () => {
  test.each([
    ['another Sid', (policy) => edited(policy, (statement) => ({ ...statement, Sid: 'My own words' }))],
    ['another Id', (policy) => ({ ...policy, Id: 'mine' })],
    [
      'the account’s id for its root',
      (policy) => replaced(policy, `arn:aws:iam::${FACTS.accountId}:root`, FACTS.accountId),
    ],
    ['a list of one', (policy) => edited(policy, (statement) => ({ ...statement, Resource: ['*'] }))],
    [
      'a condition key in another case',
      (policy) => replaced(policy, 'kms:CallerAccount', 'KMS:calleraccount'),
    ],
  ] as const satisfies readonly (readonly [string, Parameters<typeof withPolicy>[0]])[])(
    '%s',
    (_, change) => {
      expect(withPolicy(change).missing).toEqual([]);
    },
  );
});

const withPolicy = (change: (policy: ReturnType<typeof edited>) => ReturnType<typeof edited>) =>
  attemptWith({
    step: 'key-policy-account-only',
    now: (wanted) => ({ 'key-policy': change(wanted['key-policy']!) }),
  });

test('an operator who is a role is named by the role', () => {
  const attempt = attemptWith({
    step: 'key-policy-role-only',
    now: (wanted) => ({
      'key-policy': replaced(
        wanted['key-policy'],
        `arn:aws:iam::${FACTS.accountId}:user/operator`,
        '<the ARN of the operator>',
      ),
    }),
  });
  const roleArn = `arn:aws:iam::${FACTS.accountId}:role/Admin`;
  const operator = {
    kind: 'role-session',
    accountId: FACTS.accountId,
    arn: 'arn:session',
    roleArn,
    id: 'AROA',
    sessionName: 's',
  } as const;
  expect(hintFor({ ...attempt, facts: { ...FACTS, operator } }).do).toContain(roleArn);
  expect(hintFor(attempt).do).toContain('user/operator');
});

test('an inline policy is edited in place', () => {
  const { facts, ...attempt } = attemptWith({
    step: 'strip-decrypt',
    now: (_, before) => ({ 'role-policy': before['role-policy'] }),
  });
  const inline = { ...facts, rolePolicy: { kind: 'inline', name: 'Inline' } as const };
  expect(hintFor({ ...attempt, facts: inline }).next?.map((one) => commandLine(one))).toEqual([
    'kms-lab edit role-policy',
    'aws iam put-role-policy --role-name KMSWorkshop-InstanceInitRole --policy-name Inline --policy-document file://policy.json',
  ]);
});

test('a key that no request has here is told beside the mistake', () => {
  const { says } = hintFor(
    attemptWith({
      step: 'key-policy-account-only',
      now: (wanted) => ({
        'key-policy': edited(wanted['key-policy'], (statement) => ({
          ...statement,
          Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
        })),
      }),
    }),
  );
  expect(says).toMatch(/“aws:SourceVpce” is not supplied here: Requests are taken to come from the internet/);
});

test('a misspelled key under a negated operator matches everyone', () => {
  const attempt = attemptWith({
    step: 'key-policy-account-only',
    now: (wanted) => ({
      'key-policy': edited(wanted['key-policy'], (statement) => ({
        ...statement,
        Condition: { StringNotEquals: { 'kms:CallrAccount': FACTS.accountId } },
      })),
    }),
  });
  expect(hintFor(attempt)).toMatchObject({
    id: 'condition-key-misspelt',
    says: expect.stringContaining('always met'),
  });
});

test('the account root is not told about a lock-out that does not affect it', () => {
  const { facts, ...attempt } = attemptWith({ step: 'key-policy-role-only', now: (_, before) => before });
  const operator = {
    kind: 'root',
    accountId: FACTS.accountId,
    arn: 'arn:aws:iam::111122223333:root',
  } as const;
  expect(hintFor({ ...attempt, facts: { ...facts, operator } }).id).toBe('nothing-changed');
});
