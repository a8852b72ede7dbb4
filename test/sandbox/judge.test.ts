import { describe, expect, test } from 'vitest';
import type { PolicyDocument } from '../../src/policy/document.ts';
import type { Caller } from '../../src/policy/request.ts';
import { identify } from '../../src/sandbox/identify.ts';
import { decide, judge } from '../../src/sandbox/judge.ts';
import type { ApiCall, Demand } from '../../src/sandbox/operation.ts';
import {
  allow,
  arnOf,
  deny,
  ELSEWHERE,
  HOME,
  KEY_ARN,
  openAccount,
  policy,
  REGION,
  ROLE,
  ROOT,
  SESSION,
  START,
  to,
  type Who,
} from './kms/account.ts';

type Lab = ReturnType<typeof openAccount>;

const KEYS: Readonly<Record<Who, string>> = {
  root: 'AKIAROOT',
  admin: 'AKIAADMIN',
  alice: 'AKIAALICE',
  role: 'ASIAROLE',
  outsider: 'AKIAOUTSIDER',
  federated: 'ASIAFEDERATED',
};

function callOf({ world }: Lab, who: Who, caller?: Caller): ApiCall<unknown> {
  const identity = identify(world, KEYS[who], START);
  if (!identity) throw new TypeError(`${who} has no credentials.`);
  return {
    input: {},
    identity: caller ? { ...identity, caller } : identity,
    region: REGION,
    requestId: 'r',
    now: START,
    context: identity.context,
    world,
  };
}

/** `allowed`, or what the refusal says. */
function verdict(call: ApiCall<unknown>, demand: Demand): string {
  const { outcome } = decide(call, demand);
  try {
    judge(call, [demand]);
  } catch (error) {
    expect(outcome).not.toBe('allowed');
    expect(error).toMatchObject({ code: 'AccessDenied' });
    return (error as Error).message;
  }
  return outcome;
}

const DECRYPT: Demand = { action: 'kms:Decrypt', resource: KEY_ARN };
const CIPHERTEXT: Demand = { ...DECRYPT, refersTo: 'the resource associated with this ciphertext' };
const delegation = to(ROOT, allow('kms:*'));
const HIDDEN =
  'because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access';

/** The caller, whose key policy says what, whose IAM policy says what, and the decision. */
describe('kms:Decrypt', () => {
  test.each<[string, Who, PolicyDocument, PolicyDocument | undefined, Demand, string]>([
    [
      'IAM is silent',
      'alice',
      policy(delegation),
      undefined,
      DECRYPT,
      `on resource: ${KEY_ARN} because no identity-based policy allows the kms:Decrypt action`,
    ],
    [
      'IAM is silent, and the key is not named',
      'alice',
      policy(delegation),
      undefined,
      CIPHERTEXT,
      'on the resource associated with this ciphertext because no identity-based policy allows the kms:Decrypt action',
    ],
    [
      'the key policy is silent, though IAM allows',
      'alice',
      policy(to(arnOf('admin'), allow('kms:*'))),
      policy(allow('kms:*')),
      DECRYPT,
      `on resource: ${KEY_ARN} because no resource-based policy allows the kms:Decrypt action`,
    ],
    [
      'the key policy is silent, and the key is not named',
      'alice',
      policy(to(arnOf('admin'), allow('kms:*'))),
      policy(allow('kms:*')),
      CIPHERTEXT,
      `on the resource associated with this ciphertext ${HIDDEN}`,
    ],
    [
      'the key policy denies',
      'alice',
      policy(delegation, to('*', deny('kms:Decrypt'))),
      policy(allow('kms:*')),
      DECRYPT,
      `on resource: ${KEY_ARN} with an explicit deny in a resource-based policy`,
    ],
    [
      'the key policy denies, and the key is not named',
      'alice',
      policy(delegation, to('*', deny('kms:Decrypt'))),
      policy(allow('kms:*')),
      CIPHERTEXT,
      `on the resource associated with this ciphertext ${HIDDEN}`,
    ],
    [
      'IAM denies',
      'alice',
      policy(to(arnOf('alice'), allow('kms:*'))),
      policy(deny('kms:Decrypt')),
      DECRYPT,
      `on resource: ${KEY_ARN} with an explicit deny in an identity-based policy`,
    ],
    [
      'IAM allows what the key policy leaves to it',
      'alice',
      policy(delegation),
      policy(allow('kms:*')),
      DECRYPT,
      'allowed',
    ],
    [
      'the key policy names the user',
      'alice',
      policy(to(arnOf('alice'), allow('kms:*'))),
      undefined,
      DECRYPT,
      'allowed',
    ],
    ['the root user', 'root', policy(delegation), undefined, DECRYPT, 'allowed'],
    ['a stranger', 'outsider', policy(delegation), undefined, DECRYPT, `on this resource ${HIDDEN}`],
  ])('%s', (_, who, keyPolicy, iam, demand, expected) => {
    const account = openAccount(keyPolicy);
    if (iam) account.user('alice').inline = { mine: iam };
    const said = verdict(callOf(account, who), demand);
    const caller = who === 'outsider' ? arnOf(who, ELSEWHERE) : arnOf(who);
    expect(said).toBe(
      expected === 'allowed'
        ? expected
        : `User: ${caller} is not authorized to perform: kms:Decrypt ${expected}`,
    );
  });

  test('a principal of another account that the key policy allows also needs IAM of its own', () => {
    const account = openAccount(
      policy(delegation, to(`arn:aws:iam::${ELSEWHERE}:root`, allow('kms:Decrypt'))),
    );
    expect(verdict(callOf(account, 'outsider'), DECRYPT)).toBe('allowed');
    account.world.accounts[ELSEWHERE]!.users.outsider!.inline = {};
    expect(verdict(callOf(account, 'outsider'), DECRYPT)).toMatch(
      /on resource: arn.* because no identity-based policy allows the kms:Decrypt action$/,
    );
  });
});

