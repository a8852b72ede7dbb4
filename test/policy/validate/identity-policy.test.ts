import { describe, expect, test } from 'vitest';
import { type IdentityPolicyKind, validateIdentityPolicy } from '../../../src/policy/validate.ts';
import { malformed, type Outcome, outcome, policy } from './outcome.ts';

describe('IAM, of an identity’s policy,', () => {
  const look = (text: string, kind: IdentityPolicyKind = 'managed'): Outcome =>
    outcome(() => validateIdentityPolicy(text, kind, { owner: 'somebody', others: 0 }));
  const allow = { Effect: 'Allow', Action: 'kms:*', Resource: '*' };
  const SYNTAX = malformed('Syntax errors in policy.');

  test.each<[string, string, Outcome]>([
    ['a statement', policy(allow), 'accepted'],
    ['an action that no service has', policy({ ...allow, Action: 'kms:Nothing' }), 'accepted'],
    ['no JSON', '{', SYNTAX],
    ['an unknown element', policy({ ...allow, Resources: '*' }), SYNTAX],
    ['both Action and NotAction', policy({ ...allow, NotAction: 's3:*' }), SYNTAX],
    ['an unknown operator', policy({ ...allow, Condition: { Strings: { 'aws:userid': 'x' } } }), SYNTAX],
    [
      'the older language',
      policy(allow, { Version: '2008-10-17' }),
      malformed('Policy document must be version 2012-10-17 or greater.'),
    ],
    [
      'no version',
      JSON.stringify({ Statement: allow }),
      malformed('Policy document must be version 2012-10-17 or greater.'),
    ],
    [
      'a principal',
      policy({ ...allow, Principal: '*' }),
      malformed('Policy document should not specify a principal.'),
    ],
    [
      'an exempted principal',
      policy({ ...allow, NotPrincipal: '*' }),
      malformed('Policy document should not specify a principal.'),
    ],
    [
      'a Sid with a space',
      policy({ ...allow, Sid: 'Enable IAM' }),
      malformed(
        'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
      ),
    ],
    [
      'a Sid twice',
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { ...allow, Sid: 'A' },
          { ...allow, Sid: 'A' },
        ],
      }),
      malformed('Statement IDs (SID) in a single policy must be unique.'),
    ],
    [
      'no action',
      policy({ Effect: 'Allow', Resource: '*' }),
      malformed('Policy statement must contain actions.'),
    ],
    [
      'an empty list of actions',
      policy({ ...allow, Action: [] }),
      malformed('Policy statement must contain actions.'),
    ],
    [
      'no resource',
      policy({ Effect: 'Allow', Action: '*' }),
      malformed('Policy statement must contain resources.'),
    ],
    [
      'an action without a vendor',
      policy({ ...allow, Action: 'Decrypt' }),
      malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.'),
    ],
    [
      'a condition key without a vendor',
      policy({ ...allow, Condition: { Null: { userid: true } } }),
      'accepted',
    ],
    [
      'an action with two colons',
      policy({ ...allow, Action: 'kms:De:crypt' }),
      malformed('Actions/Condition can contain only one colon.'),
    ],
    [
      'a vendor with a space',
      policy({ ...allow, Action: 'k ms:Decrypt' }),
      malformed('Vendor k ms is not valid'),
    ],
    [
      'a resource that is no ARN',
      policy({ ...allow, Resource: 'mykey' }),
      malformed('Resource mykey must be in ARN format or "*".'),
    ],
  ])('sees %s', (_what, text, expected) => {
    expect(look(text)).toEqual(expected);
  });

  const LEGACY = malformed('The policy failed legacy parsing');
  const REGEXES = malformed('Resource vendor must be fully qualified and cannot contain regexes.');
  const partition = (name: string, arn: string) =>
    malformed(`Partition "${name}" is not valid for resource "${arn}".`);

  test('does not see a policy with a space before it', () => {
    expect(
      look(` ${policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' }, { Version: '2012-10-17' })}`),
    ).toEqual(LEGACY);
  });

  test.each<[string, Outcome]>([
    ['*', 'accepted'],
    ['arn:aws:s3:::b', 'accepted'],
    ['arn:*:s3:::b', 'accepted'],
    ['arn:aws:s3:eu-west-1:123456789012:accesspoint/a', 'accepted'],
    ['arn:aws:s3:eu-west-1:123456789012:job/*', 'accepted'],
    ['arn:aws:s3:*:123456789012:storage-lens/x', 'accepted'],
    ['arn:aws:iam::123456789012:*', 'accepted'],
    ['arn:aws:iam::*:root', 'accepted'],
    ['arn:aws:iam::aws:policy/ReadOnlyAccess', 'accepted'],
    ['arn:aws:sts::123456789012:assumed-role/a/b', 'accepted'],
    ['arn:aws:kms:*:*:key/${aws:PrincipalTag/key}', 'accepted'],
    ['arn:aws:execute-api:us-east-1::a:b:c', 'accepted'],
    ['arn:aws-cn:s3:::b', partition('aws-cn', 'arn:aws-cn:s3:::b')],
    ['arn:${AWS::Partition}:s3:::b', partition('${AWS', 'arn:${AWS::Partition}:s3:::b')],
    ['s3::b/*', partition('', 'arn::b/*:*:*:*')],
    ['arn:aws:*:*:*:*', REGEXES],
    ['arn:aws:s*:::b', REGEXES],
    ['arn:aws:iam::${aws:PrincipalAccount}:role/r', LEGACY],
    ['arn:aws:ec2:${aws:RequestedRegion}:123456789012:instance/*', LEGACY],
    ['arn:aws:iam::<your account>:role/r', LEGACY],
    ['arn:aws:kms:us-east-1:ACCOUNT_ID:key/*', LEGACY],
    ['arn:aws:kms::key/x', LEGACY],
    [
      'arn:aws:iam::123456789012:account',
      malformed(
        'IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.',
      ),
    ],
    ['arn:aws:s3:*::b/*', malformed('Resource arn:aws:s3:*::b/* can not contain region information.')],
    [
      'arn:aws:iam:*:123456789012:user/x',
      malformed('IAM resource arn:aws:iam:*:123456789012:user/x cannot contain region information.'),
    ],
  ])('of the Resource %s', (resource, expected) => {
    for (const element of ['Resource', 'NotResource']) {
      const text = policy({ Effect: 'Allow', Action: 's3:*', [element]: ['*', resource] });
      expect(outcome(() => validateIdentityPolicy(text, 'managed', undefined, 'aws'))).toEqual(expected);
    }
  });

  test('an ARN may be of any partition if the account’s is not known', () => {
    expect(look(policy({ ...allow, Resource: 'arn:aws-us-gov:s3:::b' }))).toBe('accepted');
    expect(look(policy({ ...allow, Resource: 'arn:aws-mars:s3:::b' }))).toEqual(
      partition('aws-mars', 'arn:aws-mars:s3:::b'),
    );
  });

  test.each([
    ['of the document', '{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}'],
    ['of a statement', policy(allow).replace('"Effect"', '"Action":"s3:*","Effect"')],
    ['in another spelling', policy(allow).replace('"Effect"', '"\\u0041ction":"s3:*","Effect"')],
    [
      'of a condition',
      policy({ ...allow, Condition: { Bool: { x: true } } }).replace('"Bool"', '"Bool":{},"Bool"'),
    ],
  ])('a member that is there twice is a mistake: %s', (_where, text) => {
    expect(look(text)).toEqual(SYNTAX);
  });

  test('members of different objects may have one name, and texts may look like members', () => {
    const quoted = { ...allow, Sid: 'A', Resource: ['arn:aws:s3:::"Sid":{', 'arn:aws:s3:::b\\"'] };
    expect(look(JSON.stringify({ Version: '2012-10-17', Statement: [quoted, allow] }))).toBe('accepted');
  });

  test.each<[IdentityPolicyKind, number, string]>([
    ['managed', 6144, 'Cannot exceed quota for PolicySize: 6144'],
    ['role-inline', 10_240, 'Maximum policy size of 10240 bytes exceeded for role somebody'],
    ['user-inline', 2048, 'Maximum policy size of 2048 bytes exceeded for user somebody'],
    ['group-inline', 5120, 'Maximum policy size of 5120 bytes exceeded for group somebody'],
  ])('counts the characters of a %s policy, without white space, up to %i', (kind, max, message) => {
    const sized = (size: number) => {
      const bare = policy({ ...allow, Resource: 'arn:aws:s3:::' }).length;
      const full = policy({ ...allow, Resource: `arn:aws:s3:::${'x'.repeat(size - bare)}` });
      return JSON.stringify(JSON.parse(full), null, 8);
    };
    expect(look(sized(max), kind)).toBe('accepted');
    expect(look(sized(max + 1), kind)).toEqual({ code: 'LimitExceeded', message });
  });

  test('counts the inline policies of one owner together', () => {
    const text = policy(allow);
    const beside = (others: number) =>
      outcome(() => validateIdentityPolicy(text, 'user-inline', { owner: 'u', others }));
    expect(beside(2048 - text.length)).toBe('accepted');
    expect(beside(2049 - text.length)).toMatchObject({ code: 'LimitExceeded' });
  });
});
