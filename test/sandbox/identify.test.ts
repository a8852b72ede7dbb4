import { describe, expect, test } from 'vitest';
import type { Caller } from '../../src/policy/request.ts';
import { identify } from '../../src/sandbox/identify.ts';
import { keepSession, openSession } from '../../src/sandbox/sts/sessions.ts';
import type { Role, World } from '../../src/sandbox/world.ts';
import { ALICE, HOME, ROOT, START, smallWorld } from './iam/account.ts';

const INSTANCE_ROLE: Role = {
  id: 'AROAINSTANCEROLE22222',
  arn: `arn:aws:iam::${HOME}:role/lab/instance`,
  name: 'instance',
  path: '/lab/',
  created: START.toISOString(),
  maxSessionSeconds: 3600,
  tags: {},
  trust: { Statement: [] },
  inline: {},
  attached: [],
};

const alice = smallWorld().accounts[HOME]!.users.alice!;
const AS_ALICE: Caller = { kind: 'user', accountId: HOME, arn: alice.arn, id: alice.id };
const AS_ROOT: Caller = { kind: 'root', accountId: HOME, arn: `arn:aws:iam::${HOME}:root` };
const AS_INSTANCE: Caller = {
  kind: 'role-session',
  accountId: HOME,
  arn: `arn:aws:sts::${HOME}:assumed-role/instance/i-0123456789abcdef0`,
  roleArn: INSTANCE_ROLE.arn,
  id: INSTANCE_ROLE.id,
  sessionName: 'i-0123456789abcdef0',
};
const AS_FEDERATED: Caller = {
  kind: 'federated-user',
  accountId: HOME,
  arn: `arn:aws:sts::${HOME}:federated-user/bob`,
  id: `${HOME}:bob`,
};

const ago = (seconds: number) => new Date(START.getTime() - seconds * 1000);
const NO_MFA = { 'aws:MultiFactorAuthPresent': 'false' };
const mfa = (age: string) => ({ 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': age });

function worldWithRole(): World {
  const world = smallWorld();
  world.accounts[HOME]!.roles.instance = structuredClone(INSTANCE_ROLE);
  return world;
}

describe('a long-term key, without any MFA key in its context', () => {
  test.each([
    ['the root user’s', ROOT, AS_ROOT],
    ['a user’s', ALICE, AS_ALICE],
  ])('%s', (_, { accessKeyId, secretAccessKey }, caller) => {
    expect(identify(smallWorld(), accessKeyId, START)).toEqual({
      caller,
      accessKeyId,
      secretAccessKey,
      context: {},
    });
  });
});

describe('a session', () => {
  test.each([
    ['of a user without MFA', AS_ALICE, undefined, NO_MFA],
    ['of a user with MFA a minute ago', AS_ALICE, ago(60), mfa('60')],
    ['of a user with MFA just now', AS_ALICE, START, mfa('0')],
    ['of a user with MFA ten minutes ago', AS_ALICE, ago(600), mfa('600')],
    ['of the root user', AS_ROOT, undefined, NO_MFA],
    ['of an instance', AS_INSTANCE, undefined, NO_MFA],
  ])('%s', (_, caller, mfaAt, context) => {
    const world = worldWithRole();
    const session = openSession({ caller, seconds: 3600, now: ago(900), ...(mfaAt ? { mfaAt } : {}) });
    keepSession(world, session, START);
    expect(identify(world, session.accessKeyId, START)).toEqual({
      caller,
      accessKeyId: session.accessKeyId,
      secretAccessKey: session.secret,
      sessionToken: session.token,
      expires: new Date(START.getTime() + 2700_000),
      context: { 'aws:TokenIssueTime': ago(900).toISOString(), ...context },
    });
  });

  test('that was handed out counts like a stored one', () => {
    const session = openSession({ caller: AS_INSTANCE, seconds: 3600, now: START });
    const lent = new Map([[session.accessKeyId, session]]);
    expect(identify(worldWithRole(), session.accessKeyId, START)).toBeUndefined();
    expect(identify(worldWithRole(), session.accessKeyId, START, lent)?.caller).toEqual(AS_INSTANCE);
  });

  test('that has ended stays known for a day, so that the refusal can say so', () => {
    const world = worldWithRole();
    const old = openSession({ caller: AS_ALICE, seconds: 900, now: ago(3600) });
    keepSession(world, old, ago(3600));
    expect(identify(world, old.accessKeyId, START)?.expires).toEqual(ago(2700));
    const later = new Date(START.getTime() + 86_400_000);
    keepSession(world, openSession({ caller: AS_ALICE, seconds: 900, now: later }), later);
    expect(identify(world, old.accessKeyId, later)).toBeUndefined();
  });
});

describe('no principal', () => {
  const cases: Readonly<Record<string, (world: World) => string>> = {
    'a key that never was': () => 'AKIANOBODYNOBODYNOBO',
    'a name of every object': () => 'constructor',
    'an inactive key': ({ accounts }) => {
      accounts[HOME]!.users.alice!.accessKeys[0]!.status = 'Inactive';
      return ALICE.accessKeyId;
    },
    'the session of a user who was deleted': (world) => {
      delete world.accounts[HOME]!.users.alice;
      return kept(world, AS_ALICE);
    },
    'the session of a user who is another one of that name': (world) => {
      world.accounts[HOME]!.users.alice!.id = 'AIDAANOTHERALICE22222';
      return kept(world, AS_ALICE);
    },
    'the session of a role that was deleted': (world) => {
      delete world.accounts[HOME]!.roles.instance;
      return kept(world, AS_INSTANCE);
    },
    'the federated session of a user who was deleted': (world) => {
      delete world.accounts[HOME]!.users.alice;
      return kept(world, AS_FEDERATED, AS_ALICE);
    },
  };

  const kept = (world: World, caller: Caller, parent?: Caller): string => {
    const session = openSession({ caller, seconds: 900, now: START, ...(parent ? { parent } : {}) });
    keepSession(world, session, START);
    return session.accessKeyId;
  };

  test.each(Object.entries(cases))('%s', (_, accessKeyIdIn) => {
    const world = worldWithRole();
    expect(identify(world, accessKeyIdIn(world), START)).toBeUndefined();
  });
});
