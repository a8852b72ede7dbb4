import { describe, expect, test } from 'vitest';
import type { ConditionBlock, Statement } from '../../src/policy/document.ts';
import type { Context, Policies } from '../../src/policy/request.ts';
import { unsuppliedIn } from '../../src/policy/unsupplied.ts';
import { callerNamed, documentOf, HOME, KEY } from './cast.ts';

const PRINCIPAL = { AWS: '*' };
const named = (name: string, ...statements: readonly Statement[]) => ({
  name,
  document: documentOf(...statements),
});

/** Alice decrypts, with these policies. */
function keysIn(policies: Partial<Policies>, context: Context = {}): readonly string[] {
  const request = { caller: callerNamed('alice'), action: 'kms:Decrypt', resource: KEY, context };
  return unsuppliedIn(request, { owner: HOME, identity: [], ...policies }).map(({ key }) => key);
}

const inKeyPolicy = (
  Effect: Statement['Effect'],
  Condition: ConditionBlock,
  more: Partial<Statement> = {},
) => ({
  resource: named('the key policy', {
    Effect,
    Principal: PRINCIPAL,
    Action: 'kms:*',
    Resource: '*',
    Condition,
    ...more,
  }),
});

describe('a condition that the absence of a key decides', () => {
  test.each<[Statement['Effect'], string, string, readonly string[]]>([
    ['Deny', 'StringNotEquals', 'aws:SourceVpce', ['aws:SourceVpce']],
    ['Deny', 'StringEquals', 'aws:SourceVpce', ['aws:SourceVpce']],
    ['Allow', 'StringNotEquals', 'aws:SourceVpce', ['aws:SourceVpce']],
    ['Allow', 'StringEqualsIfExists', 'aws:sourcevpce', ['aws:sourcevpce']],
    ['Allow', 'ForAllValues:StringEquals', 'aws:CalledVia', ['aws:CalledVia']],
    ['Allow', 'Null', 'aws:SourceVpce', ['aws:SourceVpce']],
    ['Deny', 'StringNotEquals', 'aws: MultiFactorAuthAge', ['aws: MultiFactorAuthAge']],
    ['Deny', 'StringNotEquals', 'kms:NoSuchKey', ['kms:NoSuchKey']],
    ['Deny', 'StringNotLike', 'aws:UserAgent', ['aws:UserAgent']],
    ['Deny', 'StringNotEquals', 's3:prefix', ['s3:prefix']],
    // Allows nothing, on AWS either.
    ['Allow', 'StringEquals', 'aws:SourceVpce', []],
    // Keys that are absent here when they are absent on AWS.
    ['Deny', 'StringNotEquals', 'aws:PrincipalTag/team', []],
    ['Deny', 'BoolIfExists', 'aws:MultiFactorAuthPresent', []],
    ['Deny', 'StringNotEquals', 'kms:ViaService', []],
  ])('%s %s on %s: %j', (effect, operator, key, expected) => {
    expect(keysIn(inKeyPolicy(effect, { [operator]: { [key]: 'x' } }))).toEqual(expected);
  });

  test.each<[string, Partial<Policies>, Context, readonly string[]]>([
    [
      'is known',
      inKeyPolicy('Deny', { StringNotEquals: { 'aws:SourceVpce': 'x' } }),
      { 'aws:sourcevpce': 'x' },
      [],
    ],
    [
      'is of another action',
      inKeyPolicy('Deny', { Null: { 'aws:SourceVpce': 'true' } }, { Action: 'kms:Encrypt' }),
      {},
      [],
    ],
    [
      'is of another principal',
      inKeyPolicy(
        'Deny',
        { Null: { 'aws:SourceVpce': 'true' } },
        { Principal: { AWS: `arn:aws:iam::${HOME}:user/bob` } },
      ),
      {},
      [],
    ],
    [
      'is beside one that does not match',
      inKeyPolicy('Deny', { Null: { 'aws:SourceVpce': 'true' }, StringEquals: { 'kms:ViaService': 's3' } }),
      {},
      [],
    ],
    [
      'is in an IAM policy',
      {
        identity: [
          named('P', {
            Effect: 'Deny',
            Action: '*',
            Resource: '*',
            Condition: { Null: { 'aws:SourceVpc': 'true' } },
          }),
        ],
      },
      {},
      ['aws:SourceVpc'],
    ],
    [
      'is in a boundary',
      {
        boundary: named('B', {
          Effect: 'Allow',
          Action: '*',
          Resource: '*',
          Condition: { StringNotEquals: { 'aws:SourceVpc': 'x' } },
        }),
      },
      {},
      ['aws:SourceVpc'],
    ],
  ])('that %s', (_, policies, context, expected) => {
    expect(keysIn(policies, context)).toEqual(expected);
  });
});
