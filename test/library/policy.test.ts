import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../src/contract/errors.ts';
import {
  accessMatrix,
  callerOf,
  canonicalPolicy,
  checkLockOut,
  diffPolicies,
  evaluate,
  type LibraryErrorCode,
  readPolicy,
  samePolicy,
  validate,
} from '../../src/library/policy.ts';

const ACCOUNT = '111122223333';
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const allow = (who: string, action: string) =>
  readPolicy({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { AWS: who }, Action: action, Resource: '*' },
  });
const ofRoot = allow(`arn:aws:iam::${ACCOUNT}:root`, 'kms:*');
const ofApp = allow(`arn:aws:iam::${ACCOUNT}:role/App`, 'kms:Decrypt');

const admin = callerOf(`arn:aws:iam::${ACCOUNT}:user/admin`);
const identity = [
  {
    name: 'AllOfKms',
    document: readPolicy(
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}}',
    ),
  },
];
const request = { caller: admin, action: 'kms:Decrypt', resource: KEY };
const policies = { identity, owner: ACCOUNT, resource: { name: 'the key policy', document: ofRoot } };

describe('what it answers', () => {
  test('one request', () => {
    expect(evaluate(request, policies)).toMatchObject({ outcome: 'allowed' });
    expect(evaluate(request, { ...policies, identity: [] })).toMatchObject({
      outcome: 'implicitly-denied',
      missing: 'identity-policy',
    });
  });

  test('a matrix, member by member', () => {
    const app = callerOf(`arn:aws:iam::${ACCOUNT}:role/App`);
    const members = [
      { id: 'admin', caller: admin, policies: { identity } },
      { id: 'app', caller: app, policies: { identity: [] } },
    ];
    const key = { arn: KEY, owner: ACCOUNT, policy: ofApp };
    expect(
      accessMatrix(members, ['kms:Decrypt', 'kms:Encrypt'], key).map(({ principal, action, decision }) => [
        principal,
        action,
        decision.outcome,
      ]),
    ).toEqual([
      ['admin', 'kms:Decrypt', 'implicitly-denied'],
      ['admin', 'kms:Encrypt', 'implicitly-denied'],
      ['app', 'kms:Decrypt', 'allowed'],
      ['app', 'kms:Encrypt', 'implicitly-denied'],
    ]);
  });

  test('a key policy that would lock its author out', () => {
    const question = { caller: admin, keyArn: KEY, policies: { identity } };
    expect(checkLockOut({ ...question, keyPolicy: ofRoot }).outcome).toBe('allowed');
    expect(checkLockOut({ ...question, keyPolicy: ofApp }).outcome).toBe('implicitly-denied');
  });

  test('the same in another spelling, and what differs', () => {
    const spelled = allow(ACCOUNT, 'KMS:*');
    expect(samePolicy(ofRoot, spelled)).toBe(true);
    expect(canonicalPolicy(spelled)).toEqual(canonicalPolicy(ofRoot));
    expect(diffPolicies(ofRoot, spelled)).toMatchObject({ added: [], removed: [], changed: [] });
    expect(diffPolicies(ofRoot, ofApp)).toMatchObject({
      added: [ofApp.Statement],
      removed: [ofRoot.Statement],
    });
  });
});

describe('what AWS would store', () => {
  const principalExists = () => false;
  test.each<[string, Parameters<typeof validate>, string | undefined]>([
    ['a key policy', [ofRoot, { kind: 'key' }], undefined],
    [
      'one that names a role that is gone',
      [ofApp, { kind: 'key', principalExists }],
      'MalformedPolicyDocument',
    ],
    ['an identity policy', [identity[0]!.document, { kind: 'managed' }], undefined],
    ['an identity policy with a principal', [ofRoot, { kind: 'role-inline' }], 'MalformedPolicyDocument'],
    ['a trust policy about KMS', [ofRoot, { kind: 'trust' }], 'MalformedPolicyDocument'],
    ['a bucket policy about KMS', [ofRoot, { kind: 'bucket', bucket: 'b' }], 'MalformedPolicyDocument'],
    ['one that is too large', [`${' '.repeat(33_000)}{}`, { kind: 'key' }], 'LimitExceeded'],
  ])('%s', (_, given, code) => expect(validate(...given)?.code).toBe(code));

  test('what KMS refuses without an explanation is explained', () => {
    expect(validate('{', { kind: 'key' })?.message).toMatch('The policy is not JSON');
  });
});

