import { setTimeout as pause } from 'node:timers/promises';
import { type Outcome, type Unit, type UnitEvent, unitId } from '../queue.ts';

/** What a store knows of a unit. */
export interface JobSeen {
  readonly unit: Unit;
  /** Absent: no worker has taken it yet. */
  readonly worker?: string | undefined;
  /** Absent: it has not ended. */
  readonly outcome?: Outcome | undefined;
}

/** The units in a store. */
export interface Jobs {
  /** Every unit of the fleet. */
  all(fleet: string): Promise<readonly JobSeen[]>;
  find(id: string): Promise<JobSeen | undefined>;
  put(units: readonly Unit[]): Promise<void>;
  /** Says the id of a unit of which something changed. May say it late, twice or not at all. */
  nudges(hear: (id: string) => void): Promise<{ close(): Promise<void> }>;
}

interface Following {
  readonly fleet: string;
  readonly jobs: Jobs;
  /** Units that were put here and have not ended, by id. */
  readonly open: Map<string, Unit>;
  /** Milliseconds between two looks at all open units. */
  readonly every: number;
  readonly signal: AbortSignal;
}

/**
 * The events of a fleet, made from what the store knows of its units. The store's own events only say when to look: they
 * are trimmed, and they go missing. A unit that the store has lost is put again.
 */
export async function* followJobs({
  fleet,
  jobs,
  open,
  every,
  signal,
}: Following): AsyncGenerator<UnitEvent> {
  const told = new Told(open);
  const changes = new Changes(`${fleet}.`);
  const nudges = await jobs.nudges((id) => changes.hear(id));
  try {
    for (const job of await jobs.all(fleet)) yield* told.news(job);
    for (let looked = performance.now(); !signal.aborted; ) {
      const changed = await changes.next(looked + every - performance.now(), signal);
      const isDue = performance.now() >= looked + every;
      if (isDue) looked = performance.now();
      const lost: Unit[] = [];
      const ours = isDue ? [...open].flatMap(([id, unit]) => (unit.fleet === fleet ? [id] : [])) : [];
      for (const id of new Set([...changed, ...ours])) {
        if (signal.aborted) return;
        const job = await jobs.find(id);
        const unit = open.get(id);
        if (job) yield* told.news(job);
        else if (unit) lost.push(unit);
      }
      if (lost.length > 0) await jobs.put(lost);
    }
  } finally {
    await nudges.close();
  }
}

/** What the follower has been told of each unit. */
class Told {
  readonly #open: Map<string, Unit>;
  readonly #workers = new Map<string, string>();
  readonly #ended = new Set<string>();

  constructor(open: Map<string, Unit>) {
    this.#open = open;
  }

  *news({ unit, worker, outcome }: JobSeen): Generator<UnitEvent> {
    const id = unitId(unit);
    if (this.#ended.has(id)) {
      this.#open.delete(id);
      return;
    }
    if (worker !== undefined && this.#workers.get(id) !== worker) {
      this.#workers.set(id, worker);
      yield { type: 'started', unit, worker };
    }
    if (!outcome) return;
    this.#ended.add(id);
    this.#workers.delete(id);
    this.#open.delete(id);
    yield { type: 'ended', unit, outcome };
  }
}

/** The ids that were heard since the last time. */
class Changes {
  readonly #prefix: string;
  #ids = new Set<string>();
  #wake: () => void = () => undefined;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  hear(id: string): void {
    if (!id.startsWith(this.#prefix)) return;
    this.#ids.add(id);
    this.#wake();
  }

  /** Waits for one, at most so many milliseconds. */
  async next(ms: number, signal: AbortSignal): Promise<ReadonlySet<string>> {
    if (this.#ids.size === 0 && ms > 0) {
      const woken = new AbortController();
      this.#wake = () => woken.abort();
      await pause(ms, undefined, { signal: AbortSignal.any([signal, woken.signal]) }).catch(() => undefined);
      this.#wake = () => undefined;
    }
    const heard = this.#ids;
    this.#ids = new Set();
    return heard;
  }
}
