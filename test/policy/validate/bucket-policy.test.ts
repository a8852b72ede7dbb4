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
      malformed('Policy exceeds the maximum allowed document size.'),
    ],
  ])('sees %s', (_what, text, expected) => {
    expect(look(text)).toEqual(expected);
  });
});
