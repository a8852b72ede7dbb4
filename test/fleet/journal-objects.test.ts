import { describe, expect, test } from 'vitest';
import { driveFleet } from '../../src/fleet/drive.ts';
import { type FleetEvent, tally } from '../../src/fleet/fleet-state.ts';
import { fleetBegun, openJournalObjects } from '../../src/fleet/journal-objects.ts';
import { inProcessQueue } from '../../src/fleet/queue/in-process.ts';
import { type MemoryObjects, memoryObjects } from '../contracts/memory-objects.ts';
import { AT, begunWith, hands } from './fake-fleet.ts';

const YES = { type: 'answered', agreed: true } as const;

describe('the journal of a fleet in a store that machines share', () => {
  test('is read as it was written, however it was cut into objects', async () => {
    const objects = memoryObjects();
    const journal = openJournalObjects(objects, 'f1');
    await journal.append([begunWith(2), YES], AT);
    await journal.append([{ type: 'interrupted' }], AT);
    const entries = await openJournalObjects(objects, 'f1').read();
    expect(entries.map(({ number, event }) => [number, event.type])).toEqual([
      [1, 'begun'],
      [2, 'answered'],
      [3, 'interrupted'],
    ]);
    expect([...objects.bodies.keys()]).toEqual(['fleets/f1/events/00000001', 'fleets/f1/events/00000003']);
    expect(await openJournalObjects(objects, 'f2').read()).toEqual([]);
  });

  test('lets one of two coordinators go on, and ends the other before it acts', async () => {
    const objects = memoryObjects();
    const [first, second] = [openJournalObjects(objects, 'f1'), openJournalObjects(objects, 'f1')];
    await first.append([begunWith(2)], AT);
    await second.append([{ type: 'resumed', lifted: [] }], AT);
    await expect(first.append([YES], AT)).rejects.toMatchObject({
      code: 'ERR_LOCKED',
      message: 'Another coordinator has gone on with the fleet f1.',
    });
    await second.append([YES, { type: 'interrupted' }], AT);
    expect(await second.read()).toHaveLength(4);
  });

  test('tells a worker what its fleet began with', async () => {
    const objects = memoryObjects();
    await openJournalObjects(objects, 'f1').append([begunWith(2), YES], AT);
    expect(await fleetBegun(objects, 'f1')).toEqual(begunWith(2));
    expect(await fleetBegun(objects, 'f2')).toBeUndefined();
  });

  test.each<[string, (bodies: MemoryObjects['bodies']) => void, string]>([
    ['an object is missing', (bodies) => bodies.delete('fleets/f1/events/00000001'), 'event 1 is missing'],
    [
      'one is cut off',
      (bodies) => bodies.set('fleets/f1/events/00000003', { body: '{"version":1', tag: '9', at: 0, age: 0 }),
      'line 1 of fleets/f1/events/00000003',
    ],
  ])('is refused if %s', async (_, change, message) => {
    const objects = memoryObjects();
    const journal = openJournalObjects(objects, 'f1');
    await journal.append([begunWith(2), YES], AT);
    await journal.append([YES], AT);
    change(objects.bodies);
    await expect(journal.read()).rejects.toMatchObject({
      code: 'ERR_STATE_DAMAGED',
      message: expect.stringContaining(message),
    });
  });

  test('carries a fleet from one coordinator to the next', async () => {
    const objects = memoryObjects();
    const queue = inProcessQueue();
    const over = new AbortController();
    const ctrlC = new AbortController();
    const signal = new AbortController().signal;
    const working = queue.work(async () => ({ is: 'done', wrote: true }), {
      concurrency: 5,
      signal: over.signal,
    });
    const first = await driveFleet({
      journal: openJournalObjects(objects, 'f1'),
      queue,
      first: begunWith(9, { concurrency: 3 }),
      hands: hands({ changed: (_, { type }) => type === 'ended' && ctrlC.abort() }),
      signal: ctrlC.signal,
    });
    expect(first.exit).toBe(130);
    const resumed: FleetEvent & { type: 'resumed' } = { type: 'resumed', lifted: [] };
    const journal = openJournalObjects(objects, 'f1');
    const { fleet, exit } = await driveFleet({ journal, queue, first: resumed, hands: hands(), signal });
    expect([exit, tally(fleet).done]).toEqual([0, 9]);
    over.abort();
    await working;
  });
});
