import { describe, expect, test } from 'vitest';
import type { Cell, Observation } from '../../src/contract/access.ts';
import { eventLine } from '../../src/report/event-line.ts';
import { matrixTable } from '../../src/report/matrix.ts';
import { noticesOf } from '../../src/report/notices.ts';

/** The role, under the published role-only policy. */
const cell = (more: Partial<Cell> = {}): Cell => ({
  principal: 'instance-role',
  action: 'kms:Encrypt',
  predicted: { outcome: 'explicitly-denied', statements: [], because: 'a Deny beats every Allow' },
  ...more,
});
const saying = (outcome: Observation['outcome']): Observation => ({
  outcome,
  evidence: `it said ${outcome}`,
});
const otherwise = { 'role-covers-sessions': 'allowed', 'any-facet': 'allowed' } as const;

describe('a matrix shows besides its cells', () => {
  test('nothing, if the account does what is predicted', () => {
    expect(noticesOf([cell(), cell({ observed: saying('explicitly-denied') })])).toEqual([]);
  });

  test('what the account answered differently', () => {
    expect(noticesOf([cell({ observed: saying('allowed') })])).toEqual([
      'the instance role, kms:Encrypt: predicted DENIED (a Deny beats every Allow), but the account answered: it said allowed',
    ]);
  });

  test('that the target enforces nothing, once', () => {
    const unenforced = cell({ unenforced: 'it lets everybody in' });
    expect(noticesOf([unenforced, unenforced])).toEqual([
      'The target does not enforce policies: it lets everybody in. Its answers prove nothing; the cells are evaluated.',
    ]);
  });

  test('a condition key that is not supplied, once, with every statement that has it', () => {
    const statement = { Effect: 'Deny', Sid: 'Endpoint' } as const;
    const one = { key: 'aws:SourceVpce', policy: 'the key policy', index: 1, statement, why: 'No endpoint.' };
    const unsupplied = [one, { ...one, policy: 'KMSWorkshop', statement: { Effect: 'Deny' } as const }];
    expect(noticesOf([cell({ unsupplied }), cell({ action: 'kms:Decrypt', unsupplied })])).toEqual([
      '“aws:SourceVpce” is not supplied here, and AWS may decide otherwise. It is in “Endpoint” in the key policy and statement 2 of KMSWorkshop. No endpoint.',
    ]);
  });

  test.each([
    [
      'explicitly-denied',
      'NotPrincipal: this account behaves as all-facets, as predicted; role-covers-sessions and any-facet would not fit.',
    ],
    [
      'allowed',
      'NotPrincipal: this account behaves as role-covers-sessions or any-facet; predictions use all-facets.',
    ],
    ['implicitly-denied', 'NotPrincipal: no reading that the lab knows fits what this account answered.'],
  ] as const)('how NotPrincipal is read, if it is %s', (outcome, sentence) => {
    expect(noticesOf([cell({ otherwise, observed: saying(outcome) })]).at(-1)).toBe(sentence);
  });
});

describe('that is shown', () => {
  const matrix = [cell({ otherwise, observed: saying('allowed') }), cell({ action: 'kms:Decrypt' })];
  const style = { width: 80, color: false };

  test('below the table, where it is not overlooked', () => {
    const table = matrixTable(matrix, style).replace(/\s+/g, ' ');
    expect(table).toContain('✓ allowed!');
    expect(table).toContain('! NotPrincipal: this account behaves as role-covers-sessions or any-facet');
  });

  test('in the line of the matrix, which otherwise has none', () => {
    expect(eventLine({ type: 'matrix', matrix })).toMatch(/^ {2}! the instance role, .* ! NotPrincipal: /);
    expect(eventLine({ type: 'matrix', matrix: [cell()] })).toBeUndefined();
  });

  test('with a symbol of its own if the target enforces nothing', () => {
    const table = matrixTable([cell({ unenforced: 'it lets everybody in' })], style);
    expect(table).toContain('✗ DENIED?');
    expect(table).toContain('? evaluated; tried, but the target does not enforce policies');
    expect(table).not.toContain('~');
  });
});