describe('the caller for a name', () => {
  test.each([
    ['arn:aws:iam::111122223333:root', { kind: 'root', accountId: ACCOUNT }],
    ['arn:aws:iam::111122223333:user/staff/alice', { kind: 'user', accountId: ACCOUNT }],
    [
      'arn:aws:iam::111122223333:role/team/App',
      {
        kind: 'role-session',
        roleArn: 'arn:aws:iam::111122223333:role/team/App',
        arn: 'arn:aws:sts::111122223333:assumed-role/App/session',
      },
    ],
    [
      'arn:aws-cn:sts::111122223333:assumed-role/App/i-0abc',
      { kind: 'role-session', roleArn: 'arn:aws-cn:iam::111122223333:role/App', sessionName: 'i-0abc' },
    ],
    ['arn:aws:sts::111122223333:federated-user/bob', { kind: 'federated-user', accountId: ACCOUNT }],
    ['ec2.amazonaws.com', { kind: 'service', name: 'ec2.amazonaws.com' }],
  ])('%s', (name, caller) => expect(callerOf(name)).toMatchObject(caller));
});

/** What a program without types can do. */
// biome-ignore lint/suspicious/noExplicitAny: it is what is tried
type Wrong = any;

describe('bad input has the codes of the command line', () => {
  test.each<[string, () => unknown, LibraryErrorCode & ErrorCode, string]>([
    [
      'a policy that is a number',
      () => readPolicy(42 as Wrong),
      'ERR_DOCUMENT',
      'must be an object, not a number',
    ],
    ['no policy', () => readPolicy(undefined as Wrong), 'ERR_DOCUMENT', 'must be an object, not undefined'],
    ['a list', () => readPolicy([]), 'ERR_DOCUMENT', 'must be an object, not a list'],
    ['no JSON', () => readPolicy('{'), 'ERR_DOCUMENT', 'is not JSON'],
    ['a policy without statements', () => readPolicy({}), 'ERR_DOCUMENT', 'Statement is missing'],
    [
      'text where a document is wanted',
      () => diffPolicies(ofRoot, '{}' as Wrong),
      'ERR_DOCUMENT',
      'must be an object, not a string',
    ],
    ['nothing to compare with', () => samePolicy(ofRoot, null as Wrong), 'ERR_DOCUMENT', 'not null'],
    [
      'a document that is none',
      () => canonicalPolicy({ Statement: [] }),
      'ERR_DOCUMENT',
      'Statement is empty',
    ],
    [
      'a policy of a request that is none',
      () => evaluate(request, { ...policies, resource: { name: 'x', document: {} as Wrong } }),
      'ERR_DOCUMENT',
      'Statement is missing',
    ],
    ['no request', () => (evaluate as Wrong)(), 'ERR_USAGE', 'request is missing.'],
    ['no policies', () => (evaluate as Wrong)(request), 'ERR_USAGE', 'policies is missing.'],
    [
      'a misspelled member',
      () => evaluate({ ...request, contex: {} } as Wrong, policies),
      'ERR_USAGE',
      'There is no request.contex. There is caller, action, resource, context.',
    ],
    [
      'a caller of no kind',
      () => evaluate({ ...request, caller: { kind: 'usr' } as Wrong }, policies),
      'ERR_USAGE',
      'request.caller.kind must be "root" or "user" or',
    ],
    [
      'a caller without its ARN',
      () => evaluate({ ...request, caller: { kind: 'user', accountId: ACCOUNT } as Wrong }, policies),
      'ERR_USAGE',
      'request.caller.arn is missing.',
    ],
    [
      'an option that there is not',
      () => evaluate(request, policies, { notPrincipals: 'any-facet' } as Wrong),
      'ERR_USAGE',
      'There is no options.notPrincipals. There is notPrincipal.',
    ],
    [
      'members that are no list',
      () => accessMatrix({} as Wrong, [], {} as Wrong),
      'ERR_USAGE',
      'not an object',
    ],
    ['a key without a policy', () => accessMatrix([], [], {} as Wrong), 'ERR_USAGE', 'key.arn is missing'],
    ['a lock-out of nobody', () => checkLockOut({} as Wrong), 'ERR_USAGE', 'question.caller is missing'],
    [
      'a place that there is not',
      () => validate('{}', { kind: 'keys' } as Wrong),
      'ERR_USAGE',
      'place.kind must be',
    ],
    [
      'a bucket without its name',
      () => validate('{}', { kind: 'bucket' } as Wrong),
      'ERR_USAGE',
      'place.bucket',
    ],
    [
      'a name that is no principal',
      () => callerOf('bob'),
      'ERR_USAGE',
      '"bob" is not the ARN of a principal.',
    ],
  ])('%s', (_, work, code, message) => {
    expect(work).toThrow(
      expect.objectContaining({ name: 'LibraryError', code, message: expect.stringContaining(message) }),
    );
  });
});
