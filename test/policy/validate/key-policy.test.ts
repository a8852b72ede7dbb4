import { describe, expect, test } from 'vitest';
import { validateKeyPolicy } from '../../../src/policy/validate.ts';
import { TEMPLATES } from '../../../steps/documents/index.ts';
import { ACCOUNT, ROLE, ROOT, USER } from '../documents.ts';
import { malformed, type Outcome, outcome, policy, principals } from './outcome.ts';

describe('KMS, of a key policy,', () => {
  const look = (text: string): Outcome => outcome(() => validateKeyPolicy(text, principals));
  const allow = { Effect: 'Allow', Principal: { AWS: ROOT }, Action: 'kms:*', Resource: '*' };
  const INVALID = malformed('Policy contains a statement with one or more invalid principals.');
  const FORBIDDEN = malformed(
    'These condition keys are not permitted in a key policy: aws:ResourceTag, kms:ResourceTag, kms:ResourceAliases',
  );
  const { Principal: _principal, ...nobody } = allow;
  const { Action: _action, ...inert } = allow;
  const { Resource: _resource, ...nowhere } = allow;

  test.each<[string, string, Outcome]>([
    ['a Sid with spaces', policy({ ...allow, Sid: 'Enable IAM User Permissions' }), 'accepted'],
    ['the older language', policy(allow, { Version: '2008-10-17' }), 'accepted'],
    [
      'a key with a space in it',
      policy({ ...allow, Condition: { NumericLessThan: { 'aws: MultiFactorAuthAge': '300' } } }),
      'accepted',
    ],
    ['everybody', policy({ ...allow, Principal: '*' }), 'accepted'],
    ['an account by its id', policy({ ...allow, Principal: { AWS: ACCOUNT } }), 'accepted'],
    ['a user by its unique id', policy({ ...allow, Principal: { AWS: 'AIDAEXAMPLE' } }), 'accepted'],
    ['a service', policy({ ...allow, Principal: { Service: 'ec2.amazonaws.com' } }), 'accepted'],
    [
      'Deny with NotPrincipal',
      policy({ Effect: 'Deny', NotPrincipal: { AWS: [ROLE, ROOT] }, Action: 'kms:*', Resource: '*' }),
      'accepted',
    ],
    ['no JSON', '{"Statement":[],}', malformed('')],
    [
      'an unknown element',
      policy({ ...allow, Actions: '*' }),
      malformed('In the policy, Statement 1, Actions is not an element of a policy.'),
    ],
    ['no principal', policy(nobody), malformed('Policy contains a statement with no principal.')],
    [
      'an empty principal',
      policy({ ...allow, Principal: { AWS: [] } }),
      malformed('Policy contains a statement with no principal.'),
    ],
    ['a user that does not exist', policy({ ...allow, Principal: { AWS: [ROOT, `${USER}2`] } }), INVALID],
    ['a deleted role’s unique id', policy({ ...allow, Principal: { AWS: 'AROAGONE' } }), INVALID],
    ['a group', policy({ ...allow, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:group/g` } }), INVALID],
    [
      'a wildcard in an ARN',
      policy({ ...allow, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/*` } }),
      INVALID,
    ],
    [
      'a placeholder',
      policy({ ...allow, Principal: { AWS: '<the ARN we copied in the step 11>' } }),
      INVALID,
    ],
    [
      'an exempted user that does not exist',
      policy({ ...allow, Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: `${USER}2` } }),
      INVALID,
    ],
    [
      'an unknown service',
      policy({ ...allow, Principal: { Service: 'nothing.amazonaws.com' } }),
      malformed('Policy contains a statement with one or more invalid service principals.'),
    ],
    [
      'Allow with NotPrincipal',
      policy({ ...nobody, NotPrincipal: { AWS: ROOT } }),
      malformed('Allow with NotPrincipal is not allowed.'),
    ],
    ['no action', policy(inert), malformed('Missing required field Action')],
    [
      'an action without a service',
      policy({ ...allow, Action: 'Decrypt' }),
      malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.'),
    ],
    ['no resource', policy(nowhere), malformed('Missing required field Resource')],
    [
      'a key for a resource',
      policy({ ...allow, Resource: 'arn:aws:kms:eu-west-1:123456789012:key/1' }),
      malformed('Policy contains a statement with one or more invalid resources.'),
    ],
    [
      'a tag of the key',
      policy({ ...allow, Condition: { StringEquals: { 'aws:ResourceTag/stage': 'x' } } }),
      FORBIDDEN,
    ],
    [
      'an alias of the key',
      policy({ ...allow, Condition: { StringEquals: { 'KMS:resourcealiases': 'alias/x' } } }),
      FORBIDDEN,
    ],
    [
      'a tag of the caller',
      policy({ ...allow, Condition: { StringEquals: { 'aws:PrincipalTag/stage': 'x' } } }),
      'accepted',
    ],
    [
      'an unknown operator',
      policy({ ...allow, Condition: { StringEqual: { 'aws:userid': 'x' } } }),
      malformed('Invalid Condition type : StringEqual'),
    ],
    [
      'ForAllValues with a pair of the encryption context',
      policy({ ...allow, Condition: { 'ForAllValues:StringEquals': { 'kms:EncryptionContext:App': 'x' } } }),
      malformed(
        'OverlyPermissiveCondition:EncryptionContext: Using the ForAllValues set operator with a single-valued condition key matches requests without the specified encryption context or with an unspecified encryption context. To fix, remove ForAllValues.',
      ),
    ],
    [
      'ForAllValues with a tag of the request',
      policy({ ...allow, Condition: { 'ForAllValues:StringLikeIfExists': { 'AWS:requesttag/a': 'x' } } }),
      malformed(
        'OverlyPermissiveCondition:RequestTag: Using the ForAllValues set operator with a single-valued condition key matches requests without the specified tag or with an unspecified tag. To fix, remove ForAllValues.',
      ),
    ],
    [
      'ForAllValues with the keys of the encryption context',
      policy({ ...allow, Condition: { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': 'x' } } }),
      'accepted',
    ],
    [
      'a member twice',
      policy(allow).replace('"Effect"', '"Principal":"*","Effect"'),
      malformed('In the policy, Statement 1, Principal is there more than once.'),
    ],
  ])('sees %s', (_what, text, expected) => {
    expect(look(text)).toEqual(expected);
  });

  describe.each(
    Object.entries(TEMPLATES).flatMap(([variant, policies]) =>
      Object.entries(policies).map(
        ([name, template]) => [`${variant} ${name}`, JSON.stringify(template)] as const,
      ),
    ),
  )('the page’s %s', (_name, template) => {
    test('with its placeholders is refused', () => {
      expect(look(template)).toEqual(INVALID);
    });

    test('filled in is accepted', () => {
      const filled = template
        .replaceAll('<your acount id>', ACCOUNT)
        .replaceAll('<the ARN we copied in the step 11>', ROLE)
        .replaceAll('<the ARN of the operator>', USER);
      expect(look(filled)).toBe('accepted');
    });
  });

  test('counts bytes, with the white space', () => {
    const padded = (size: number) => policy(allow).padEnd(size, ' ');
    expect(look(padded(32_768))).toBe('accepted');
    expect(look(padded(32_769))).toMatchObject({ code: 'LimitExceeded' });
    expect(look(policy({ ...allow, Sid: 'é'.repeat(16_384) }))).toMatchObject({ code: 'LimitExceeded' });
  });

  test.each([
    ['nothing', ''],
    ['a character beyond U+00FF', policy({ ...allow, Sid: '’' })],
    ['a control character', `\u0000${policy(allow)}`],
    ['more than the API takes', ' '.repeat(131_073)],
  ])('has the request checked first: %s', (_what, text) => {
    expect(look(text)).toMatchObject({
      code: 'Validation',
      message: expect.stringContaining("at 'policy' failed to satisfy constraint: Member must "),
    });
  });
});
