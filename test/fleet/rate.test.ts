import { expect, test, vi } from 'vitest';
import { limitedTo } from '../../src/fleet/rate.ts';

test('no more requests are sent in any second than allowed, in their order', async () => {
  vi.useFakeTimers();
  try {
    const limit = limitedTo(8);
    const sent: number[] = [];
    const all = Promise.all(
      Array.from({ length: 30 }, () => limit(async () => void sent.push(performance.now()))),
    );
    await vi.advanceTimersByTimeAsync(5000);
    await all;
    expect(sent).toHaveLength(30);
    for (const at of sent)
      expect(sent.filter((other) => other >= at && other < at + 1000).length).toBeLessThanOrEqual(8);
    expect(sent.at(-1)! - sent[0]!).toBeLessThan(4000);
  } finally {
    vi.useRealTimers();
  }
});

test('a request that fails does not stop the others', async () => {
  const limit = limitedTo(8);
  const failing = limit(async () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await limit(async () => 1)).toBe(1);
});
