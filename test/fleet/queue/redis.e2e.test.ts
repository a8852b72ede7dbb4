import { once } from 'node:events';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Unit } from '../../../src/fleet/queue.ts';
import { queueContract } from '../queue-contract.ts';
import { openAt, storeContract } from './store-contract.ts';
import { NO_REDIS, redisServer, type StoreServer } from './store-servers.ts';

describe.skipIf(NO_REDIS)('Redis', () => {
  let server: StoreServer;
  beforeAll(async () => {
    server = await redisServer();
  });
  afterAll(() => server.remove());

  queueContract('the queue', () => ({ outlives: true, open: () => openAt(server.url) }));
  storeContract(() => server);

  test('a worker that has lost its hold on a unit asks the unit to stop', async () => {
    const queue = await openAt(server.url);
    const end = new AbortController();
    const asked = new Promise<void>((resolve) => {
      let runs = 0;
      void queue.work(
        async (_, signal) => {
          runs++;
          if (runs === 1) {
            await client(server.url, (redis) => redis.del('kms-lab:fleet:lost.100000000000.1:lock'));
            await once(signal, 'abort');
            resolve();
          }
          return { is: 'interrupted', wrote: false };
        },
        { concurrency: 1, signal: end.signal },
      );
    });
    await queue.put([unit('lost')]);
    await asked;
    end.abort();
    await queue.close();
  });

  test('units that the store has lost are put again', async () => {
    const queue = await openAt(server.url);
    const end = new AbortController();
    await queue.put([unit('emptied')]);
    const watching = queue.watch('emptied', end.signal)[Symbol.asyncIterator]();
    const first = watching.next();
    await client(server.url, (redis) => redis.flushall());
    const working = queue.work(async () => ({ is: 'done', wrote: true }), {
      concurrency: 1,
      signal: end.signal,
    });
    expect((await first).value).toMatchObject({ type: 'started', unit: { fleet: 'emptied' } });
    expect((await watching.next()).value).toMatchObject({ type: 'ended' });
    end.abort();
    await working;
    await watching.return?.();
    await queue.close();
  });

  test.each(['allkeys-lru', 'volatile-ttl'])('one that evicts is refused: %s', async (policy) => {
    const evicting = await redisServer(['--maxmemory-policy', policy]);
    try {
      await expect(openAt(evicting.url)).rejects.toMatchObject({
        code: 'ERR_QUEUE_UNSAFE',
        message: expect.stringContaining(`maxmemory-policy ${policy}`),
      });
    } finally {
      await evicting.remove();
    }
  });

  test('a wrong password is said at once, and not repeated', async () => {
    const locked = await redisServer(['--requirepass', 'the-right-one']);
    try {
      const error = await openAt(locked.url.replace('//', '//:the-wrong-one@')).catch((caught) => caught);
      expect(error).toMatchObject({ code: 'ERR_QUEUE', message: expect.stringContaining('WRONGPASS') });
      expect(JSON.stringify([error.message, error.hint, error.next])).not.toContain('the-wrong-one');
      await expect(openAt(locked.url)).rejects.toMatchObject({ message: expect.stringContaining('NOAUTH') });
      await (await openAt(locked.url.replace('//', '//:the-right-one@'))).close();
    } finally {
      await locked.remove();
    }
  });
});

const unit = (fleet: string): Unit => ({ fleet, account: '100000000000', attempt: 1, planHash: 'h' });

async function client(url: string, act: (redis: Redis) => Promise<unknown>): Promise<void> {
  const redis = new Redis(url);
  await act(redis);
  redis.disconnect();
}
