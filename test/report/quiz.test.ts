import { describe, expect, test } from 'vitest';
import type { Cell, PrincipalId } from '../../src/contract/access.ts';
import { quizLines, quizScore, quizText } from '../../src/report/quiz.ts';

const style = { width: 80, color: false };

const cell = (principal: PrincipalId, outcome: Cell['predicted']['outcome'], why: string): Cell => ({
  principal,
  action: 'kms:Decrypt',
  predicted: { outcome, statements: [], because: `${principal} asks for kms:Decrypt: ${why}` },
});

const CELLS = [
  cell('instance-role', 'implicitly-denied', 'no identity policy allows it.'),
  cell('operator', 'allowed', 'statement 1 of AdministratorAccess allows it.'),
  cell('outsider', 'explicitly-denied', '“Deny” in the key policy denies it.'),
];

const ROLE = '✗ the instance role: answered allowed, but it is denied: no identity policy allows it.';
const OPERATOR =
  '✗ the operator: answered denied, but it is allowed: statement 1 of AdministratorAccess allows it.';
const OUTSIDER =
  '✗ an outsider (kms:* in IAM): answered allowed, but it is DENIED: “Deny” in the key policy denies it.';

interface Answered {
  readonly what: string;
  readonly said: readonly PrincipalId[];
  readonly right: number;
  readonly lines: readonly string[];
}

describe('an answer beside the matrix', () => {
  test.each<Answered>([
    { what: 'all right', said: ['operator'], right: 3, lines: ['answer: the operator'] },
    {
      what: 'partly right: one too many',
      said: ['operator', 'instance-role'],
      right: 2,
      lines: ['answer: the operator; the instance role', ROLE],
    },
    { what: 'partly right: none marked', said: [], right: 2, lines: ['answer: none of them', OPERATOR] },
    {
      what: 'all wrong',
      said: ['instance-role', 'outsider'],
      right: 0,
      lines: ['answer: the instance role; an outsider (kms:* in IAM)', ROLE, OPERATOR, OUTSIDER],
    },
  ])('$what', ({ said, right, lines }) => {
    const quiz = { said, cells: CELLS };
    expect(quizScore(quiz)).toBe(`who may decrypt: ${right} of 3 answers right`);
    expect(quizLines(quiz)).toEqual(lines);
  });

  test('is shown with the right ones on one line, and each wrong one with its reason', () => {
    const text = quizText({ said: ['instance-role', 'operator'], cells: CELLS }, style);
    expect(text.split('\n')).toEqual([
      'Who may decrypt: 2 of 3 answers right',
      '✓ the operator; an outsider (kms:* in IAM)',
      '✗ the instance role: answered allowed, but it is denied: no identity policy',
      'allows it.',
    ]);
  });

  test('is shown together with others that are wrong for the same reason', () => {
    const why = 'no identity policy allows it.';
    const cells = (['user-a', 'another-admin'] as const).map((id) => cell(id, 'implicitly-denied', why));
    expect(quizLines({ said: ['user-a', 'another-admin'], cells }).slice(1)).toEqual([
      `✗ userA, no MFA; another admin: answered allowed, but it is denied: ${why}`,
    ]);
  });

  test('is compared with the account’s answer, if that differs from the prediction', () => {
    const observed = { outcome: 'denied', evidence: 'AccessDeniedException' } as const;
    const cells = [{ ...CELLS[1]!, observed }];
    expect(quizLines({ said: ['operator'], cells }).at(-1)).toBe(
      '✗ the operator: answered allowed, but it is denied: the account answered AccessDeniedException',
    );
    expect(quizLines({ said: [], cells })).toHaveLength(1);
  });
});
