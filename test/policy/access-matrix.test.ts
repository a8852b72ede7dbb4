import { describe, expect, test } from 'vitest';
import { predictMatrix } from '../../src/policy/access-matrix.ts';
import type { Context, NotPrincipalModel } from '../../src/policy/request.ts';
import tables from './cases/page.json' with { type: 'json' };
import { callerNamed, HOME, IDENTITY, KEY, pagePolicy } from './cast.ts';

const MFA = (age: string): Context => ({
  'aws:MultiFactorAuthPresent': 'true',
  'aws:MultiFactorAuthAge': age,
});

const ROWS: Readonly<Record<string, readonly [caller: string, identity: string, context?: Context]>> = {
  'instance role': ['instance-role', 'instance role'],
  'admin (operator)': ['admin', 'administrator'],
  'admin role': ['admin-role', 'administrator'],
  'another admin': ['alice', 'administrator'],
  userA: ['userA', 'none'],
  'userA, MFA 60 s ago': ['userA', 'none', MFA('60')],
  'userA, MFA 600 s ago': ['userA', 'none', MFA('600')],
  root: ['root', 'none'],
  outsider: ['outsider', 'all of kms'],
};

const ACTIONS = ['Encrypt', 'GenerateDataKey', 'Decrypt', 'PutKeyPolicy', 'ScheduleKeyDeletion'];
const WORDS = { allowed: 'yes', 'implicitly-denied': 'no', 'explicitly-denied': 'DENY' } as const;

describe.each(tables)('$policy ($notPrincipal)', ({ policy, notPrincipal, rows }) => {
  test.each(Object.entries(rows))('%s', (row, expected) => {
    const [caller, identity, context] = ROWS[row] ?? [];
    const cells = predictMatrix(
      [
        {
          id: row,
          caller: callerNamed(caller ?? row),
          policies: { identity: IDENTITY[identity ?? 'none'] ?? [] },
          ...(context ? { context } : {}),
        },
      ],
      ACTIONS.map((action) => `kms:${action}`),
      { arn: KEY, owner: HOME, policy: pagePolicy(policy) },
      { notPrincipal: notPrincipal as NotPrincipalModel },
    );
    const seen = cells.map(({ action, decision }) => `${action.slice(4)}:${WORDS[decision.outcome]}`);
    expect(seen.join(' ')).toBe(
      expected
        .split(/ +/)
        .map((word, index) => `${ACTIONS[index]}:${word}`)
        .join(' '),
    );
  });
});

test('every row of the page is in every table', () => {
  for (const { policy, notPrincipal, rows } of tables) {
    expect(Object.keys(rows), `${policy} ${notPrincipal}`).toEqual(Object.keys(ROWS));
  }
});
