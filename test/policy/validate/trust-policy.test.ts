import { describe, expect, test } from 'vitest';
import { validateTrustPolicy } from '../../../src/policy/validate.ts';
import { ROLE, ROOT } from '../documents.ts';
import { malformed, type Outcome, outcome, policy, principals } from './outcome.ts';

describe('IAM, of a trust policy,', () => {
  const look = (text: string): Outcome => outcome(() => validateTrustPolicy(text, principals));
  const trust = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };

  test.each<[string, string, Outcome]>([
    ['an Effect in lower case', policy({ ...trust, Effect: 'allow' }), malformed('Invalid effect: allow')],
    [
      'a member twice',
      policy(trust).replace('"Effect"', '"Action":"sts:AssumeRole","Effect"'),
      malformed('This policy contains invalid Json'),
    ],
    ['a service', policy(trust), 'accepted'],
    ['a line before it', `\n${policy(trust)}`, malformed('JSON strings must not have leading spaces')],
    ['the older language', policy(trust, { Version: '2008-10-17' }), 'accepted'],
    ['no JSON', '{', malformed('This policy contains invalid Json')],
    ['no statement', '{"Statement":[]}', malformed('Could not parse the policy: Statement is empty!')],
    [
      'an unknown version',
      policy(trust, { Version: '2020-01-01' }),
      malformed('The policy must contain a valid version string'),
    ],
    ['an unknown element', policy({ ...trust, Who: '*' }), malformed('Unknown field Who')],
    ['no effect', policy({ ...trust, Effect: undefined }), malformed('Missing required field Effect')],
    [
      'no principal',
      policy({ ...trust, Principal: undefined }),
      malformed('Missing required field Principal'),
    ],
    [
      'an empty principal',
      policy({ ...trust, Principal: {} }),
      malformed('Missing required field Principal cannot be empty!'),
    ],
    [
      'a role that does not exist',
      policy({ ...trust, Principal: { AWS: `${ROLE}2` } }),
      malformed(`Invalid principal in policy: "AWS":"${ROLE}2"`),
    ],
    [
      'an unknown service',
      policy({ ...trust, Principal: { Service: 'x.amazonaws.com' } }),
      malformed('Invalid principal in policy: "SERVICE":"x.amazonaws.com"'),
    ],
    [
      'Allow with NotPrincipal',
      policy({ ...trust, Principal: undefined, NotPrincipal: { AWS: ROOT } }),
      malformed('Allow with NotPrincipal is not allowed.'),
    ],
    [
      'Deny with NotPrincipal',
      policy({ ...trust, Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: ROOT } }),
      malformed('AssumeRole policy must not contain NotPrincipal field.'),
    ],
    [
      'another service’s action',
      policy({ ...trust, Action: 'kms:Decrypt' }),
      malformed('AssumeRole policy may only specify STS AssumeRole actions.'),
    ],
    [
      'a wildcard',
      policy({ ...trust, Action: 'sts:*' }),
      malformed('AssumeRole policy may only specify STS AssumeRole actions.'),
    ],
    [
      'an action that is not about roles',
      policy({ ...trust, Action: ['sts:AssumeRole', 'sts:GetCallerIdentity'] }),
      malformed('AssumeRole policy may only specify STS AssumeRole actions.'),
    ],
    [
      'actions that go with it',
      policy({
        ...trust,
        Action: ['sts:assumeRole', 'sts:TagSession', 'sts:SetSourceIdentity', 'sts:SetContext'],
      }),
      'accepted',
    ],
    [
      'a provider’s broken ARN',
      policy({ ...trust, Principal: { Federated: 'arn:aws:iam::oidc-provider/x' } }),
      malformed('Federated principals must be valid domain names or SAML metadata ARNs'),
    ],
    ['a resource', policy({ ...trust, Resource: '*' }), malformed('Has prohibited field Resource')],
    [
      'an unknown operator',
      policy({ ...trust, Condition: { Strings: { 'a:b': 'x' } } }),
      malformed('Syntax errors in policy.'),
    ],
    [
      'a Sid twice',
      JSON.stringify({
        Statement: [
          { ...trust, Sid: 'A' },
          { ...trust, Sid: 'A' },
        ],
      }),
      malformed('The Statement Ids in the policy are not unique'),
    ],
    [
      'too much',
      policy({ ...trust, Sid: 'x'.repeat(2048) }),
      { code: 'LimitExceeded', message: 'Cannot exceed quota for ACLSizePerRole: 2048' },
    ],
  ])('sees %s', (_what, text, expected) => {
    expect(look(text)).toEqual(expected);
  });
});
