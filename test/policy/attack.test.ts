import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical, sameDocument } from '../../src/policy/canonical.ts';
import { diffDocuments, isEmptyDiff } from '../../src/policy/diff.ts';
import type { PolicyDocument } from '../../src/policy/document.ts';
import { evaluatePolicies } from '../../src/policy/evaluate.ts';
import { type Glob, globOf, matchesGlob } from '../../src/policy/match/wildcard.ts';
import { PolicySyntaxError, parsePolicy } from '../../src/policy/parse.ts';
import { prettyDocument } from '../../src/policy/pretty.ts';
import {
  PolicyRefusal,
  type Principals,
  validateBucketPolicy,
  validateIdentityPolicy,
  validateKeyPolicy,
  validateTrustPolicy,
} from '../../src/policy/validate.ts';
import { callerNamed, HOME, KEY } from './cast.ts';
import { anyDocument } from './documents.ts';

/** What has surprised JSON parsers before. */
const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '', '0'];
const VALUES: readonly unknown[] = [
  ...[
    null,
    true,
    0,
    -0,
    1e308,
    1e-320,
    2 ** 53 + 1,
    '',
    '*',
    '\ud800',
    '\udc00x',
    '\u0000',
    '${',
    '${}',
    '${aws:username}',
  ],
  ...[
    '${*}',
    '${__proto__}',
    '*'.repeat(500),
    "${a,'b'}",
    'arn:',
    ':::::',
    [],
    {},
    [[]],
    [null],
    { AWS: [] },
  ],
  JSON.parse('{"__proto__": {"polluted": "1"}}'),
];

const hostile = fc.oneof(
  fc.constantFrom(...VALUES),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary' }),
);

/** A document with one of its members, at any depth, replaced, added or renamed. */
const mutilated: fc.Arbitrary<string> = fc
  .tuple(anyDocument, fc.nat(), hostile, fc.oneof(fc.constantFrom(...NAMES), fc.string()), fc.nat(2))
  .map(([document, at, value, name, how]) => {
    const text = JSON.stringify(document);
    const spots = [...text.matchAll(/"(?:[^"\\]|\\.)*"/g)];
    const { 0: old = '', index = 0 } = spots[at % spots.length] ?? {};
    const put = (by: string) => text.slice(0, index) + by + text.slice(index + old.length);
    if (how === 0) return put(JSON.stringify(name));
    if (how === 1 && text[index + old.length] !== ':') return put(JSON.stringify(value) ?? 'null');
    return put(`${JSON.stringify(name)}:${JSON.stringify(value) ?? 'null'},${old}`);
  });

const principals: Principals = { principalExists: () => true };
const VALIDATORS: Readonly<Record<string, (text: string) => PolicyDocument>> = {
  key: (text) => validateKeyPolicy(text, principals),
  trust: (text) => validateTrustPolicy(text, principals),
  bucket: (text) => validateBucketPolicy(text, 'bucket', principals),
  identity: (text) => validateIdentityPolicy(text, 'managed'),
};

describe('whatever text it gets', () => {
  test('the grammar refuses it, or every question about the document has an answer', () => {
    fc.assert(
      fc.property(mutilated, (text) => {
        const document = parsedOrRefused(text);
        if (document) askEverything(document);
        expect(Object.keys(Object.prototype)).toEqual([]);
        expect({}).not.toHaveProperty('polluted');
      }),
      { numRuns: 2_000, seed: 6 },
    );
  });

  test.each(Object.entries(VALIDATORS))(
    'the rules for a %s policy refuse it in AWS’s style, or accept it',
    (_, validate) => {
      fc.assert(
        fc.property(
          fc.oneof(
            mutilated,
            anyDocument.map((document) => JSON.stringify(document)),
          ),
          (text) => {
            try {
              askEverything(validate(text));
            } catch (error) {
              expect(error).toBeInstanceOf(PolicyRefusal);
            }
          },
        ),
        { numRuns: 2_000, seed: 6 },
      );
    },
  );

  test('of a repeated member, the last one counts, as in every JSON parser', () => {
    const { Statement } = parsePolicy(
      '{"Statement":{"Effect":"Allow","Effect":"Deny","Action":"a:b","Resource":"*"}}',
    );
    expect(Statement).toMatchObject({ Effect: 'Deny' });
  });

  test.each(['Statement', 'Condition', 'Principal', 'Action'])(
    'a %s nested ten thousand deep is refused',
    (member) => {
      const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
      const text =
        member === 'Statement'
          ? `{"Statement":${deep}}`
          : `{"Statement":{"Effect":"Allow","${member}":${deep}}}`;
      expect(() => parsePolicy(text)).toThrow(PolicySyntaxError);
    },
  );
});

