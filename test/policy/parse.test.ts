import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PolicySyntaxError, parsePolicy } from '../../src/policy/parse.ts';
import { TEMPLATES } from '../../steps/documents/index.ts';
import { anyDocument } from './documents.ts';

const refusal = (text: string): PolicySyntaxError => {
  try {
    parsePolicy(text);
  } catch (error) {
    if (error instanceof PolicySyntaxError) return error;
    throw error;
  }
  throw new Error(`parsed: ${text}`);
};

const allow = (members: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*', ...members }],
  });

describe('reads', () => {
  test.each(
    Object.entries(TEMPLATES).flatMap(([variant, policies]) =>
      Object.entries(policies).map(([name, policy]) => [`${variant} ${name}`, policy] as const),
    ),
  )('the page’s %s policy', (_name, policy) => {
    expect(parsePolicy(JSON.stringify(policy))).toEqual(policy);
  });

  test('a single statement, and numbers and booleans as condition values', () => {
    const policy = {
      Statement: {
        Effect: 'Deny',
        Principal: '*',
        NotAction: 'kms:Decrypt',
        Resource: '*',
        Condition: {
          Bool: { 'aws:SecureTransport': false },
          NumericLessThan: { 'aws:MultiFactorAuthAge': [300] },
        },
      },
    };
    expect(parsePolicy(JSON.stringify(policy))).toEqual(policy);
  });

  test('an old key policy, whose statement has neither Action nor Resource', () => {
    expect(() => parsePolicy('{"Statement":[{"Effect":"Allow","Principal":"*"}]}')).not.toThrow();
  });

  test('every valid document', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        expect(parsePolicy(JSON.stringify(document))).toEqual(document);
      }),
    );
  });
});

describe('refuses, and says what and where', () => {
  test.each([
    ['', 'not-json', /^The policy is not JSON: /],
    ['{"Statement":[],}', 'not-json', /^The policy is not JSON: /],
    ['null', 'malformed', /^The policy must be an object, not null\.$/],
    ['[]', 'malformed', /^The policy must be an object, not a list\.$/],
    ['{}', 'missing', /^In the policy, Statement is missing\.$/],
    ['{"Statement":[]}', 'empty', /^In the policy, Statement is empty\.$/],
    ['{"Statement":[7]}', 'malformed', /^In the policy, Statement 1 must be an object, not a number\.$/],
    ['{"Statement":[{}]}', 'missing', /^In the policy, Statement 1, Effect is missing\.$/],
    [
      '{"Version":"2012-10-18","Statement":[]}',
      'malformed',
      /^In the policy, Version must be "2012-10-17" or "2008-10-17", not "2012-10-18"\.$/,
    ],
    [allow({ Effect: 'allow' }), 'case', /Statement 1, Effect must be "Allow" or "Deny", not "allow"\.$/],
    [
      allow({ Effect: 'Permit' }),
      'malformed',
      /Statement 1, Effect must be "Allow" or "Deny", not "Permit"\.$/,
    ],
    [allow({ Actions: 'kms:*' }), 'unknown', /Statement 1, Actions is not an element of a policy\.$/],
    [allow({ Action: [null] }), 'malformed', /Statement 1, Action must be text, not null\.$/],
    [allow({ NotAction: 'kms:*' }), 'malformed', /Statement 1 has both Action and NotAction\.$/],
    [
      allow({ Principal: 'userA' }),
      'malformed',
      /Principal must be "\*" or name a kind, as in \{"AWS": "userA"\}\.$/,
    ],
    [allow({ Principal: ['*'] }), 'malformed', /Statement 1, Principal must be an object, not a list\.$/],
    [allow({ Principal: { Aws: '*' } }), 'unknown', /Statement 1, Principal, Aws is not an element/],
    [
      allow({ Condition: { Bool: true } }),
      'malformed',
      /Condition, Bool must be an object, not a boolean\.$/,
    ],
    [
      allow({ Condition: { StringEquals: { 'aws:userid': [['x']] } } }),
      'malformed',
      /Condition, StringEquals, aws:userid must be text, not a list\.$/,
    ],
    [
      '{"Statement":{"Effect":"Allow","Condition":{"A":{"a:b":1e999}}}}',
      'malformed',
      /must be text, not a number\.$/,
    ],
  ] as const)('%s', (text, problem, message) => {
    expect(refusal(text)).toMatchObject({ problem, message: expect.stringMatching(message) });
  });

  test('a path to the spot, for callers with another wording', () => {
    expect(refusal(allow({ Condition: { Null: { 'aws:userid': {} } } })).path).toEqual([
      'Statement 1',
      'Condition',
      'Null',
      'aws:userid',
    ]);
  });
});

describe('withstands hostile text', () => {
  test.each([
    ['in the document', '{"__proto__":{"polluted":1},"Statement":[]}'],
    ['in a statement', '{"Statement":{"Effect":"Allow","__proto__":{"polluted":1}}}'],
    ['as an operator', '{"Statement":{"Effect":"Allow","Condition":{"__proto__":{"polluted":"1"}}}}'],
    ['as a condition key', '{"Statement":{"Effect":"Allow","Condition":{"Null":{"__proto__":"1"}}}}'],
    ['as a kind of principal', '{"Statement":{"Effect":"Allow","Principal":{"__proto__":"1"}}}'],
    ['by inheritance', '{"Statement":{"Effect":"Allow","constructor":"1"}}'],
  ])('__proto__ %s', (_where, text) => {
    expect(refusal(text).problem).toBe('unknown');
    expect({}).not.toHaveProperty('polluted');
  });

  test('deep nesting', () => {
    const deep = `${'['.repeat(60_000)}${']'.repeat(60_000)}`;
    expect(refusal(deep).problem).toBe('malformed');
    expect(refusal(`{"Statement":${deep}}`).problem).toBe('malformed');
  });

  test('length, before it is parsed', () => {
    expect(refusal(' '.repeat(131_073)).problem).toBe('too-long');
  });

  test('any text, any JSON, and documents with one member replaced', () => {
    const near = fc
      .tuple(anyDocument, fc.jsonValue({ maxDepth: 4 }), fc.string())
      .map(([document, value, name]) => JSON.stringify({ ...document, [name]: value, Statement: [value] }));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), near), (text) => {
        try {
          parsePolicy(text);
        } catch (error) {
          expect(error).toBeInstanceOf(PolicySyntaxError);
        }
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
