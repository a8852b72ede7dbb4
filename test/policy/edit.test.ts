import * as kms from '@aws-sdk/client-kms';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sameDocument } from '../../src/policy/canonical.ts';
import type { PolicyDocument, Statement } from '../../src/policy/document.ts';
import { allows, PolicyEditError, withAction, withoutAction } from '../../src/policy/edit.ts';
import { evaluatePolicies } from '../../src/policy/evaluate.ts';
import { KMS_ACTIONS } from '../../src/policy/kms-actions.ts';
import { ACCOUNT, anyStatement, documentOf, KEY, USER } from './documents.ts';

const DECRYPT = 'kms:Decrypt';
const allow = (Action: Statement['Action'], more: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...more,
});
const exempt = (...NotAction: readonly string[]): Statement => ({
  Effect: 'Allow',
  NotAction,
  Resource: '*',
});
const tagging = allow(['kms:TagResource', 'kms:UntagResource']);
/** https://github.com/aws-samples/aws-kms-workshop, Section 2 */
const workshop = documentOf(allow(['kms:GenerateDataKey', 'kms:Encrypt', DECRYPT]), tagging);

describe('allows', () => {
  test.each<[string, boolean, readonly Statement[]]>([
    ['names it', true, [allow(DECRYPT)]],
    ['names it in another case', true, [allow('KMS:DECRYPT')]],
    ['names it by a wildcard', true, [allow('kms:Dec*')]],
    [
      'names it under a condition',
      true,
      [allow(DECRYPT, { Condition: { Bool: { 'aws:SecureTransport': true } } })],
    ],
    ['names it for this key', true, [allow(DECRYPT, { Resource: KEY })]],
    [
      'names it for all keys but others',
      true,
      [{ Effect: 'Allow', Action: DECRYPT, NotResource: 'arn:aws:s3:::*' }],
    ],
    ['names it for another key', false, [allow(DECRYPT, { Resource: `${KEY}0` })]],
    ['names another', false, [allow('kms:Encrypt')]],
    ['excepts another', true, [exempt('kms:Encrypt')]],
    ['excepts it', false, [exempt('kms:D*')]],
    ['denies it too', false, [allow('kms:*'), allow(DECRYPT, { Effect: 'Deny' })]],
    [
      'denies it to some only',
      true,
      [allow('kms:*'), allow('*', { Effect: 'Deny', Condition: { Null: { 'aws:userid': true } } })],
    ],
    ['denies only', false, [allow(DECRYPT, { Effect: 'Deny' })]],
  ])('a policy that %s: %s', (_how, expected, statements) => {
    expect(allows(documentOf(...statements), DECRYPT, KEY)).toBe(expected);
  });
});

