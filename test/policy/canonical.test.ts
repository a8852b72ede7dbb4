import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical, sameDocument } from '../../src/policy/canonical.ts';
import type { PolicyDocument, Statement } from '../../src/policy/document.ts';
import { evaluatePolicies } from '../../src/policy/evaluate.ts';
import type { Caller, Context, Request } from '../../src/policy/request.ts';
import { ACCOUNT, anyDocument, documentOf, KEY, ROLE, ROOT, respelled, USER } from './documents.ts';

const statement: Statement = {
  Effect: 'Allow',
  Principal: { AWS: [ROLE, ROOT] },
  Action: ['kms:Decrypt', 'kms:Encrypt'],
  Resource: '*',
  Condition: { StringEquals: { 'kms:CallerAccount': ACCOUNT }, Bool: { 'aws:SecureTransport': 'true' } },
};
const other: Statement = { Effect: 'Deny', Principal: '*', Action: 'kms:PutKeyPolicy', Resource: '*' };
const document = documentOf(statement, other);
const but = (members: Partial<Statement>): PolicyDocument => documentOf({ ...statement, ...members }, other);
const variable: Statement = { ...other, Condition: { StringEquals: { 'aws:username': '${aws:username}' } } };

describe('the same document', () => {
  test.each<[string, PolicyDocument, PolicyDocument]>([
    ['with its statements in another order', document, documentOf(other, statement)],
    ['with its principals in another order', document, but({ Principal: { AWS: [ROOT, ROLE] } })],
    ['with its actions in another order', document, but({ Action: ['kms:Encrypt', 'kms:Decrypt'] })],
    ['with its actions in another case', document, but({ Action: ['KMS:decrypt', 'kms:encrypt'] })],
    ['with an action twice', document, but({ Action: ['kms:Decrypt', 'kms:Encrypt', 'KMS:Encrypt'] })],
    [
      'with ArnLike for ArnEquals',
      but({ Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE }, ArnNotEquals: { 'aws:SourceArn': KEY } } }),
      but({ Condition: { ArnLike: { 'aws:PrincipalArn': ROLE }, ArnNotLike: { 'aws:SourceArn': KEY } } }),
    ],
    ['with a list of one for a value', document, but({ Resource: ['*'] })],
    ['with an account’s id for its root', document, but({ Principal: { AWS: [ROLE, ACCOUNT] } })],
    [
      'with its condition in another order and case, and a boolean',
      document,
      but({
        Condition: {
          Bool: { 'AWS:securetransport': true },
          StringEquals: { 'kms:calleraccount': [ACCOUNT] },
        },
      }),
    ],
    [
      'with a number for digits',
      conditioned({ NumericLessThan: { 'a:b': '300' } }),
      conditioned({ NumericLessThan: { 'a:b': 300 } }),
    ],
    ['with {"AWS":"*"} for "*"', document, documentOf(statement, { ...other, Principal: { AWS: '*' } })],
    ['with an empty condition', document, documentOf(statement, { ...other, Condition: { Bool: {} } })],
    ['with a statement twice', document, documentOf(statement, other, { ...other, Sid: 'again' })],
    ['with another Sid and Id', document, { ...but({ Sid: 'Enable' }), Id: 'key-default-1' }],
    ['with a statement for a list', documentOf(other), { Version: '2012-10-17', Statement: other }],
    ['in the older language, without a variable', document, { Statement: [statement, other] }],
    [
      'in the older language, said or not',
      { Version: '2008-10-17', Statement: variable },
      { Statement: [variable] },
    ],
  ])('%s', (_how, a, b) => {
    expect(canonical(b)).toEqual(canonical(a));
    expect(sameDocument(a, b)).toBe(true);
  });
});

