import { expect, test } from 'vitest';
import type { PrincipalElement, Statement } from '../../src/policy/document.ts';
import { awsPrincipalsIn, withoutPrincipals } from '../../src/policy/without-principals.ts';

const GONE = 'AIDAQ3EGPYJRMZXEXAMPL';
const ROOT = 'arn:aws:iam::111122223333:root';
const rest = { Effect: 'Allow', Action: 'kms:*', Resource: '*' } as const;

test.each<[string, Partial<Statement>, Partial<Statement> | undefined]>([
  ['another one stays', { Principal: { AWS: [GONE, ROOT] } }, { Principal: { AWS: [ROOT] } }],
  ['a statement for nobody else goes', { Principal: { AWS: GONE } }, undefined],
  [
    'a service stays',
    { Principal: { AWS: GONE, Service: 's3.amazonaws.com' } },
    { Principal: { Service: 's3.amazonaws.com' } },
  ],
  ['everybody is nobody in particular', { Principal: '*' }, { Principal: '*' }],
  [
    'a Deny for all but them is one for all',
    { Effect: 'Deny', NotPrincipal: { AWS: GONE } },
    { Effect: 'Deny', Principal: '*' },
  ],
  [
    'a Deny for all but some keeps the others',
    { Effect: 'Deny', NotPrincipal: { AWS: [GONE, ROOT] } },
    { Effect: 'Deny', NotPrincipal: { AWS: [ROOT] } },
  ],
])('%s', (_what, given, wanted) => {
  const document = { Statement: [{ ...rest, ...given }] };
  expect(withoutPrincipals(document, [GONE])).toEqual({ Statement: wanted ? [{ ...rest, ...wanted }] : [] });
});

test('the same document if no one is gone', () => {
  const document = { Statement: { ...rest, Principal: { AWS: ROOT } as PrincipalElement } };
  expect(withoutPrincipals(document, [])).toBe(document);
});

test('names each principal once', () => {
  const document = {
    Statement: [
      { ...rest, Principal: { AWS: [ROOT, GONE] } },
      { ...rest, NotPrincipal: { AWS: GONE } },
      { ...rest, Principal: '*' as const },
    ],
  };
  expect(awsPrincipalsIn(document)).toEqual([ROOT, GONE]);
});
