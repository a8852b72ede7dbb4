import { afterEach, describe, expect, test } from 'vitest';
import type { Outcome, Unit } from '../../src/fleet/queue.ts';
import { serveHealth, unitLine, workerHealth } from '../../src/fleet/worker.ts';

const UNIT: Unit = { fleet: 'f', account: '111111111111', attempt: 1, planHash: 'h' };
const FAILED: Outcome = { is: 'failed', cause: 'ERR_AWS', detail: 'Why.', wrote: true };
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function served() {
  const health = workerHealth('0.1.0');
  const server = await serveHealth(health, { port: 0, host: '127.0.0.1' });
  closers.push(() => server.close());
  const get = async (path: string, method = 'GET') => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { method });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  };
  return { health, get, port: server.port };
}

describe('what a worker tells of itself', () => {
  test('are counters in the text form of Prometheus', async () => {
    const { health, get } = await served();
    const run = health.counted(async ({ attempt }) => (attempt === 1 ? { is: 'done', wrote: true } : FAILED));
    const signal = new AbortController().signal;
    await run(UNIT, signal);
    await run({ ...UNIT, attempt: 2 }, signal);
    await health.counted(() => Promise.reject(new Error('bug')))(UNIT, signal);
    const { status, type, text } = await get('/metrics');
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(text).toContain('kms_lab_units_total{outcome="done",cause=""} 1');
    expect(text).toContain('kms_lab_units_total{outcome="failed",cause="ERR_AWS"} 1');
    expect(text).toContain('kms_lab_units_total{outcome="failed",cause="ERR_INTERNAL"} 1');
    expect(text).toContain('kms_lab_units_running 0');
    expect(text).toContain('kms_lab_unit_seconds_count 3');
    expect(text).toContain('kms_lab_worker_info{version="0.1.0"} 1');
  });

  test('is whether it works', async () => {
    const { health, get } = await served();
    expect(await get('/health')).toMatchObject({ status: 200, text: 'working\n' });
    health.queueAnswers(false);
    expect(await get('/health')).toMatchObject({ status: 503, text: 'waiting for the queue\n' });
    expect((await get('/metrics')).text).toContain('kms_lab_queue_up 0');
    health.queueAnswers(true);
    health.draining();
    expect(await get('/health')).toMatchObject({ status: 503, text: 'draining\n' });
  });

  test('is nothing else, and nothing can be written', async () => {
    const { get } = await served();
    expect((await get('/')).status).toBe(404);
    expect((await get('/metrics', 'POST')).status).toBe(405);
  });

  test('has a port of its own', async () => {
    const { port, health } = await served();
    await expect(serveHealth(health, { port, host: '127.0.0.1' })).rejects.toMatchObject({
      code: 'ERR_PORT_IN_USE',
      message: `The worker cannot listen at 127.0.0.1:${port}: EADDRINUSE.`,
    });
  });
});

test.each<[number, Outcome, string]>([
  [1, { is: 'done', wrote: true }, '111111111111 done'],
  [2, FAILED, '111111111111 (attempt 2) failed: Why.'],
  [1, { is: 'busy', detail: 'Held.' }, '111111111111 busy: Held.'],
])('attempt %s that is %j is a line', (attempt, outcome, line) => {
  expect(unitLine({ ...UNIT, attempt }, outcome)).toBe(line);
});
