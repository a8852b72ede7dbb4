import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import type { FleetQueue, Outcome, RunUnit, Unit, UnitEvent } from '../../src/fleet/queue.ts';

/** Where a queue lives; several programs open it. */
export interface QueuePlace {
  open(): Promise<FleetQueue>;
  /** Whether what was put is there for whoever opens it next. */
  readonly outlives: boolean;
}

const DONE: Outcome = { is: 'done', wrote: true, counts: { calls: 12 } };
let fleets = 0;

/** Runs a unit by doing this. */
const doing =
  (act: RunUnitPart): RunUnit =>
  async (unit, signal) => {
    await act(unit, signal);
    return DONE;
  };
type RunUnitPart = (unit: Unit, signal: AbortSignal) => unknown;

/** A promise, and what keeps it. */
function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((keep) => {
    resolve = keep;
  });
  return { promise, resolve };
}

/** What holds for every queue: `describe` it with a place. */
export function queueContract(name: string, place: () => QueuePlace): void {
  describe(name, () => {
    const opened: FleetQueue[] = [];
    const ends: AbortController[] = [];
    const workers: Promise<void>[] = [];
    const open = async (): Promise<FleetQueue> => {
      const queue = await place().open();
      opened.push(queue);
      return queue;
    };
    const ending = (): AbortController => {
      const end = new AbortController();
      ends.push(end);
      return end;
    };
    afterEach(async () => {
      for (const end of ends.splice(0)) end.abort();
      await Promise.all(workers.splice(0));
      for (const queue of opened.splice(0)) await queue.close();
    });

    const fleet = (): string => `fleet-${process.pid}-${++fleets}`;
    const unit = (of: string, place = 1, attempt = 1): Unit => ({
      fleet: of,
      account: String(100_000_000_000 + place),
      attempt,
      planHash: 'sha256:1',
    });

    /** The events of a fleet until so many units have ended. */
    async function until(queue: FleetQueue, of: string, ended: number): Promise<readonly UnitEvent[]> {
      const end = ending();
      const events: UnitEvent[] = [];
      for await (const event of queue.watch(of, end.signal)) {
        events.push(event);
        if (
          new Set(events.filter(({ type }) => type === 'ended').map((one) => one.unit.account)).size >= ended
        )
          break;
      }
      return events;
    }

    test('a unit runs once, with what was put, and its outcome comes back whole', async () => {
      const queue = await open();
      const of = fleet();
      const ran: Unit[] = [];
      const end = ending();
      const working = queue.work(
        doing((one) => ran.push(one)),
        {
          concurrency: 2,
          signal: end.signal,
        },
      );
      await queue.put([unit(of, 1), unit(of, 2)]);
      const events = await until(queue, of, 2);
      expect(ran.sort((a, b) => a.account.localeCompare(b.account))).toEqual([unit(of, 1), unit(of, 2)]);
      expect(events.filter(({ type }) => type === 'ended')).toContainEqual({
        type: 'ended',
        unit: unit(of, 1),
        outcome: DONE,
      });
      end.abort();
      await working;
    });

    test('started comes before ended, and names the worker', async () => {
      const queue = await open();
      const of = fleet();
      const held = deferred();
      workers[workers.length] = queue.work(
        doing(() => held.promise),
        { concurrency: 1, signal: ending().signal },
      );
      await queue.put([unit(of)]);
      const types: string[] = [];
      for await (const event of queue.watch(of, ending().signal)) {
        types.push(event.type);
        if (event.type === 'started') expect(event.worker).toMatch(/\w/);
        if (event.type === 'started') held.resolve();
        else break;
      }
      expect(types).toEqual(['started', 'ended']);
    });

    test('what is put twice runs once, also when it has ended', async () => {
      const queue = await open();
      const of = fleet();
      let runs = 0;
      workers[workers.length] = queue.work(
        doing(() => runs++),
        { concurrency: 4, signal: ending().signal },
      );
      await queue.put([unit(of), unit(of)]);
      await queue.put([unit(of)]);
      await until(queue, of, 1);
      await queue.put([unit(of)]);
      await queue.put([unit(of, 2)]);
      await until(queue, of, 2);
      expect(runs).toBe(2);
    });

    test('another attempt at an account is another unit', async () => {
      const queue = await open();
      const of = fleet();
      const attempts: number[] = [];
      workers[workers.length] = queue.work(
        doing(({ attempt }) => attempts.push(attempt)),
        {
          concurrency: 1,
          signal: ending().signal,
        },
      );
      await queue.put([unit(of, 1, 1)]);
      await until(queue, of, 1);
      await queue.put([unit(of, 1, 2), unit(of, 2)]);
      await until(queue, of, 2);
      expect(attempts).toEqual([1, 2, 1]);
    });

    test('no more run at a time than the worker takes', async () => {
      const queue = await open();
      const of = fleet();
      const full = deferred();
      let running = 0;
      let most = 0;
      const run = doing(async () => {
        most = Math.max(most, ++running);
        if (running === 3) full.resolve();
        await full.promise;
        running--;
      });
      workers[workers.length] = queue.work(run, { concurrency: 3, signal: ending().signal });
      await queue.put(Array.from({ length: 12 }, (_, place) => unit(of, place)));
      await until(queue, of, 12);
      expect(most).toBe(3);
    });

    test('an error that the run throws is an outcome', async () => {
      const queue = await open();
      const of = fleet();
      workers[workers.length] = queue.work(() => Promise.reject(new Error('a bug')), {
        concurrency: 1,
        signal: ending().signal,
      });
      await queue.put([unit(of)]);
      const [ended] = (await until(queue, of, 1)).filter(({ type }) => type === 'ended');
      expect(ended).toMatchObject({
        outcome: { is: 'failed', cause: 'ERR_INTERNAL', detail: 'a bug', wrote: true },
      });
    });

    test('the end of a worker reaches its unit, and what the unit says of it counts', async () => {
      const queue = await open();
      const of = fleet();
      const end = ending();
      const started = deferred();
      const working = queue.work(
        async (_, signal) => {
          started.resolve();
          await once(signal, 'abort');
          return { is: 'interrupted', wrote: false };
        },
        { concurrency: 1, signal: end.signal },
      );
      await queue.put([unit(of)]);
      await started.promise;
      end.abort();
      await working;
      const events = await until(queue, of, 1);
      expect(events.at(-1)).toMatchObject({ outcome: { is: 'interrupted' } });
    });

    test('a worker that drains takes no more units, and lets its own end', async () => {
      const queue = await open();
      const of = fleet();
      const drain = ending();
      const started = deferred();
      const held = deferred();
      const ran: string[] = [];
      const working = queue.work(
        async ({ account }, signal) => {
          started.resolve();
          await held.promise;
          expect(signal.aborted).toBe(false);
          ran.push(account);
          return DONE;
        },
        { concurrency: 1, signal: ending().signal, drain: drain.signal },
      );
      await queue.put([unit(of, 1), unit(of, 2)]);
      await started.promise;
      drain.abort();
      held.resolve();
      await working;
      expect(ran).toEqual([unit(of, 1).account]);
      // The next worker takes the rest.
      workers[workers.length] = queue.work(async () => DONE, { concurrency: 1, signal: ending().signal });
      await until(queue, of, 2);
    });

    test('a watch begins at the beginning of its fleet, and tells of no other', async () => {
      const queue = await open();
      const [of, other] = [fleet(), fleet()];
      workers[workers.length] = queue.work(async () => DONE, { concurrency: 2, signal: ending().signal });
      await queue.put([unit(of, 1), unit(other, 2)]);
      await until(queue, other, 1);
      await until(queue, of, 1);
      const again = place().outlives ? await open() : queue;
      const events = await until(again, of, 1);
      expect(new Set(events.map((event) => event.unit.fleet))).toEqual(new Set([of]));
    });

    test('a watch ends with its signal', async () => {
      const queue = await open();
      const end = ending();
      const events: UnitEvent[] = [];
      const watching = (async () => {
        for await (const event of queue.watch(fleet(), end.signal)) events.push(event);
      })();
      end.abort();
      await watching;
      expect(events).toEqual([]);
    });

    test('a worker whose signal was aborted before takes nothing', async () => {
      const queue = await open();
      const of = fleet();
      await queue.put([unit(of)]);
      await queue.work(() => Promise.reject(new Error('ran')), {
        concurrency: 1,
        signal: AbortSignal.abort(),
      });
      workers[workers.length] = queue.work(async () => DONE, { concurrency: 1, signal: ending().signal });
      expect((await until(queue, of, 1)).at(-1)).toMatchObject({ outcome: DONE });
    });
  });
}
