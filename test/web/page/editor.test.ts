import { json } from '@codemirror/lang-json';
import { EditorState } from '@codemirror/state';
import { describe, expect, test } from 'vitest';
import type { JsonPath } from '../../../src/policy/parse.ts';
import { accountPrincipals, wordsFor } from '../../../src/web/page/editor/completions.ts';
import { problemsOf } from '../../../src/web/page/editor/problems.ts';
import { rangeAt } from '../../../src/web/page/editor/range-at.ts';
import { FACTS } from '../../engine/fake-account.ts';

const stateOf = (doc: string) => EditorState.create({ doc, extensions: [json()] });

describe('where the value of a path is', () => {
  const DOC = '{"Statement":[{"Effect":"Allow","Action":["a","b"]},{"Effect":"Deny"}]}';
  test.each<[JsonPath, string]>([
    [['Statement', 0, 'Effect'], '"Allow"'],
    [['Statement', 0, 'Action', 1], '"b"'],
    [['Statement', 1], '{"Effect":"Deny"}'],
    [['Statement', 1, 'Action', 0], '{"Effect":"Deny"}'],
    [['Statement', 7], '[{"Effect":"Allow","Action":["a","b"]},{"Effect":"Deny"}]'],
    [['Version'], DOC],
    [[], DOC],
  ])('%j', (path, text) => {
    const { from, to } = rangeAt(stateOf(DOC), path);
    expect(DOC.slice(from, to)).toBe(text);
  });

  test('one element where a list is allowed is its own first', () => {
    const doc = '{"Statement":{"Action":"a"}}';
    const { from, to } = rangeAt(stateOf(doc), ['Statement', 0, 'Action', 0]);
    expect(doc.slice(from, to)).toBe('"a"');
  });

  test.each(['', '{', '{"Statement":[{"Effect":', '{"a\\', '[}', 'x'])(
    'of a text that is not whole: %j',
    (doc) => {
      const { from, to } = rangeAt(stateOf(doc), ['Statement', 0, 'Effect']);
      expect([from >= 0, to <= doc.length, from <= to]).toEqual([true, true, true]);
    },
  );
});

describe('what would be refused, and where', () => {
  const statement = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' };
  const policy = (...statements: readonly object[]) =>
    JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const keyed = { ...statement, Principal: { AWS: 'arn:aws:iam::111122223333:root' } };
  const role = { id: 'role-policy', rolePolicy: { kind: 'managed', name: 'P' } } as const;
  const key = { ...role, id: 'key-policy' } as const;

  test.each([
    ['nothing', policy(statement), role, []],
    [
      'a text that is not JSON',
      '{"Version": }',
      role,
      [{ offset: 12, says: 'line 1, column 13: unexpected }' }],
    ],
    ['no text', ' ', role, [{ at: [], says: 'The policy is empty.' }]],
    [
      'a member that no policy has',
      policy(statement, { ...statement, Acton: 'x' }),
      role,
      [{ at: ['Statement', 1, 'Acton'] }],
    ],
    [
      'a condition value',
      policy({ ...statement, Condition: { Bool: { 'aws:SecureTransport': ['true', null] } } }),
      role,
      [{ at: ['Statement', 0, 'Condition', 'Bool', 'aws:SecureTransport', 1] }],
    ],
    [
      'an action without its service',
      policy(statement, { ...statement, Action: ['kms:Encrypt', 'Decrypt'] }),
      role,
      [{ at: ['Statement', 1, 'Action', 1] }],
    ],
    ['a Sid with a space', policy({ ...statement, Sid: 'a b' }), role, [{ at: ['Statement', 0, 'Sid'] }]],
    [
      'a Sid that is there twice',
      policy({ ...statement, Sid: 'a' }, { ...statement, Sid: 'a' }),
      role,
      [{ at: ['Statement', 1, 'Sid'] }],
    ],
    ['a principal in a policy of a role', policy(keyed), role, [{ at: ['Statement', 0, 'Principal'] }]],
    ['an old version', policy(statement).replace('2012-10-17', '2008-10-17'), role, [{ at: ['Version'] }]],
    [
      'a resource that is no ARN',
      policy({ ...statement, Resource: ['*', 'key'] }),
      role,
      [{ at: ['Statement', 0, 'Resource', 1] }],
    ],
    ['no principal in a key policy', policy(keyed, statement), key, [{ at: ['Statement', 1] }]],
    [
      'a principal that is none',
      policy({ ...keyed, Principal: { AWS: ['*', 'userA'] } }),
      key,
      [{ at: ['Statement', 0, 'Principal', 'AWS', 1] }],
    ],
    [
      'an operator that there is not',
      policy({ ...keyed, Condition: { StringEqual: { 'aws:userid': 'x' } } }),
      key,
      [{ at: ['Statement', 0, 'Condition', 'StringEqual'] }],
    ],
    [
      'a condition key without its service',
      policy({ ...keyed, Condition: { Bool: { MultiFactorAuthPresent: 'true' } } }),
      key,
      [{ at: ['Statement', 0, 'Condition', 'Bool', 'MultiFactorAuthPresent'] }],
    ],
    [
      'an Allow with NotPrincipal',
      policy({ ...statement, NotPrincipal: keyed.Principal }),
      key,
      [{ at: ['Statement', 0, 'NotPrincipal'] }],
    ],
    [
      'another key',
      policy({ ...keyed, Resource: 'arn:aws:kms:us-east-1:111122223333:key/k' }),
      key,
      [{ at: ['Statement', 0, 'Resource', 0] }],
    ],
    [
      '32 KB of nested lists',
      `{"Statement":${'['.repeat(16_000)}${']'.repeat(16_000)}}`,
      key,
      [{ at: ['Statement', 0] }],
    ],
    ['40 KB', policy({ ...keyed, Sid: 'x'.repeat(40_000) }), key, [{ at: [] }]],
    [
      'the page’s slip, which AWS accepts',
      policy({ ...keyed, Condition: { NumericLessThan: { 'aws: MultiFactorAuthAge': '300' } } }),
      key,
      [],
    ],
  ] as const)('%s', (_, text, edited, problems) => {
    const found = problemsOf(text, edited);
    expect(found).toMatchObject(problems);
    expect(found).toHaveLength(problems.length);
  });
});

describe('what may be completed', () => {
  test.each<[string, readonly string[], boolean, string]>([
    ['an element', ['Statement'], true, 'NotPrincipal'],
    ['an operator', ['Statement', 'Condition'], true, 'NumericLessThan'],
    ['a condition key', ['Statement', 'Condition', 'Bool'], true, 'aws:MultiFactorAuthPresent'],
    ['an effect', ['Statement', 'Effect'], false, 'Deny'],
    ['an action', ['Statement', 'Action'], false, 'kms:GenerateDataKey'],
    ['a principal', ['Statement', 'Principal', 'AWS'], false, 'arn:aws:iam::111122223333:user/userA'],
    ['the account', ['Statement', 'Condition', 'StringEquals', 'kms:CallerAccount'], false, '111122223333'],
  ])('%s', (_, around, isName, word) => {
    expect(wordsFor(around, isName, FACTS)).toContain(word);
  });

  test('no principal is offered twice, and none of another account', () => {
    const all = accountPrincipals(FACTS);
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((arn) => arn.includes('111122223333'))).toBe(true);
  });
});
