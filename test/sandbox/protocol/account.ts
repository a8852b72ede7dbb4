import type { SandboxAccount } from '../../../src/sandbox/handle.ts';
import { handle } from '../../../src/sandbox/handle.ts';
import type { Identity, Operation } from '../../../src/sandbox/operation.ts';
import type { Service } from '../../../src/sandbox/protocol/service.ts';
import type { World } from '../../../src/sandbox/world.ts';
import { CONFIGURATION, type Handle } from './clients.ts';

const ACCOUNT_ID = '111122223333';

export const ALICE: Identity = {
  caller: {
    kind: 'user',
    accountId: ACCOUNT_ID,
    arn: `arn:aws:iam::${ACCOUNT_ID}:user/alice`,
    id: 'AIDAALICE',
  },
  ...CONFIGURATION.credentials,
  context: {},
};

const world: World = { version: 1, home: ACCOUNT_ID, region: 'us-east-1', accounts: {}, sessions: {} };

/** An account that knows Alice, allows everything and saves nothing, unless told otherwise. */
export const accountWith = (
  service: Service | undefined,
  rest: Partial<SandboxAccount> = {},
): SandboxAccount => ({
  services: service ? { [service.name]: async () => service } : {},
  world,
  identify: (accessKeyId) => (accessKeyId === ALICE.accessKeyId ? ALICE : undefined),
  judge: () => {},
  save: async () => {},
  now: () => new Date(),
  ...rest,
});

export const handleWith = (service: Service | undefined, rest: Partial<SandboxAccount> = {}): Handle =>
  handle(accountWith(service, rest));

/** An operation that demands nothing. */
export const answering = (schema: Operation['schema'], answer: Operation['handle']): Operation => ({
  schema,
  demands: () => [],
  handle: answer,
});
