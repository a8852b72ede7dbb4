import { expect, test } from 'vitest';
import { shareRecord, withRecords } from '../../../src/cli/fleet/shared-records.ts';
import { inProcessQueue } from '../../../src/fleet/queue/in-process.ts';
import type { SeatRecord } from '../../../src/fleet/seat-record.ts';
import { memoryObjects } from '../../contracts/memory-objects.ts';

const record = (exitCode: number): SeatRecord => ({
  ...{ version: 1, account: '111111111111', at: '2026-11-29T12:00:00.000Z', attempt: 1, exitCode },
  ...{ steps: [], failed: [], calls: 5, writes: 2, durationMs: 10 },
  left: { cloudTrailEvents: 7, objectVersions: 0, commandOutputs: 0 },
});
const NAME = 'fleets/f1/accounts/111111111111.1';

test('the last run of a unit counts', async () => {
  const objects = memoryObjects();
  await shareRecord(objects, 'f1', record(1));
  await shareRecord(objects, 'f1', record(0));
  await shareRecord(objects, 'f1', record(0));
  expect(JSON.parse(objects.bodies.get(NAME)!.body).exitCode).toBe(0);
});

test.each<[string, string | undefined, number]>([
  ['is saved before its end is told', undefined, 1],
  ['that is damaged does not hold the fleet up', '{"version":', 0],
])('how an account fared %s', async (_, body, count) => {
  const objects = memoryObjects();
  const saved: SeatRecord[] = [];
  const queue = withRecords(inProcessQueue(), objects, async (one) => void saved.push(one));
  const over = new AbortController();
  const run = async () => {
    if (body === undefined) await shareRecord(objects, 'f1', record(0));
    else await objects.create(NAME, body);
    return { is: 'done', wrote: true } as const;
  };
  const working = queue.work(run, { concurrency: 1, signal: over.signal });
  await queue.put([{ fleet: 'f1', account: '111111111111', attempt: 1, planHash: 'h' }]);
  for await (const { type } of queue.watch('f1', over.signal)) {
    if (type === 'ended') break;
    expect(saved).toEqual([]);
  }
  expect(saved).toHaveLength(count);
  over.abort();
  await working;
  await queue.close();
});
