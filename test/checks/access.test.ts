import { describe, expect, test } from 'vitest';
import { ACCESS_CHECKS } from '../../checks/expected-access.ts';
import { type Cell, type Observation, PRINCIPALS } from '../../src/contract/access.ts';
import type { Check } from '../../src/contract/check.ts';
import type { DecisionOutcome } from '../../src/policy/decision.ts';
import { everywhere, look } from './world.ts';

const checks = new Map<string, Check>(Object.entries(ACCESS_CHECKS));

/** The one outcome under which each passes: a denial of the other kind is a failure, and so is a permission. */
const PASSES: Readonly<Record<string, DecisionOutcome>> = {
  'role-can-encrypt': 'allowed',
  'role-can-decrypt': 'allowed',
  'role-can-manage-the-key': 'allowed',
  'role-cannot-decrypt': 'implicitly-denied',
  'role-cannot-rewrite-the-key-policy': 'implicitly-denied',
  'role-is-shut-out': 'explicitly-denied',
  'role-is-denied-management': 'explicitly-denied',
  'operator-can-use-the-key': 'allowed',
  'operator-keeps-control': 'allowed',
  'another-admin-can-use-the-key': 'allowed',
  'another-admin-can-manage-the-key': 'allowed',
  'another-admin-is-shut-out': 'explicitly-denied',
  'another-admin-is-denied-management': 'explicitly-denied',
  'root-can-use-the-key': 'allowed',
  'root-can-manage-the-key': 'allowed',
  'outsider-cannot-use-the-key': 'implicitly-denied',
  'outsider-cannot-manage-the-key': 'implicitly-denied',
  'user-a-cannot-use-the-key': 'implicitly-denied',
  'user-a-cannot-manage-the-key': 'implicitly-denied',
  'user-a-is-shut-out': 'explicitly-denied',
  'user-a-is-denied-management': 'explicitly-denied',
  'user-a-with-fresh-mfa-can-manage': 'allowed',
  'user-a-without-fresh-mfa-cannot-manage': 'implicitly-denied',
};

const OUTCOMES: readonly DecisionOutcome[] = ['allowed', 'implicitly-denied', 'explicitly-denied'];
const rows = Object.entries(PASSES).flatMap(([id, passes]) =>
  OUTCOMES.map((outcome) => [id, outcome, outcome === passes ? 'passed' : 'failed'] as const),
);

test.each(rows)('%s, if everything is %s: %s', async (id, outcome, status) => {
  expect(await look(checks.get(id)!, { matrix: everywhere(outcome) })).toMatchObject({ status });
});

test('every check about who may do what is in the table', () => {
  expect([...checks.keys()].sort()).toEqual(Object.keys(PASSES).sort());
});

test('a reason is told once, with everyone and everything that it decides about', async () => {
  const because = 'statement 1 of x allows it.';
  const matrix = everywhere('allowed').map((cell) => ({
    ...cell,
    observed: undefined,
    predicted: { ...cell.predicted, because: `User ${cell.principal} may ${cell.action}: ${because}` },
  }));
  const { observed } = await look(checks.get('user-a-cannot-use-the-key')!, { matrix });
  expect(observed).toBe(
    `${[PRINCIPALS['user-a'], PRINCIPALS['user-a-fresh-mfa'], PRINCIPALS['user-a-stale-mfa']].join(' and ')}: kms:Encrypt, kms:GenerateDataKey, kms:Decrypt allowed (statement 1 of x allows it)`,
  );
});

describe('one cell that differs', () => {
  const roleDecrypts = ({ principal, action }: Cell) =>
    principal === 'instance-role' && action === 'kms:Decrypt';
  const asked = async (id: string, outcome: DecisionOutcome, observed: Observation) => {
    const matrix = everywhere(outcome).map((cell) => (roleDecrypts(cell) ? { ...cell, observed } : cell));
    return look(checks.get(id)!, { matrix });
  };

  test('fails the check, whatever the policies predict, and is named', async () => {
    const verdict = await asked('role-cannot-decrypt', 'implicitly-denied', {
      outcome: 'allowed',
      evidence: 'it worked',
    });
    expect(verdict).toMatchObject({ status: 'failed', observed: expect.stringContaining('it worked') });
  });

  test('a refusal of unknown kind counts as the predicted kind', async () => {
    const denied: Observation = { outcome: 'denied', evidence: 'AccessDeniedException' };
    expect(await asked('role-cannot-decrypt', 'implicitly-denied', denied)).toMatchObject({
      status: 'passed',
    });
    expect(await asked('role-cannot-decrypt', 'explicitly-denied', denied)).toMatchObject({
      status: 'failed',
    });
    expect(await asked('role-can-decrypt', 'allowed', denied)).toMatchObject({ status: 'failed' });
  });

  test('from a target that enforces nothing is evaluated, and says so', async () => {
    const matrix = everywhere('allowed').map((cell) => ({ ...cell, unenforced: 'it lets everybody in' }));
    expect(await look(checks.get('role-can-decrypt')!, { matrix })).toMatchObject({
      status: 'passed',
      evidence: 'evaluated',
      observed: expect.stringContaining('The target does not enforce policies.'),
    });
    expect(await look(checks.get('role-cannot-decrypt')!, { matrix })).toMatchObject({ status: 'failed' });
  });

  test('says whether it was observed or evaluated', async () => {
    const allowed: Observation = { outcome: 'allowed', evidence: 'DryRunOperationException' };
    expect(await asked('role-can-decrypt', 'allowed', allowed)).toMatchObject({ evidence: 'observed' });
    expect(await look(checks.get('role-can-decrypt')!, { matrix: everywhere('allowed') })).toMatchObject({
      evidence: 'evaluated',
    });
  });
});

test.each([
  ['role-can-decrypt', ['role-policy', 'key-policy']],
  ['user-a-cannot-use-the-key', ['user', 'key-policy']],
  ['operator-keeps-control', ['key-policy']],
  ['another-admin-can-use-the-key', ['key-policy']],
  ['root-can-use-the-key', ['key-policy']],
  ['outsider-cannot-use-the-key', ['key-policy']],
])('%s is decided by %j', (id, decidedBy) => {
  expect(checks.get(id)).toMatchObject({ decidedBy });
});

test('a matrix without the cell gives no verdict', async () => {
  await expect(look(checks.get('role-can-decrypt')!, { matrix: [] })).rejects.toMatchObject({
    code: 'ERR_LOOK',
  });
});
