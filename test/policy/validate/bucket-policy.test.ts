import { describe, expect, test } from 'vitest';
import { validateBucketPolicy } from '../../../src/policy/validate.ts';
import { ROOT, USER } from '../documents.ts';
import { malformed, type Outcome, outcome, policy, principals } from './outcome.ts';

describe('S3, of a bucket policy,', () => {
  const look = (text: string): Outcome => outcome(() => validateBucketPolicy(text, 'bucket', principals));
  const allow = {
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::bucket/*',
  };

  test.each<[string, string, Outcome]>([
    ['an object', policy(allow), 'accepted'],
    [
      'bucket and objects',
      policy({ ...allow, Action: '*', Resource: ['arn:aws:s3:::bucket', 'arn:aws:s3:::bucket*'] }),
      'accepted',
    ],
    [
      'a space before it',
      ` ${policy(allow)}`,
      malformed("Policies must be valid JSON and the first byte must be '{'"),
    ],
    ['no JSON', '<xml/>', malformed("Policies must be valid JSON and the first byte must be '{'")],
    [
      'no principal',
      policy({ ...allow, Principal: undefined }),
      malformed('Missing required field Principal'),
    ],
    [
      'a user that does not exist',
      policy({ ...allow, Principal: { AWS: `${USER}2` } }),
      malformed('Invalid principal in policy'),
    ],
    [
      'Allow with NotPrincipal',
      policy({ ...allow, Principal: undefined, NotPrincipal: { AWS: ROOT } }),
      malformed('Allow with NotPrincipal is not allowed.'),
    ],
    ['no action', policy({ ...allow, Action: undefined }), malformed('Missing required field Action')],
    [
      'another service’s action',
      policy({ ...allow, Action: 'kms:Decrypt' }),
      malformed('Policy has invalid action'),
    ],
    ['no resource', policy({ ...allow, Resource: [] }), malformed('Missing required field Resource')],
    ['everything', policy({ ...allow, Resource: '*' }), malformed('Policy has invalid resource')],
    [
      'another bucket',
      policy({ ...allow, Resource: 'arn:aws:s3:::bucket2/*' }),
      malformed('Policy has invalid resource'),
    ],
    [
      'an unknown operator',
      policy({ ...allow, Condition: { Strings: { 'a:b': 'x' } } }),
      malformed('Invalid Condition type : Strings'),
    ],
    [
      'too much',
      policy({ ...allow, Sid: 'x'.repeat(20_480) }),
      malformed('Normalized policy document exceeds the maximum allowed size of 20480 bytes'),
    ],
  ])('sees %s', (_what, text, expected) => {
    expect(look(text)).toEqual(expected);
  });

  const INAPPLICABLE = malformed('Action does not apply to any resource(s) in statement');
  const OBJECTS = 'arn:aws:s3:::bucket/*';
  const BUCKET = 'arn:aws:s3:::bucket';
  const BOTH = [BUCKET, OBJECTS];

  test.each<[string, unknown, unknown, Outcome]>([
    ['an action on objects', 's3:GetObject', OBJECTS, 'accepted'],
    ['an action on the bucket', 's3:ListBucket', BUCKET, 'accepted'],
    ['in other capitals', 'S3:listBUCKET', BUCKET, 'accepted'],
    ['both, on both', ['s3:GetObject', 's3:ListBucket'], BOTH, 'accepted'],
    ['a wildcard for either', 's3:*', OBJECTS, 'accepted'],
    ['a wildcard in the name', 's3:Get*', BUCKET, 'accepted'],
    ['a pattern that means both', ['s3:GetObject', 's3:ListBucket'], `${BUCKET}*`, 'accepted'],
    ['all buckets', 's3:ListBucket', 'arn:aws:s3:::*', 'accepted'],
    ['an action on the bucket, on objects', 's3:ListBucket', OBJECTS, INAPPLICABLE],
    ['an action on objects, on the bucket', 's3:PutObject', BUCKET, INAPPLICABLE],
    ['one of two', ['s3:GetObject', 's3:ListBucket'], OBJECTS, INAPPLICABLE],
    ['a wildcard for objects only', 's3:*Object', BUCKET, INAPPLICABLE],
    ['an action on no bucket', 's3:ListAllMyBuckets', BOTH, INAPPLICABLE],
    ['an access point’s', 's3:GetAccessPointPolicy', BOTH, INAPPLICABLE],
    ['an unknown action', 's3:FooBar', OBJECTS, malformed('Policy has invalid action')],
    ['a wildcard for nothing', 's3:Foo*', OBJECTS, malformed('Policy has invalid action')],
    ['one unknown of two', ['s3:GetObject', 's3:Fetch'], OBJECTS, malformed('Policy has invalid action')],
  ])('sees whether actions and resources fit: %s', (_what, Action, Resource, expected) => {
    expect(look(policy({ ...allow, Action, Resource }))).toEqual(expected);
  });

  test('does not ask what NotAction and NotResource leave', () => {
    const deny = { Effect: 'Deny', Principal: '*' };
    expect(look(policy({ ...deny, NotAction: 's3:ListBucket', Resource: OBJECTS }))).toBe('accepted');
    expect(look(policy({ ...deny, Action: 's3:ListBucket', NotResource: OBJECTS }))).toBe('accepted');
    expect(look(policy({ ...deny, NotAction: 's3:Fetch', Resource: OBJECTS }))).toEqual(
      malformed('Policy has invalid action'),
    );
  });

  const UNKNOWN = malformed('Policy has an invalid condition key');
  const ELSEWHERE = malformed('Conditions do not apply to combination of actions and resources in statement');

  test.each<[string, unknown, object, Outcome]>([
    ['a key of the action', 's3:ListBucket', { StringLike: { 's3:prefix': 'x/*' } }, 'accepted'],
    ['in other capitals', 's3:ListBucket', { StringLike: { 'S3:Prefix': 'x/*' } }, 'accepted'],
    ['a key with a tag', 's3:GetObject', { StringEquals: { 's3:ExistingObjectTag/a': 'b' } }, 'accepted'],
    ['a global key', 's3:GetObject', { Bool: { 'aws:SecureTransport': false } }, 'accepted'],
    ['a global key that does not exist', 's3:GetObject', { Bool: { 'aws: Nothing': true } }, 'accepted'],
    ['one action of a wildcard', 's3:*', { StringLike: { 's3:prefix': 'x/*' } }, 'accepted'],
    ['a key that does not exist', 's3:GetObject', { StringEquals: { 's3:VersionStatus': 'x' } }, UNKNOWN],
    ['a tag that is not named', 's3:GetObject', { StringEquals: { 's3:ExistingObjectTag/': 'x' } }, UNKNOWN],
    ['a key with a tag too many', 's3:ListBucket', { StringEquals: { 's3:prefix/a': 'x' } }, UNKNOWN],
    ['another service’s key', 's3:GetObject', { StringEquals: { 'kms:ViaService': 'x' } }, UNKNOWN],
    ['no service', 's3:GetObject', { StringEquals: { prefix: 'x' } }, UNKNOWN],
    ['another action’s key', 's3:GetObject', { StringLike: { 's3:prefix': 'x/*' } }, ELSEWHERE],
    [
      'the key of one action of two',
      ['s3:ListBucket', 's3:GetBucketLocation'],
      { StringLike: { 's3:prefix': 'x/*' } },
      ELSEWHERE,
    ],
    [
      'addresses',
      's3:GetObject',
      { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:db8::/64', '192.0.2.1'] } },
      'accepted',
    ],
    [
      'no address',
      's3:GetObject',
      { 'ForAnyValue:NotIpAddressIfExists': { 'aws:SourceIp': ['192.0.2.1', '10.0.0.0/33'] } },
      malformed('Invalid IP address in Conditions'),
    ],
  ])('sees whether conditions fit: %s', (_what, Action, Condition, expected) => {
    expect(look(policy({ ...allow, Action, Resource: BOTH, Condition }))).toEqual(expected);
  });

  test.each<[string, string, Outcome]>([
    ['no JSON in braces', '{"Statement": [}', malformed('This policy contains invalid Json')],
    ['a list', '[]', malformed("Policies must be valid JSON and the first byte must be '{'")],
    ['nothing', '{}', malformed('Missing required field Statement')],
    ['a null', policy({ ...allow, Action: null }), malformed('Invalid policy syntax.')],
    ['an Effect in lower case', policy({ ...allow, Effect: 'allow' }), malformed('Invalid effect: allow')],
    [
      'a member twice',
      policy(allow).replace('"Effect"', '"Principal":"*","Effect"'),
      malformed('This policy contains invalid Json'),
    ],
    [
      'a service that does not exist',
      policy({ ...allow, Principal: { Service: 'nothing.amazonaws.com' } }),
      malformed('Invalid principal in policy'),
    ],
  ])('sees the form: %s', (_what, text, expected) => {
    expect(look(text)).toEqual(expected);
  });
});
