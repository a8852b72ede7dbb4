import { dictionary } from '../../src/sandbox/dictionary.ts';
import { handle, type SandboxAccount } from '../../src/sandbox/handle.ts';
import { identify } from '../../src/sandbox/identify.ts';
import { type Demand, ServiceError } from '../../src/sandbox/operation.ts';
import { ELSEWHERE, HOME, seed } from '../../src/sandbox/seed.ts';
import type { User } from '../../src/sandbox/world.ts';
import { CONFIGURATION, inProcess } from './protocol/clients.ts';

export { ELSEWHERE, HOME };
/** An empty bucket of the workshop's account. */
export const BUCKET = 'notes';
export const NOW = new Date('2026-06-01T12:00:00.700Z');

const services: SandboxAccount['services'] = {
  s3: async () => (await import('../../src/sandbox/s3/index.ts')).s3Service,
  ec2: async () => (await import('../../src/sandbox/ec2/index.ts')).ec2Service,
  ssm: async () => (await import('../../src/sandbox/ssm/index.ts')).ssmService,
};

/** The workshop's account, which allows everything except what it is told to deny, and remembers the demands. */
export function openHome(rest: Partial<SandboxAccount> = {}) {
  const world = seed(NOW);
  world.accounts[HOME]!.buckets[BUCKET] = { name: BUCKET, created: NOW.toISOString(), objects: dictionary() };
  const asked: Demand[] = [];
  const denied = new Set<string>();
  const account: SandboxAccount = {
    services,
    world,
    identify: (accessKeyId) => identify(world, accessKeyId, NOW),
    judge: ({ identity }, demands) => {
      asked.push(...demands);
      const { action } = demands.find((demand) => denied.has(demand.action)) ?? {};
      if (!action) return;
      const who = 'arn' in identity.caller ? identity.caller.arn : identity.caller.kind;
      throw new ServiceError('AccessDenied', `User: ${who} is not authorized to perform: ${action}`);
    },
    save: async () => {},
    now: () => NOW,
    ...rest,
  };
  const users = { ...world.accounts[HOME]!.users, ...world.accounts[ELSEWHERE]!.users };
  const configurationOf = (name: string) => ({
    ...CONFIGURATION,
    credentials: credentialsOf(users[name]!),
    requestHandler: inProcess(handle(account)),
  });
  return {
    world,
    account,
    home: world.accounts[HOME]!,
    asked,
    denied,
    /** A client of the operator, or of another user. */
    client: <C>(Client: new (configuration: object) => C, name = 'operator'): C =>
      new Client(configurationOf(name)),
  };
}

export const credentialsOf = ({ accessKeys: [key] }: User) => ({
  accessKeyId: key!.id,
  secretAccessKey: key!.secret,
});

/** The code, status and text of a refusal. */
export async function refusal(answer: Promise<unknown>) {
  try {
    await answer;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { code: name, status: $metadata?.httpStatusCode, message };
  }
  throw new Error('nothing was refused');
}