describe('names that every object has', () => {
  // Conditions for an action that a policy of the caller’s own can allow.
  const request = {
    caller: callerNamed('admin'),
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::b/k',
  } as const;
  const decided = (statement: object, context: Readonly<Record<string, string>> = {}) => {
    const document = { Version: '2012-10-17', Statement: { Action: '*', Resource: '*', ...statement } };
    const policy = { name: 'subject', document: document as PolicyDocument };
    return evaluatePolicies({ ...request, context }, { identity: [policy], owner: HOME }).outcome;
  };
  const allowing = (text: string) => ({ Effect: 'Allow', Condition: JSON.parse(text) });
  const denying = (text: string) => ({ Effect: 'Deny', Condition: JSON.parse(text) });

  test.each(NAMES)('%j is not an operator: it allows nothing, and a Deny under it matches', (name) => {
    const condition = JSON.stringify({ a: { 'aws:username': 'x' } }).replace('"a"', JSON.stringify(name));
    expect(decided(allowing(condition))).toBe('implicitly-denied');
    expect(decided(denying(condition))).toBe('explicitly-denied');
  });

  test.each(NAMES)('%j is not a condition key of a request that does not have it', (name) => {
    const condition = JSON.stringify({ StringLike: { a: '*' } }).replace('"a"', JSON.stringify(name));
    expect(decided(allowing(condition))).toBe('implicitly-denied');
    expect(decided(allowing(condition), JSON.parse(`{${JSON.stringify(name)}: "x"}`))).toBe('allowed');
  });

  test.each(NAMES)('%j is not a variable', (name) => {
    const condition = JSON.stringify({ StringLike: { 'aws:PrincipalArn': `\${${name}}` } });
    expect(decided(allowing(condition))).toBe('implicitly-denied');
  });
});

describe('wildcards', () => {
  /** How often the pattern was read: the matcher's work, on any machine. */
  const looks = (pattern: string, text: string): number => {
    let count = 0;
    const counting = new Proxy(globOf(pattern), {
      get(glob, property, receiver) {
        count++;
        return Reflect.get(glob, property, receiver);
      },
    }) as Glob;
    matchesGlob(counting, text);
    return count;
  };

  test.each([
    ['*a*a*a*a*b', 'a'],
    ['*?*?*?*?b', 'a'],
    ['**********b', 'a'],
    [`${'*a'.repeat(100)}b`, 'a'],
    [`*${'a'.repeat(100)}b`, 'a'],
    ['arn:*:*:*:*:*x', 'arn:aws:iam:'],
  ])('%s does twice the work for twice the text', (pattern, unit) => {
    const [once, twice, fourTimes] = [1000, 2000, 4000].map((length) => looks(pattern, unit.repeat(length)));
    expect(twice! / once!).toBeLessThan(2.2);
    expect(fourTimes! / twice!).toBeLessThan(2.2);
  });

  test('never takes more than pattern times text', () => {
    const piece = fc.array(fc.constantFrom('*', '?', 'a', 'b', '*a', '?*'), { maxLength: 40 });
    fc.assert(
      fc.property(piece, fc.array(fc.constantFrom('a', 'b'), { maxLength: 200 }), (parts, letters) => {
        const [pattern, text] = [parts.join(''), letters.join('')];
        expect(looks(pattern, text)).toBeLessThanOrEqual(2 * (pattern.length + 2) * (text.length + 1));
      }),
      { numRuns: 2_000, seed: 6 },
    );
  });
});

/** A repeated group that contains a repetition may try exponentially many ways; no expression here has one. */
test('no regular expression of the language repeats a repetition', () => {
  const root = resolve(import.meta.dirname, '../../src/policy');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const literals = files.flatMap((name) =>
    [
      ...readFileSync(join(root, name), 'utf8').matchAll(
        /(?<=[(=,:?|&!] ?)\/(?![/*])((?:[^/\\\n[]|\\.|\[(?:[^\]\\]|\\.)*\])+)\/[dgimsuvy]*/g,
      ),
    ].map(([, body = '']) => `${name}: ${body}`),
  );
  expect(literals.length).toBeGreaterThan(10);
  // A part that begins with a separator that it does not contain can be parsed in only one way.
  const separated = /\(\\\.\[[^\].]+\][+*]\)\*/g;
  const bare = (body: string) =>
    body
      .replace(separated, 'x')
      .replace(/\\./g, 'x')
      .replace(/\[[^\]]*\]/g, 'x');
  const repeats = /\([^()]*[+*][^()]*\)[+*{]/;
  expect(repeats.test(bare('(a+)*')), 'the test itself').toBe(true);
  expect(literals.filter((literal) => repeats.test(bare(literal)))).toEqual([]);
});

function parsedOrRefused(text: string): PolicyDocument | undefined {
  try {
    return parsePolicy(text);
  } catch (error) {
    expect(error).toBeInstanceOf(PolicySyntaxError);
    return undefined;
  }
}

/** Compared, spelled, shown and evaluated: nothing throws, and one document stays one. */
function askEverything(document: PolicyDocument): void {
  expect(sameDocument(document, canonical(document))).toBe(true);
  expect(isEmptyDiff(diffDocuments(document, document))).toBe(true);
  expect(sameDocument(parsePolicy(prettyDocument(document)), document)).toBe(true);
  const request = { caller: callerNamed('alice'), action: 'kms:Decrypt', resource: KEY } as const;
  const policy = { name: 'subject', document };
  for (const policies of [
    { identity: [policy], owner: HOME },
    { identity: [], owner: HOME, resource: policy },
  ]) {
    const decision = evaluatePolicies(request, policies);
    expect(decision.because).toEqual(expect.any(String));
  }
}
