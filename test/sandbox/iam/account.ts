import { type IAMClient as Client, IAMClient } from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';
import { type SandboxAccount as Behind, handle } from '../../../src/sandbox/handle.ts';
import { iamService } from '../../../src/sandbox/iam/index.ts';
import { identify } from '../../../src/sandbox/identify.ts';
import type { Demand } from '../../../src/sandbox/operation.ts';
import { emptyAccount } from '../../../src/sandbox/seed/entities.ts';
import { stsService } from '../../../src/sandbox/sts/index.ts';
import type { User, World } from '../../../src/sandbox/world.ts';
import { CONFIGURATION, inProcess } from '../protocol/clients.ts';

export const HOME = '111122223333';
export const AWAY = '444455556666';
export const START = new Date('2026-01-01T12:00:00Z');

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export const ROOT: Credentials = { accessKeyId: 'AKIAROOTROOTROOTROOT', secretAccessKey: 'root-secret' };
export const ALICE: Credentials = { accessKeyId: 'AKIAALICEALICEALICE2', secretAccessKey: 'alice-secret' };

const created = START.toISOString();

export const userNamed = (name: string, rest: Partial<User> = {}, account = HOME): User => ({
  id: `AIDA${name.toUpperCase().padEnd(17, '2')}`,
  arn: `arn:aws:iam::${account}:user/${name}`,
  name,
  path: '/',
  created,
  tags: {},
  accessKeys: [],
  inline: {},
  attached: [],
  groups: [],
  ...rest,
});

export const keyOf = ({ accessKeyId, secretAccessKey }: Credentials) =>
  ({ id: accessKeyId, secret: secretAccessKey, status: 'Active', created }) as const;

/** Alice's account, and another one that is empty. */
export const smallWorld = (): World => ({
  version: 1,
  home: HOME,
  region: 'us-east-1',
  accounts: {
    [HOME]: {
      ...emptyAccount(HOME),
      rootKey: keyOf(ROOT),
      users: { alice: userNamed('alice', { accessKeys: [keyOf(ALICE)] }) },
    },
    [AWAY]: emptyAccount(AWAY),
  },
  sessions: {},
});

/** IAM and STS in this process. Everything is allowed, unless a judge is given; the clock can be moved. */
export function openAccount(rest: Partial<Pick<Behind, 'judge'>> = {}) {
  const world = smallWorld();
  const demanded: Demand[] = [];
  let time = START;
  const now = () => time;
  const requestHandler = inProcess(
    handle({
      services: { iam: async () => iamService, sts: async () => stsService },
      world,
      identify: (accessKeyId) => identify(world, accessKeyId, now()),
      judge: (call, demands) => {
        demanded.push(...demands);
        rest.judge?.(call, demands);
      },
      save: async () => {},
      now,
    }),
  );
  const configured = (credentials: Credentials) => ({ ...CONFIGURATION, credentials, requestHandler });
  return {
    world,
    home: world.accounts[HOME]!,
    now,
    demanded,
    iam: (credentials = ALICE): Client => new IAMClient(configured(credentials)),
    sts: (credentials = ALICE) => new STSClient(configured(credentials)),
    wait(seconds: number) {
      time = new Date(time.getTime() + seconds * 1000);
    },
  };
}

export interface Refusal {
  readonly code: string;
  readonly status: number;
  readonly text: string;
}

/** How the promise was refused, by the answer on the wire. */
export async function refusalOf(promise: Promise<unknown>): Promise<Refusal> {
  try {
    await promise;
  } catch (error) {
    const { name, Code, $metadata, message } = error as {
      name: string;
      Code?: string;
      $metadata: { httpStatusCode: number };
      message: string;
    };
    return { code: Code ?? name, status: $metadata.httpStatusCode, text: message };
  }
  throw new Error('it was not refused');
}

/** STS's answer in a client's form. */
export const credentialsOf = ({
  Credentials: { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = {},
}: {
  readonly Credentials?:
    | {
        AccessKeyId?: string | undefined;
        SecretAccessKey?: string | undefined;
        SessionToken?: string | undefined;
      }
    | undefined;
}): Credentials => ({
  accessKeyId: AccessKeyId,
  secretAccessKey: SecretAccessKey,
  sessionToken: SessionToken,
});

export const ALLOW_S3 = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
});

export const trusting = (Principal: unknown, Condition?: unknown): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...(Condition ? { Condition } : {}) },
    ],
  });

export const TRUST_EC2 = trusting({ Service: 'ec2.amazonaws.com' });