describe('what allows a caller', () => {
  const all = policy(allow('kms:*'));
  const managed = (name: string, document: PolicyDocument) => ({
    id: `ANPA${name}`,
    arn: `arn:aws:iam::${HOME}:policy/${name}`,
    name,
    path: '/',
    created: START.toISOString(),
    updated: START.toISOString(),
    tags: {},
    defaultVersion: 'v2',
    nextVersion: 3,
    versions: { v1: { document: policy(), created: '' }, v2: { document, created: '' } },
  });
  const attach = ({ home }: Lab, document: PolicyDocument): string => {
    const one = managed('one', document);
    home.policies[one.arn] = one;
    return one.arn;
  };

  test.each<[string, Who, (account: Lab) => void, string | RegExp]>([
    [
      'an inline policy',
      'alice',
      (a) => {
        a.user('alice').inline = { all };
      },
      'allowed',
    ],
    [
      'a managed policy, by its default version',
      'alice',
      (a) => {
        a.user('alice').attached = [attach(a, all)];
      },
      'allowed',
    ],
    ['a policy of AWS', 'admin', () => {}, 'allowed'],
    [
      'a policy that is not there',
      'alice',
      (a) => {
        a.user('alice').attached = ['arn:aws:iam::aws:policy/None'];
      },
      /no identity-based policy/,
    ],
    [
      'its group’s policy',
      'alice',
      (a) => {
        const { id, arn, created } = a.user('alice');
        a.home.groups.staff = { id, arn, created, name: 'staff', path: '/', inline: { all }, attached: [] };
        a.user('alice').groups = ['staff'];
      },
      'allowed',
    ],
    [
      'its role’s policy',
      'role',
      (a) => {
        a.role.inline = { all };
      },
      'allowed',
    ],
    [
      'nothing: a role’s session',
      'role',
      () => {},
      `User: ${SESSION} is not authorized to perform: kms:Decrypt on resource: ${KEY_ARN} because no identity-based policy allows the kms:Decrypt action`,
    ],
    [
      'nothing: a role that was made anew',
      'role',
      (a) => {
        a.role.inline = { all };
        a.world.sessions.ASIAROLE!.caller = { ...sessionOf(a), id: 'AROAGONE' };
      },
      /no identity-based policy/,
    ],
    [
      'a boundary that is silent',
      'admin',
      (a) => {
        a.user('admin').boundary = attach(a, policy(allow('s3:*')));
      },
      /because no permissions boundary allows the kms:Decrypt action$/,
    ],
    [
      'a boundary that is not there',
      'admin',
      (a) => {
        a.user('admin').boundary = `arn:aws:iam::${HOME}:policy/gone`;
      },
      /because no permissions boundary allows the kms:Decrypt action$/,
    ],
    [
      'a boundary that denies',
      'admin',
      (a) => {
        a.user('admin').boundary = attach(a, policy(allow('*'), deny('kms:*')));
      },
      /with an explicit deny in a permissions boundary$/,
    ],
    [
      'a session policy that is silent',
      'role',
      (a) => {
        a.role.inline = { all };
        a.world.sessions.ASIAROLE!.policies = [policy(allow('s3:*'))];
      },
      /because no session policy allows the kms:Decrypt action$/,
    ],
    [
      'a session policy that denies',
      'role',
      (a) => {
        a.role.inline = { all };
        a.world.sessions.ASIAROLE!.policies = [policy(deny('kms:*'))];
      },
      /with an explicit deny in a session policy$/,
    ],
    [
      'a federated user without session policy',
      'federated',
      () => {},
      /because no session policy allows the kms:Decrypt action$/,
    ],
    [
      'a federated user, what its parent has as well',
      'federated',
      (a) => {
        a.world.sessions.ASIAFEDERATED!.policies = [all];
      },
      'allowed',
    ],
    [
      'a federated user, not what its parent lacks',
      'federated',
      (a) => {
        a.world.sessions.ASIAFEDERATED!.policies = [all];
        a.user('admin').attached = [];
      },
      /no identity-based policy/,
    ],
  ])('%s', (_, who, arrange, expected) => {
    const account = openAccount();
    const before = callOf(account, who);
    arrange(account);
    const call = { ...before, identity: { ...before.identity, caller: callerOf(account, before) } };
    expect(verdict(call, DECRYPT)).toMatch(expected);
  });

  const sessionOf = ({ world }: Lab) =>
    world.sessions.ASIAROLE!.caller as Extract<Caller, { kind: 'role-session' }>;
  const callerOf = ({ world }: Lab, { identity }: ApiCall<unknown>): Caller =>
    world.sessions[identity.accessKeyId]?.caller ?? identity.caller;

  test.each<[string, Caller]>([
    ['nobody in particular', { kind: 'anonymous' }],
    ['a service', { kind: 'service', name: 'ec2.amazonaws.com' }],
  ])('%s is allowed nothing here', (_, caller) => {
    expect(verdict(callOf(openAccount(), 'admin', caller), DECRYPT)).toBe('Access Denied');
  });
});

