import { expect, test } from 'vitest';
import { sameDocument } from '../../src/policy/canonical.ts';
import type { PolicyDocument } from '../../src/policy/document.ts';
import { mutantsOf } from '../../src/selftest/mutate.ts';
import { documentedKeyPolicy } from '../../steps/documents/index.ts';
import { FACTS } from '../hints/attempt.ts';

const STAND_INS = { principals: ['arn:aws:iam::111122223333:user/somebody'], key: 'arn:aws:kms:::key/other' };
const documents = (['published', 'corrected'] as const).flatMap((variant) =>
  (['account-only', 'role-only', 'mfa'] as const).map(
    (name) => [`${variant} ${name}`, documentedKeyPolicy(name, variant, FACTS)] as const,
  ),
);

test.each(documents)('every mutant of %s is another document, and no two are the same', (_, document) => {
  const mutants = mutantsOf(document, STAND_INS);
  expect(mutants.length).toBeGreaterThan(15);
  expect(mutants.filter((mutant) => sameDocument(mutant.document, document))).toEqual([]);
  const texts = mutants.map((mutant) => JSON.stringify(mutant.document));
  expect(new Set(texts).size).toBe(texts.length);
});

test('each part of a statement is dropped and changed', () => {
  const document: PolicyDocument = {
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: ['a', 'b'] },
      Action: ['kms:Encrypt', 'kms:Decrypt'],
      Resource: '*',
      Condition: { StringEquals: { 'kms:CallerAccount': '111122223333' } },
    },
  };
  expect(mutantsOf(document, { principals: ['c'], key: 'k' }).map(({ what }) => what)).toEqual(
    [
      'dropped',
      'effect flipped',
      'principal dropped',
      'principal a dropped',
      'principal b dropped',
      'principal changed to *',
      'principal changed to c',
      'kms:Encrypt dropped',
      'kms:Decrypt dropped',
      'action changed to kms:*',
      'NotAction for Action',
      'resource changed',
      'condition dropped',
      'StringNotEquals for StringEquals',
      'StringLike for StringEquals',
      'StringEqualsIfExists for StringEquals',
      'kms:CallerAccount changed to aws:SourceVpce',
      '111122223333 of kms:CallerAccount changed to 000000000000',
    ].map((what) => `statement 1: ${what}`),
  );
});
