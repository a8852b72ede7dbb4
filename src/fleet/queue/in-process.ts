import PQueue from 'p-queue';
import { Feed } from '../feed.ts';
import {
  type FleetQueue,
  type Outcome,
  type RunUnit,
  type StartRate,
  type Unit,
  type UnitEvent,
  unitId,
  type WorkOptions,
} from '../queue.ts';
import { neverThrowing } from '../run-unit.ts';
import { workerName } from '../worker-name.ts';

/** For a fleet in one process: nothing to install, and nothing that outlives it. */
export function inProcessQueue(rate?: StartRate): FleetQueue {
  return new InProcessQueue(rate);
}

class InProcessQueue implements FleetQueue {
  /** Paused while there is no worker. */
  readonly #tasks: PQueue;
  readonly #known = new Set<string>();
  readonly #events = new Feed<UnitEvent>();
  /** The latest worker's. */
  #run: (unit: Unit) => Promise<Outcome> = () => Promise.reject(new Error('no worker has begun'));

  constructor(rate: StartRate | undefined) {
    this.#tasks = new PQueue({
      autoStart: false,
      ...(rate ? { intervalCap: rate.units, interval: rate.per, strict: true } : {}),
    });
  }

  async put(units: readonly Unit[]): Promise<void> {
    for (const unit of units) {
      if (this.#known.has(unitId(unit))) continue;
      this.#known.add(unitId(unit));
      void this.#tasks.add(async () => {
        this.#events.push({ type: 'started', unit, worker: workerName() });
        this.#events.push({ type: 'ended', unit, outcome: await this.#run(unit) });
      });
    }
  }

  async work(run: RunUnit, { concurrency, signal, drain = signal }: WorkOptions): Promise<void> {
    const stop = AbortSignal.any([signal, drain]);
    if (stop.aborted) return;
    this.#run = (unit) => neverThrowing(run)(unit, signal);
    this.#tasks.concurrency = concurrency;
    this.#tasks.start();
    await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
    this.#tasks.pause();
    await this.#tasks.onPendingZero();
  }

  watch(fleet: string, signal: AbortSignal): AsyncIterable<UnitEvent> {
    return this.#events.follow(signal, ({ unit }) => unit.fleet === fleet);
  }

  async close(): Promise<void> {
    this.#tasks.pause();
    this.#tasks.clear();
  }
}