describe('another document', () => {
  test.each<[string, PolicyDocument, PolicyDocument]>([
    [
      'with both ArnLike and ArnEquals',
      but({ Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE }, ArnLike: { 'aws:PrincipalArn': USER } } }),
      but({ Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE } } }),
    ],
    ['with another effect', document, but({ Effect: 'Deny' })],
    ['with an action more', document, but({ Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:Sign'] })],
    [
      'with NotAction for Action',
      documentOf(other),
      documentOf({ Effect: 'Deny', Principal: '*', NotAction: 'kms:PutKeyPolicy', Resource: '*' }),
    ],
    ['with a resource in another case', conditioned({}, KEY), conditioned({}, KEY.toUpperCase())],
    [
      'with a condition value in another case',
      conditioned({ StringEquals: { 'a:b': 'x' } }),
      conditioned({ StringEquals: { 'a:b': 'X' } }),
    ],
    ['with NotPrincipal "*" for {"AWS":"*"}', spared('*'), spared({ AWS: '*' })],
    [
      'with no principal for an empty one',
      documentOf({ ...other, Principal: {} }),
      documentOf({ Effect: 'Deny', Action: 'kms:PutKeyPolicy', Resource: '*' }),
    ],
    ['with a user for the account', but({ Principal: { AWS: ROOT } }), but({ Principal: { AWS: USER } })],
    [
      'with a kind of principal less',
      documentOf({ ...other, Principal: { AWS: '*', Service: 's3.amazonaws.com' } }),
      documentOf(other),
    ],
    [
      'in the older language, with a variable',
      { Version: '2012-10-17', Statement: variable },
      { Statement: variable },
    ],
    [
      'that asks for one key twice',
      conditioned({ StringLike: { 'a:b': 'x*', 'A:B': '*y' } }),
      conditioned({ StringLike: { 'a:b': ['x*', '*y'] } }),
    ],
  ])('%s', (_how, a, b) => {
    expect(sameDocument(a, b)).toBe(false);
    expect(sameDocument(b, a)).toBe(false);
  });
});

function conditioned(Condition: NonNullable<Statement['Condition']>, Resource = '*'): PolicyDocument {
  return documentOf({ Effect: 'Allow', Action: 'kms:*', Resource, Condition });
}

function spared(NotPrincipal: NonNullable<Statement['NotPrincipal']>): PolicyDocument {
  return documentOf({ Effect: 'Deny', NotPrincipal, Action: 'kms:*', Resource: '*' });
}

const callers: readonly Caller[] = [
  { kind: 'root', accountId: ACCOUNT, arn: ROOT },
  { kind: 'user', accountId: ACCOUNT, arn: USER, id: 'AIDAEXAMPLE' },
  {
    kind: 'role-session',
    accountId: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/KMSWorkshop-InstanceInitRole/i-0`,
    roleArn: ROLE,
    id: 'AROAEXAMPLE',
    sessionName: 'i-0',
  },
  { kind: 'service', name: 's3.amazonaws.com' },
  { kind: 'anonymous' },
];
const anyRequest: fc.Arbitrary<Request> = fc.record({
  caller: fc.constantFrom(...callers),
  action: fc.constantFrom('kms:Decrypt', 'kms:PutKeyPolicy', 's3:GetObject'),
  resource: fc.constantFrom(KEY, 'arn:aws:s3:::bucket/userA'),
  context: fc.constantFrom<Context>({}, { 'aws:MultiFactorAuthAge': '20', 'aws:SecureTransport': 'true' }),
});

describe('whatever the document', () => {
  test('its canonical form is its own canonical form', () => {
    fc.assert(
      fc.property(anyDocument, (any) => {
        expect(canonical(canonical(any))).toEqual(canonical(any));
        expect(sameDocument(any, canonical(any))).toBe(true);
      }),
    );
  });

  test('another spelling of it is equal, in both directions', () => {
    fc.assert(
      fc.property(
        anyDocument,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })),
        (any, rolls) => {
          const again = respelled(any, () => rolls.next().value as number);
          expect(canonical(again)).toEqual(canonical(any));
          expect(sameDocument(any, again)).toBe(true);
          expect(sameDocument(again, any)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('its canonical form gives the same decisions, on a resource and on an identity', () => {
    fc.assert(
      fc.property(anyDocument, anyRequest, (any, request) => {
        const outcomes = (subject: PolicyDocument) => {
          const policy = { name: 'subject', document: subject };
          const open = {
            name: 'open',
            document: documentOf({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }),
          };
          return [
            evaluatePolicies(request, { identity: [], owner: ACCOUNT, resource: policy }).outcome,
            evaluatePolicies(request, { identity: [policy], owner: ACCOUNT, resource: open }).outcome,
            evaluatePolicies(request, { identity: [policy], owner: ACCOUNT }).outcome,
          ];
        };
        expect(outcomes(canonical(any))).toEqual(outcomes(any));
      }),
      { numRuns: 500 },
    );
  });
});