describe('other resources', () => {
  const bucket = (document?: PolicyDocument) => ({
    name: 'b',
    created: START.toISOString(),
    objects: {},
    ...(document ? { policy: document } : {}),
  });
  const get: Demand = {
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::b/k',
    refersTo: '"arn:aws:s3:::b/k"',
  };

  test('a bucket: users of its owner learn why', () => {
    const account = openAccount();
    account.home.buckets.b = bucket();
    expect(verdict(callOf(account, 'admin'), get)).toBe('allowed');
    expect(verdict(callOf(account, 'alice'), get)).toBe(
      `User: ${arnOf('alice')} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/k" because no identity-based policy allows the s3:GetObject action`,
    );
  });

  test('a bucket: its policy is enough, and can deny', () => {
    const account = openAccount();
    account.home.buckets.b = bucket(policy(to(arnOf('alice'), allow('s3:GetObject', 'arn:aws:s3:::b/*'))));
    expect(verdict(callOf(account, 'alice'), get)).toBe('allowed');
    account.home.buckets.b = bucket(policy({ ...to('*', deny('s3:*')), Resource: 'arn:aws:s3:::b/*' }));
    expect(verdict(callOf(account, 'admin'), get)).toMatch(
      /with an explicit deny in a resource-based policy$/,
    );
  });

  test('a bucket: another account does not learn why', () => {
    const account = openAccount();
    account.home.buckets.b = bucket();
    account.world.accounts[ELSEWHERE]!.users.outsider!.inline = { all: policy(allow('s3:*')) };
    expect(verdict(callOf(account, 'outsider'), get)).toBe('Access Denied');
  });

  const assume: Demand = { action: 'sts:AssumeRole', resource: ROLE };

  test('a role: its trust policy decides', () => {
    const account = openAccount();
    expect(verdict(callOf(account, 'admin'), assume)).toBe(
      `User: ${arnOf('admin')} is not authorized to perform: sts:AssumeRole because no role trust policy allows the sts:AssumeRole action`,
    );
    const { Resource: _, ...trust } = to(arnOf('alice'), allow('sts:AssumeRole'));
    account.role.trust = policy(trust);
    expect(verdict(callOf(account, 'alice'), assume)).toBe('allowed');
    account.role.trust = policy({ ...trust, Effect: 'Deny' });
    expect(verdict(callOf(account, 'alice'), assume)).toMatch(
      /with an explicit deny in the role trust policy$/,
    );
  });

  test('a role that does not exist cannot be assumed', () => {
    expect(verdict(callOf(openAccount(), 'admin'), { ...assume, resource: `${ROLE}2` })).toMatch(
      /not authorized/,
    );
  });

  test('a key that does not exist cannot be used', () => {
    const resource = KEY_ARN.replace('1b2c', '9999');
    expect(verdict(callOf(openAccount(), 'admin'), { ...DECRYPT, resource })).toMatch(
      /no resource-based policy/,
    );
    expect(verdict(callOf(openAccount(), 'root'), { ...DECRYPT, resource })).toMatch(
      /no resource-based policy/,
    );
  });

  test('EC2 names no resource if there is none', () => {
    expect(verdict(callOf(openAccount(), 'alice'), { action: 'ec2:DescribeInstances', resource: '*' })).toBe(
      `User: ${arnOf('alice')} is not authorized to perform: ec2:DescribeInstances because no identity-based policy allows the ec2:DescribeInstances action`,
    );
  });

  test('IAM names resources by their names', () => {
    const demand = { action: 'iam:GetRole', resource: ROLE, refersTo: 'role app' };
    expect(verdict(callOf(openAccount(), 'alice'), demand)).toBe(
      `User: ${arnOf('alice')} is not authorized to perform: iam:GetRole on resource: role app because no identity-based policy allows the iam:GetRole action`,
    );
  });
});

