import { KMSClient } from '@aws-sdk/client-kms';
import type { PolicyDocument, Statement } from '../../../src/policy/document.ts';
import { handle } from '../../../src/sandbox/handle.ts';
import { identify } from '../../../src/sandbox/identify.ts';
import { judge } from '../../../src/sandbox/judge.ts';
import { kmsService } from '../../../src/sandbox/kms/index.ts';
import { fingerprint } from '../../../src/sandbox/kms/material.ts';
import { emptyAccount } from '../../../src/sandbox/seed/entities.ts';
import type { Key, Role, RoleSession, User, World, WorldAccount } from '../../../src/sandbox/world.ts';
import { CONFIGURATION, inProcess } from '../protocol/clients.ts';

export const HOME = '111122223333';
export const ELSEWHERE = '444455556666';
export const REGION = 'us-east-1';
export const START = new Date('2026-03-01T12:00:00Z');

export const KEY_ID = '1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809';
export const KEY_ARN = `arn:aws:kms:${REGION}:${HOME}:key/${KEY_ID}`;
export const ALIAS = 'alias/ImportedCMK';

export const ROOT = `arn:aws:iam::${HOME}:root`;
export const arnOf = (name: string, account: string = HOME): string => `arn:aws:iam::${account}:user/${name}`;
export const ROLE = `arn:aws:iam::${HOME}:role/app`;
export const SESSION = `arn:aws:sts::${HOME}:assumed-role/app/i-1`;

export const allow = (Action: string | readonly string[], Resource = '*'): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
});
export const deny = (Action: string | readonly string[]): Statement => ({
  Effect: 'Deny',
  Action,
  Resource: '*',
});
export const policy = (...Statement: readonly Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement,
});
export const to = (AWS: string, statement: Statement): Statement => ({ ...statement, Principal: { AWS } });

/** The default key policy: IAM decides. */
export const DELEGATION = policy(to(ROOT, allow('kms:*')));

export type Who = 'root' | 'admin' | 'alice' | 'role' | 'outsider' | 'federated';

/**
 * An administrator, Alice (who may do nothing unless told), the role `app`, an outsider with all of KMS in a separate
 * account, and one key. The clock stands still.
 */
export function openAccount(keyPolicy: PolicyDocument = DELEGATION) {
  const world = worldWith(keyPolicy);
  const clock = { now: START };
  const answer = handle({
    services: { kms: async () => kmsService },
    world,
    identify: (id) => identify(world, id, clock.now),
    judge,
    save: async () => {},
    now: () => clock.now,
    record: ({ bug }) => {
      if (bug) throw bug;
    },
  });
  const as = (who: Who, region: string = REGION): KMSClient =>
    new KMSClient({
      ...CONFIGURATION,
      region,
      credentials: CREDENTIALS[who],
      requestHandler: inProcess(answer),
    });
  const home = world.accounts[HOME] as WorldAccount;
  return {
    world,
    home,
    as,
    key: home.keys[KEY_ID] as Key,
    user: (name: string) => home.users[name] as User,
    role: home.roles.app as Role,
    passDays: (days: number) => {
      clock.now = new Date(clock.now.getTime() + days * 24 * 3600 * 1000);
    },
    now: () => clock.now,
  };
}

/** The message of a refused call, `AccessDeniedException: User …`. Fails if it is not refused. */
export async function refusal(sending: Promise<unknown>): Promise<string> {
  try {
    await sending;
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message}`;
  }
  throw new Error('It was not refused.');
}

const CREDENTIALS = {
  root: longTerm('AKIAROOT'),
  admin: longTerm('AKIAADMIN'),
  alice: longTerm('AKIAALICE'),
  outsider: longTerm('AKIAOUTSIDER'),
  role: { ...longTerm('ASIAROLE'), sessionToken: 'token' },
  federated: { ...longTerm('ASIAFEDERATED'), sessionToken: 'token' },
};

function longTerm(accessKeyId: string) {
  return { accessKeyId, secretAccessKey: `secret of ${accessKeyId}` };
}

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

function worldWith(keyPolicy: PolicyDocument): World {
  const role: Role = {
    ...entity('AROAAPP', 'role', 'app', HOME),
    maxSessionSeconds: 3600,
    trust: policy(),
  };
  return {
    version: 1,
    home: HOME,
    region: REGION,
    accounts: {
      [HOME]: {
        ...emptyAccount(HOME),
        rootKey: accessKey('AKIAROOT'),
        users: {
          admin: { ...userOf('admin', HOME), attached: [ADMINISTRATOR] },
          alice: userOf('alice', HOME),
        },
        roles: { app: role },
        keys: { [KEY_ID]: keyWith(keyPolicy) },
        aliases: {
          [ALIAS]: {
            name: ALIAS,
            arn: `arn:aws:kms:${REGION}:${HOME}:${ALIAS}`,
            keyId: KEY_ID,
            created: START.toISOString(),
            updated: START.toISOString(),
          },
        },
      },
      [ELSEWHERE]: {
        ...emptyAccount(ELSEWHERE),
        users: { outsider: { ...userOf('outsider', ELSEWHERE), inline: { all: policy(allow('kms:*')) } } },
      },
    },
    sessions: {
      ASIAROLE: session('ASIAROLE', {
        kind: 'role-session',
        accountId: HOME,
        arn: SESSION,
        roleArn: ROLE,
        id: role.id,
        sessionName: 'i-1',
      }),
      ASIAFEDERATED: {
        ...session('ASIAFEDERATED', {
          kind: 'federated-user',
          accountId: HOME,
          arn: `arn:aws:sts::${HOME}:federated-user/fred`,
          id: `${HOME}:fred`,
        }),
        parent: { kind: 'user', accountId: HOME, arn: arnOf('admin'), id: 'AIDAADMIN' },
      },
    },
  };
}

const MATERIAL = Buffer.alloc(32, 7);

/** AWS made its material, unless a test says otherwise. */
const keyWith = (keyPolicy: PolicyDocument): Key => ({
  id: KEY_ID,
  arn: KEY_ARN,
  created: START.toISOString(),
  description: '',
  origin: 'AWS_KMS',
  state: 'Enabled',
  material: MATERIAL.toString('base64'),
  materialId: fingerprint(MATERIAL),
  tags: {},
  policy: keyPolicy,
});

const entity = (id: string, type: string, name: string, account: string) => ({
  id,
  arn: `arn:aws:iam::${account}:${type}/${name}`,
  name,
  path: '/',
  created: START.toISOString(),
  tags: {},
  inline: {},
  attached: [],
});

export const userOf = (name: string, account: string, id = `AIDA${name.toUpperCase()}`): User => ({
  ...entity(id, 'user', name, account),
  accessKeys: [accessKey(`AKIA${name.toUpperCase()}`)],
  groups: [],
});

const accessKey = (id: string) => ({
  id,
  secret: `secret of ${id}`,
  status: 'Active' as const,
  created: START.toISOString(),
});

const session = (accessKeyId: string, caller: RoleSession['caller']): RoleSession => ({
  accessKeyId,
  secret: `secret of ${accessKeyId}`,
  token: 'token',
  expires: '2036-01-01T00:00:00Z',
  caller,
  policies: [],
});
