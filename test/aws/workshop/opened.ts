import { onTestFinished } from 'vitest';
import type { Names } from '../../../src/aws/client/target.ts';
import { openWorkshop } from '../../../src/aws/workshop/open.ts';
import type { LabEvent } from '../../../src/contract/event.ts';
import type { PartResult, SetupWishes } from '../../../src/contract/workshop.ts';
import { planSetup, setup, type WorkshopSession } from '../../../src/engine/setup.ts';
import { type Keep, planTeardown, teardown } from '../../../src/engine/teardown.ts';
import { openWorkshopRecord, workshopFileIn } from '../../../src/engine/workshop-record.ts';
import { openSandbox, type SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import { freshDirectory } from '../../sandbox/served.ts';
import { signIn } from '../opened.ts';

const PATIENCE = { write: 2_000, agreeing: 1, check: 2_000, firstPause: 5, longestPause: 50 };

interface Opening extends Partial<SandboxOptions> {
  readonly names?: Partial<Names>;
  readonly wishes?: Partial<SetupWishes>;
  readonly patience?: Partial<typeof PATIENCE>;
  /** Returns an endpoint in front of the sandbox's. */
  readonly behind?: (endpoint: string) => Promise<string>;
}

/** An empty account over the wire, and the state directory of the user who sets it up. */
export async function openEmpty({
  names = {},
  wishes = {},
  patience = {},
  behind = async (endpoint) => endpoint,
  ...options
}: Opening = {}) {
  const sandbox = await openSandbox({ directory: freshDirectory(), empty: true, ...options });
  onTestFinished(() => sandbox.close());
  const world = sandbox.world();
  const endpoint = await behind(sandbox.endpoint);
  const state = freshDirectory();
  const events: LabEvent[] = [];
  /** A command of its own: signed in again, its record read from the disk. */
  const session = async (stateDirectory = state) => {
    const { account } = await signIn(
      {
        name: 'sandbox',
        endpoint,
        region: sandbox.region,
        credentials: sandbox.credentials('operator')!,
        actAs: async () => ({}),
      },
      undefined,
      { names },
    );
    const now = () => new Date();
    const record = await openWorkshopRecord(workshopFileIn(stateDirectory), now);
    const workshop = await openWorkshop({
      account,
      made: record,
      wishes: { from: '127.0.0.1/32', pendingDays: 30, ...wishes },
    });
    const made: WorkshopSession = {
      command: 'setup',
      workshop,
      record,
      lock: async () => ({ release: async () => {} }),
      host: { notify: (event) => void events.push(event) },
      clock: { now, sleep: (ms) => new Promise((done) => setTimeout(done, ms)) },
      patience: { ...PATIENCE, ...patience },
    };
    return { session: made, counter: account.clients.counter };
  };
  const work =
    <T>(how: (session: WorkshopSession) => Promise<T>) =>
    async (stateDirectory?: string) => {
      const { session: one, counter } = await session(stateDirectory);
      const { calls, writes } = counter;
      const outcome = await how(one);
      return { outcome, calls: counter.calls - calls, writes: counter.writes - writes };
    };
  return {
    sandbox,
    world,
    state,
    events,
    session,
    home: () => sandbox.world().accounts[world.home]!,
    plan: work(planSetup),
    setup: work(setup),
    teardown: (keep: Keep = () => undefined, stateDirectory?: string) =>
      work((one) => teardown(one, keep))(stateDirectory),
    planTeardown: work((one) => planTeardown(one, () => undefined)),
  };
}

export const statuses = (parts: readonly PartResult[]): readonly string[] => [
  ...new Set(parts.map(({ status }) => status)),
];