describe('several demands', () => {
  test('are all required', () => {
    const account = openAccount();
    account.user('alice').inline = { one: policy(allow('kms:Encrypt')) };
    const call = callOf(account, 'alice');
    const encrypt = { ...DECRYPT, action: 'kms:Encrypt' };
    expect(() => judge(call, [encrypt])).not.toThrow();
    expect(() => judge(call, [encrypt, DECRYPT])).toThrow(/kms:Decrypt action$/);
    expect(() => judge(call, [DECRYPT, encrypt])).toThrow(/kms:Decrypt action$/);
  });
});

describe('condition keys', () => {
  const under = (Condition: object) => policy({ ...allow('kms:Decrypt'), Condition } as never);
  test.each<[string, object, Demand, boolean]>([
    ['the key’s origin', { StringEquals: { 'kms:KeyOrigin': 'AWS_KMS' } }, DECRYPT, true],
    [
      'the key’s alias',
      { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/ImportedCMK' } },
      DECRYPT,
      true,
    ],
    ['the caller’s account', { StringEquals: { 'kms:CallerAccount': HOME } }, DECRYPT, true],
    [
      'the service in between',
      { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
      { ...DECRYPT, context: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
      true,
    ],
    [
      'no service in between',
      { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
      DECRYPT,
      false,
    ],
    [
      'the encryption context',
      { StringEquals: { 'kms:EncryptionContext:a': '1' } },
      { ...DECRYPT, context: { 'kms:EncryptionContext:a': '1' } },
      true,
    ],
    ['MFA that nobody gave', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, DECRYPT, false],
  ])('%s', (_, condition, demand, allowed) => {
    const account = openAccount();
    account.user('alice').inline = { one: under(condition) };
    expect(decide(callOf(account, 'alice'), demand).outcome).toBe(allowed ? 'allowed' : 'implicitly-denied');
  });
});