describe('withoutAction', () => {
  test.each<[string, readonly Statement[], readonly Statement[]]>([
    [
      'takes it from a list',
      workshop.Statement as readonly Statement[],
      [allow(['kms:GenerateDataKey', 'kms:Encrypt']), tagging],
    ],
    ['in any case', [allow(['KMS:decrypt', 'kms:Encrypt'])], [allow(['kms:Encrypt'])]],
    [
      'from every Allow',
      [allow([DECRYPT, 'kms:Sign']), allow([DECRYPT, 's3:*'])],
      [allow(['kms:Sign']), allow(['s3:*'])],
    ],
    ['drops a statement that has nothing left', [allow(DECRYPT, { Resource: KEY }), tagging], [tagging]],
    [
      'drops a wildcard that stands for it alone',
      [allow(['kms:Dec?ypt', 'kms:Sign'])],
      [allow(['kms:Sign'])],
    ],
    [
      'spells out what else a wildcard stands for',
      [allow(['kms:*crypt*', 's3:*'])],
      [allow(['kms:Encrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 's3:*'])],
    ],
    ['excepts it from everything', [allow('*')], [exempt(DECRYPT)]],
    ['excepts it beside others', [exempt('iam:*')], [exempt('iam:*', DECRYPT)]],
    [
      'keeps ReEncrypt, and a Deny',
      [allow(['kms:ReEncrypt*', DECRYPT]), allow(DECRYPT, { Effect: 'Deny' })],
      [allow(['kms:ReEncrypt*']), allow(DECRYPT, { Effect: 'Deny' })],
    ],
  ])('%s', (_how, before, after) => {
    expect(withoutAction(documentOf(...before), DECRYPT)).toEqual(documentOf(...after));
  });

  test('expands kms:* to all of KMS’s actions but one', () => {
    const [statement] = withoutAction(documentOf(allow('kms:*')), DECRYPT).Statement as readonly Statement[];
    expect(statement?.Action).toEqual(KMS_ACTIONS.filter((action) => action !== DECRYPT));
  });

  test('keeps a statement without a list that way, and everything else in the document', () => {
    const document: PolicyDocument = {
      Version: '2012-10-17',
      Id: 'x',
      Statement: allow([DECRYPT, 'kms:Sign'], { Sid: 'A' }),
    };
    expect(withoutAction(document, DECRYPT)).toEqual({
      ...document,
      Statement: allow(['kms:Sign'], { Sid: 'A' }),
    });
  });

  test('returns the same document if there is nothing to remove', () => {
    const document = documentOf(tagging);
    expect(withoutAction(document, DECRYPT)).toBe(document);
  });

  test.each([
    ['would leave no statement', allow(DECRYPT), /allows nothing but kms:Decrypt/],
    ['would need the actions of all services', allow('*:Decrypt'), /"\*:Decrypt" covers kms:Decrypt/],
  ])('refuses what %s', (_why, statement, message) => {
    expect(() => withoutAction(documentOf(statement), DECRYPT)).toThrow(PolicyEditError);
    expect(() => withoutAction(documentOf(statement), DECRYPT)).toThrow(message);
  });
});

describe('withAction', () => {
  test.each<[string, readonly Statement[], readonly Statement[]]>([
    [
      'adds it where its siblings are',
      [tagging, allow(['kms:GenerateDataKey', 'kms:Encrypt'])],
      [tagging, allow(['kms:GenerateDataKey', 'kms:Encrypt', DECRYPT])],
    ],
    [
      'prefers both siblings to one',
      [allow('kms:Encrypt'), allow(['kms:Encrypt', 'kms:GenerateDataKey'])],
      [allow('kms:Encrypt'), allow(['kms:Encrypt', 'kms:GenerateDataKey', DECRYPT])],
    ],
    [
      'makes a list of one action',
      [allow('kms:GenerateDataKey*')],
      [allow(['kms:GenerateDataKey*', DECRYPT])],
    ],
    ['takes back an exception', [exempt('iam:*', DECRYPT)], [exempt('iam:*')]],
    ['takes back the only exception', [exempt('kms:decrypt')], [allow('*')]],
    ['leaves what allows it already', [allow('kms:*')], [allow('kms:*')]],
    ['leaves what allows it without its siblings', [allow(DECRYPT)], [allow(DECRYPT)]],
    [
      'does not loosen a Deny',
      [allow('kms:Encrypt'), allow(DECRYPT, { Effect: 'Deny' })],
      [allow(['kms:Encrypt', DECRYPT]), allow(DECRYPT, { Effect: 'Deny' })],
    ],
    [
      'adds the workshop’s statement to a policy that allows nothing of it',
      [tagging],
      [tagging, allow([DECRYPT, 'kms:GenerateDataKey', 'kms:Encrypt'])],
    ],
  ])('%s', (_how, before, after) => {
    expect(withAction(documentOf(...before), DECRYPT)).toEqual(documentOf(...after));
  });

  test('undoes withoutAction', () => {
    expect(sameDocument(withAction(withoutAction(workshop, DECRYPT), DECRYPT), workshop)).toBe(true);
  });
});

describe('whatever the policy', () => {
  const anyPolicy = fc.array(anyStatement, { minLength: 1, maxLength: 3 }).map((statements) =>
    // An identity's policy has no principals, and one statement that stays.
    documentOf(tagging, ...statements.map(({ Principal: _p, NotPrincipal: _n, ...rest }) => rest)),
  );
  const outcome = (document: PolicyDocument, action: string) =>
    evaluatePolicies(
      {
        caller: { kind: 'user', accountId: ACCOUNT, arn: USER, id: 'AIDAEXAMPLE' },
        action,
        resource: 'arn:aws:ec2:eu-central-1:123456789012:instance/i-0',
        context: { 'aws:MultiFactorAuthAge': '20' },
      },
      { identity: [{ name: 'subject', document }], owner: ACCOUNT },
    ).outcome;

  test('without the action, it is never allowed, and every other decision stays', () => {
    fc.assert(
      fc.property(anyPolicy, fc.constantFrom(...KMS_ACTIONS, 's3:GetObject'), (document, action) => {
        const without = withoutAction(document, DECRYPT);
        expect(allows(without, DECRYPT, KEY)).toBe(false);
        expect(withoutAction(without, DECRYPT)).toBe(without);
        expect(outcome(without, DECRYPT)).not.toBe('allowed');
        if (action !== DECRYPT) expect(outcome(without, action)).toBe(outcome(document, action));
      }),
      { numRuns: 300 },
    );
  });

  test('with the action put back, it is there once', () => {
    fc.assert(
      fc.property(anyPolicy, (document) => {
        const siblings = documentOf(
          allow(['kms:GenerateDataKey', 'kms:Encrypt']),
          ...(document.Statement as readonly Statement[]).filter(({ Effect }) => Effect === 'Allow'),
        );
        const restored = withAction(withoutAction(siblings, DECRYPT), DECRYPT);
        expect(allows(restored, DECRYPT, KEY)).toBe(true);
        expect(withAction(restored, DECRYPT)).toBe(restored);
      }),
    );
  });
});

test('KMS’s actions are its operations, except ReEncrypt and what KMS itself calls', () => {
  const operations = Object.keys(kms).flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? []);
  const expected = [
    ...operations.filter((name) => name !== 'ReEncrypt'),
    'ReEncryptFrom',
    'ReEncryptTo',
    'SynchronizeMultiRegionKey',
  ];
  expect([...KMS_ACTIONS].sort()).toEqual(expected.map((name) => `kms:${name}`).sort());
});
