import { describe, expect, test } from 'vitest';
import { modelsThatFit, type Tried } from '../../src/policy/not-principal.ts';

/** The published role-only policy and the role's session: each reading's prediction, and the account's answer. */
const told = (observed: NonNullable<Tried['observed']>['outcome'] | undefined): Tried => ({
  predicted: { outcome: 'explicitly-denied' },
  otherwise: { 'role-covers-sessions': 'allowed', 'any-facet': 'allowed' },
  ...(observed ? { observed: { outcome: observed } } : {}),
});
/** The same for an administrator of the account. */
const admin = (observed: 'allowed' | 'explicitly-denied'): Tried => ({
  predicted: { outcome: 'explicitly-denied' },
  otherwise: { 'any-facet': 'allowed' },
  observed: { outcome: observed },
});
const plain: Tried = { predicted: { outcome: 'allowed' }, observed: { outcome: 'allowed' } };

describe('the readings of NotPrincipal that match', () => {
  test.each([
    ['the session is denied', [told('explicitly-denied')], ['all-facets']],
    ['a refusal that does not say its kind is one', [told('denied')], ['all-facets']],
    ['the session is let in', [told('allowed')], ['role-covers-sessions', 'any-facet']],
    ['and the admin is not', [told('allowed'), admin('explicitly-denied')], ['role-covers-sessions']],
    ['and the admin is too', [told('allowed'), admin('allowed')], ['any-facet']],
    ['the admin alone is let in: none', [told('explicitly-denied'), admin('allowed')], []],
    ['silence is no Deny: none', [told('implicitly-denied')], []],
    [
      'what they agree upon counts as well',
      [told('allowed'), { ...plain, observed: { outcome: 'denied' } }],
      [],
    ],
  ] as const)('%s', (_what, cells, models) => {
    expect(modelsThatFit(cells)).toEqual(models);
  });

  test.each([
    ['nothing was tried', [told(undefined)]],
    ['what was tried comes out alike in each', [told(undefined), plain]],
    ['there is nothing', []],
  ] as const)('cannot be told if %s', (_what, cells) => {
    expect(modelsThatFit(cells)).toBeUndefined();
  });
});
