import { expect, test, vi } from 'vitest';
import { inProcessQueue } from '../../../src/fleet/queue/in-process.ts';
import type { Outcome } from '../../../src/fleet/queue.ts';
import { queueContract } from '../queue-contract.ts';

queueContract('the queue in this process', () => ({ outlives: false, open: async () => inProcessQueue() }));

test('so many units start in a time, and no more', async () => {
  vi.useFakeTimers();
  try {
    const queue = inProcessQueue({ units: 2, per: 1000 });
    const end = new AbortController();
    const starts: number[] = [];
    const begun = Date.now();
    const run = async (): Promise<Outcome> => {
      starts.push(Date.now() - begun);
      return { is: 'done', wrote: false };
    };
    void queue.work(run, { concurrency: 10, signal: end.signal });
    await queue.put(
      Array.from({ length: 5 }, (_, place) => ({
        fleet: 'f',
        account: String(place),
        attempt: 1,
        planHash: 'h',
      })),
    );
    await vi.advanceTimersByTimeAsync(5000);
    end.abort();
    expect(starts).toHaveLength(5);
    for (const [index, at] of starts.entries())
      expect(at).toBeGreaterThanOrEqual(Math.floor(index / 2) * 1000);
  } finally {
    vi.useRealTimers();
  }
});
