import { expect, test } from 'vitest';
import { driveFleet, type FleetDrive, replayFleet } from '../../src/fleet/drive.ts';
import { accountProgress, type Planned, tally } from '../../src/fleet/fleet-state.ts';
import { inProcessQueue } from '../../src/fleet/queue/in-process.ts';
import type { FleetQueue, Outcome, RunUnit } from '../../src/fleet/queue.ts';
import { AT, begunWith, hands, memoryJournal } from './fake-fleet.ts';

const DONE: Outcome = { is: 'done', wrote: true };
const FAILED: Outcome = { is: 'failed', cause: 'ERR_AWS', detail: 'Why.', wrote: true };

interface Given extends Partial<FleetDrive> {
  readonly run?: RunUnit;
}

async function driven({ run = async () => DONE, ...given }: Given = {}) {
  const queue = given.queue ?? inProcessQueue();
  const journal = given.journal ?? memoryJournal();
  const over = new AbortController();
  const { signal = new AbortController().signal } = given;
  const working = queue.work(run, { concurrency: 50, signal: over.signal });
  try {
    return await driveFleet({ first: begunWith(5), hands: hands(), ...given, signal, queue, journal });
  } finally {
    over.abort();
    await working;
  }
}

test('a fleet runs to its end, and its journal replays to the same fleet', async () => {
  const journal = memoryJournal();
  const { fleet, exit } = await driven({ journal });
  expect(exit).toBe(0);
  expect(tally(fleet).done).toBe(5);
  expect(replayFleet(journal.entries)).toEqual(fleet);
  expect(journal.entries.map(({ number }) => number)).toEqual(journal.entries.map((_, index) => index + 1));
  expect(new Set(journal.entries.map(({ at }) => at))).toEqual(new Set([AT.toISOString()]));
});

test('what is told of a change has been saved before', async () => {
  const journal = memoryJournal();
  const heard: string[] = [];
  const changed = (_: unknown, { type }: { type: string }) => {
    expect(journal.entries.map(({ event }) => event.type)).toContain(type);
    heard.push(type);
  };
  await driven({ journal, hands: hands({ changed }) });
  expect(heard).toEqual(journal.entries.map(({ event }) => event.type));
});

test('one question names the count, with the plans', async () => {
  const asked: number[] = [];
  const plans: Readonly<Record<string, Planned>> = {
    '111111111112': { is: 'same', hash: 'none', group: 'none' },
    '111111111113': { is: 'refused', cause: 'ERR_WRONG_ACCOUNT', detail: 'Another account.' },
  };
  const { fleet, exit } = await driven({
    hands: hands({
      plan: async (account) => plans[account] ?? { is: 'change', hash: 'h', group: 'home' },
      ask: async (shown, count) => {
        asked.push(count);
        expect(tally(shown)).toMatchObject({ waiting: 4, quarantined: 1 });
        return true;
      },
    }),
  });
  expect(asked).toEqual([3]);
  expect(exit).toBe(7);
  expect(accountProgress(fleet, '111111111113')).toMatchObject({ cause: 'ERR_WRONG_ACCOUNT', wrote: false });
});

test('without consent nothing is put', async () => {
  const put: string[] = [];
  const queue = inProcessQueue();
  const { exit } = await driven({
    queue: { ...bound(queue), put: async (units) => void put.push(...units.map(({ account }) => account)) },
    hands: hands({ ask: async () => false }),
  });
  expect([exit, put]).toEqual([5, []]);
});

test('a failure is tried again after its rest, and the limit of errors ends the fleet', async () => {
  const rests: number[] = [];
  const clock = { now: () => AT, sleep: async (ms: number) => void rests.push(ms) };
  const first = begunWith(6, { canary: 0, maxErrors: 2, attempts: 3 });
  const { fleet, exit } = await driven({ first, hands: hands({ clock }), run: async () => FAILED });
  expect(exit).toBe(7);
  expect(fleet.stopped).toBe('errors');
  expect(tally(fleet)).toMatchObject({ quarantined: 2, waiting: 4 });
  expect([...new Set(rests)]).toEqual([1000, 2000]);
});

test('Ctrl-C lets what runs end, and begins no more', async () => {
  const ctrlC = new AbortController();
  const first = begunWith(5, { canary: 0, concurrency: 2 });
  const { fleet, exit } = await driven({
    first,
    signal: ctrlC.signal,
    run: async () => {
      ctrlC.abort();
      return DONE;
    },
  });
  expect(exit).toBe(130);
  expect(tally(fleet)).toMatchObject({ done: 2, waiting: 3 });
});

test('an interruption before it began plans nothing further', async () => {
  const asked = hands({ ask: () => Promise.reject(new Error('asked')), plan: () => new Promise(() => {}) });
  expect(await driven({ signal: AbortSignal.abort(), hands: asked })).toMatchObject({ exit: 130 });
});

/** The methods of a class are not its own properties. */
const bound = (queue: FleetQueue): FleetQueue => ({
  put: (units) => queue.put(units),
  work: (run, options) => queue.work(run, options),
  watch: (fleet, signal) => queue.watch(fleet, signal),
  close: () => queue.close(),
});

test('a coordinator that is killed after any event is followed by one that ends the fleet', async () => {
  const whole = memoryJournal();
  await driven({ journal: whole });
  for (let dies = 1; dies < whole.entries.length; dies++) {
    const { entries } = memoryJournal();
    const queue = inProcessQueue();
    const running = new Set<string>();
    const runs: string[] = [];
    const run: RunUnit = async ({ account, attempt }) => {
      expect(running.has(account)).toBe(false);
      running.add(account);
      await Promise.resolve();
      running.delete(account);
      runs.push(`${account}.${attempt}`);
      return DONE;
    };
    await expect(driven({ queue, run, journal: memoryJournal(entries, dies) })).rejects.toThrow('killed');
    const { fleet, exit } = await driven({
      queue,
      run,
      journal: memoryJournal(entries),
      first: { type: 'resumed', lifted: [] },
    });
    expect([dies, exit, tally(fleet).done]).toEqual([dies, 0, 5]);
    // No unit was lost, and none was run twice.
    expect(runs.sort()).toEqual(fleet.accounts.map((account) => `${account}.1`));
  }
});

test.each<[string, Given, string]>([
  [
    'the queue does not take it',
    { queue: { ...bound(inProcessQueue()), put: () => Promise.reject(new Error('no queue')) } },
    'no queue',
  ],
  [
    'its events end',
    {
      queue: {
        ...bound(inProcessQueue()),
        // biome-ignore lint/correctness/useYield: it fails before its first event
        watch: async function* () {
          throw new Error('no events');
        },
      },
    },
    'no events',
  ],
  ['a plan throws', { hands: hands({ plan: () => Promise.reject(new Error('no plan')) }) }, 'no plan'],
  [
    'the journal is full',
    { journal: { ...memoryJournal(), append: () => Promise.reject(new Error('full')) } },
    'full',
  ],
  [
    'it has begun before',
    { journal: memoryJournal([{ version: 1, number: 1, at: AT.toISOString(), event: begunWith(1) }]) },
    'The fleet f1 has already begun.',
  ],
  [
    'there is none to go on with',
    { first: { type: 'resumed', lifted: [] } },
    'There is no fleet of that name to go on with.',
  ],
])('the coordinator ends with the error if %s', async (_, given, message) => {
  await expect(driven(given)).rejects.toThrow(message);
});
