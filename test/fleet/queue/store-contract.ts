import type { BackendFactory, IQueueBackend } from 'bullmq';
import { afterEach, expect, test } from 'vitest';
import { openQueue } from '../../../src/fleet/queue/open.ts';
import type { QueueTimes } from '../../../src/fleet/queue/options.ts';
import { connectorOf } from '../../../src/fleet/queue/store.ts';
import type { FleetQueue, Outcome, RunUnit, StartRate, Unit, UnitEvent } from '../../../src/fleet/queue.ts';
import type { StoreServer } from './store-servers.ts';

/** Short, so that a test waits little. */
const TIMES: Partial<QueueTimes> = { lock: 1000, stalled: 400, reconcile: 300, patience: 20_000 };

interface Opening {
  readonly version?: string;
  readonly rate?: StartRate;
  readonly times?: Partial<QueueTimes>;
  readonly troubled?: (message: string) => void;
}

export const openAt = (
  url: string,
  { version = '0.1.0', times, ...more }: Opening = {},
): Promise<FleetQueue> => openQueue(url, { version, times: { ...TIMES, ...times }, ...more });

const DONE: Outcome = { is: 'done', wrote: true };
let fleets = 0;

/** What holds for a store that outlives its programs, and that several of them use. */
export function storeContract(server: () => StoreServer): void {
  const opened: FleetQueue[] = [];
  const workers: Promise<unknown>[] = [];
  let end = new AbortController();
  afterEach(async () => {
    end.abort();
    await Promise.allSettled(workers.splice(0));
    for (const queue of opened.splice(0)) await queue.close();
    end = new AbortController();
  });

  const open = async (options: Opening = {}): Promise<FleetQueue> => {
    const queue = await openAt(server().url, options);
    opened.push(queue);
    return queue;
  };
  const fleet = (): string => `store-${process.pid}-${++fleets}`;
  const units = (of: string, count: number): readonly Unit[] =>
    Array.from({ length: count }, (_, place) => ({
      fleet: of,
      account: String(100_000_000_000 + place),
      attempt: 1,
      planHash: 'h',
    }));
  const work = (queue: FleetQueue, run: RunUnit, concurrency = 2): Promise<void> => {
    const working = queue.work(run, { concurrency, signal: end.signal });
    workers.push(working);
    return working;
  };
  async function ended(queue: FleetQueue, of: string, count: number): Promise<readonly UnitEvent[]> {
    const events: UnitEvent[] = [];
    for await (const event of queue.watch(of, end.signal)) {
      if (event.type === 'ended') events.push(event);
      if (events.length === count) break;
    }
    return events;
  }

  test('two workers share the units, and run none twice', async () => {
    const queue = await open();
    const of = fleet();
    const ran: string[] = [];
    for (const other of [await open(), await open()]) {
      void work(other, async ({ account }) => {
        ran.push(account);
        return DONE;
      });
    }
    await queue.put(units(of, 40));
    await ended(queue, of, 40);
    expect(ran.sort()).toEqual(units(of, 40).map(({ account }) => account));
  });

  test('a store that crashes and comes back loses nothing, and stops no program', async () => {
    const queue = await open();
    const of = fleet();
    const ran = new Set<string>();
    const run: RunUnit = async ({ account }) => {
      ran.add(account);
      await new Promise((resolve) => setTimeout(resolve, 20));
      return DONE;
    };
    void work(await open(), run, 3);
    void work(await open(), run, 3);
    await queue.put(units(of, 60));
    const all = ended(queue, of, 60);
    while (ran.size < 20) await new Promise((resolve) => setTimeout(resolve, 10));
    await server().kill();
    // Put while there is no store.
    const late = queue.put(units(`${of}-late`, 1));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await server().start();
    await late;
    expect(new Set((await all).map(({ unit }) => unit.account))).toEqual(
      new Set(units(of, 60).map((one) => one.account)),
    );
    await ended(queue, `${of}-late`, 1);
  });

  test('a unit whose worker died is run by another one', async () => {
    const queue = await open();
    const of = fleet();
    const died = await deadWorker(server());
    await queue.put(units(of, 1));
    expect((await died.took).fleet).toBe(of);
    const ran: string[] = [];
    void work(await open(), async ({ account }) => {
      ran.push(account);
      return DONE;
    });
    await ended(queue, of, 1);
    expect(ran).toHaveLength(1);
    await died.remove();
  });

  test('a worker of another version ends, and leaves the unit to one of the right version', async () => {
    const queue = await open();
    const of = fleet();
    const other = work(await open({ version: '0.2.0' }), () => Promise.reject(new Error('ran')));
    await queue.put(units(of, 1));
    await expect(other).rejects.toMatchObject({
      code: 'ERR_OTHER_VERSION',
      message: 'The fleet was begun by kms-lab 0.1.0, and this worker is 0.2.0.',
      hint: 'npm install kms-lab@0.1.0',
    });
    void work(await open(), async () => DONE);
    expect((await ended(queue, of, 1))[0]).toMatchObject({ outcome: DONE });
  });

  test('so many units start in a time, by all workers together', async () => {
    const queue = await open({ rate: { units: 2, per: 400 } });
    const of = fleet();
    const starts: number[] = [];
    const run: RunUnit = async () => {
      starts.push(performance.now());
      return DONE;
    };
    void work(await open(), run, 10);
    void work(await open(), run, 10);
    await queue.put(units(of, 7));
    await ended(queue, of, 7);
    // Of the next two after two others, the last one is in another window. A timer may be early by a little.
    for (let third = 2; third + 2 < 7; third += 2) {
      expect(starts[third + 2]! - starts[third - 2]!).toBeGreaterThan(350);
    }
    await open({ rate: { units: 1000, per: 1 } });
  });

  test('a store that does not answer is given up after a time', async () => {
    const troubles: string[] = [];
    const queue = await open({ times: { patience: 2000 }, troubled: (message) => troubles.push(message) });
    await server().kill();
    await expect(queue.put(units(fleet(), 1))).rejects.toMatchObject({ code: 'ERR_QUEUE' });
    expect(troubles[0]).toMatch(/^The queue at .* does not answer: /);
    await server().start();
  });

  test('what is closed leaves nothing open', async () => {
    const sockets = () => process.getActiveResourcesInfo().filter((one) => one === 'TCPSocketWrap').length;
    const before = sockets();
    const queue = await openAt(server().url);
    const of = fleet();
    const working = queue.work(async () => DONE, { concurrency: 1, signal: end.signal });
    await queue.put(units(of, 1));
    await ended(queue, of, 1);
    expect(sockets()).toBeGreaterThan(before);
    end.abort();
    await working;
    await queue.close();
    await expect.poll(sockets).toBeLessThanOrEqual(before);
  });
}

/** A worker that takes one unit, and is never heard of again. */
async function deadWorker({
  url,
}: StoreServer): Promise<{ readonly took: Promise<Unit>; remove(): Promise<void> }> {
  const bull = await import('bullmq');
  const isRedis = url.startsWith('redis');
  const { Worker } = bull.withBackend(
    (isRedis ? bull.createRedisBackend : bull.createPostgresBackend) as BackendFactory<IQueueBackend, never>,
  );
  const connect = await connectorOf(isRedis ? 'redis' : 'postgres', url);
  let tell = (_: Unit) => {};
  const took = new Promise<Unit>((resolve) => {
    tell = resolve;
  });
  const process = async ({ data }: { readonly data: Unit }) => {
    tell(data);
    await new Promise(() => {});
  };
  const worker = new Worker('fleet', process as never, {
    connection: connect({ waits: true }) as never,
    prefix: 'kms-lab',
    lockDuration: 500,
    skipLockRenewal: true,
    skipStalledCheck: true,
    concurrency: 1,
  });
  worker.on('error', () => undefined);
  return { took, remove: () => worker.close(true) };
}
