import { setTimeout as pause } from 'node:timers/promises';
import type * as Bull from 'bullmq';
import * as v from 'valibot';
import { LabError } from '../../contract/errors.ts';
import { OUTCOME } from '../fleet-state.ts';
import {
  type FleetQueue,
  type Outcome,
  type RunUnit,
  type Unit,
  type UnitEvent,
  unitId,
  type WorkOptions,
} from '../queue.ts';
import { neverThrowing } from '../run-unit.ts';
import { workerName } from '../worker-name.ts';
import type { QueueStore } from './address.ts';
import { followJobs, type JobSeen, type Jobs } from './follow-jobs.ts';
import { QUEUE_TIMES, type QueueOptions, type QueueTimes } from './options.ts';
import {
  type Connection,
  type Connector,
  connectorOf,
  packaged,
  queueUnreachable,
  requireFit,
} from './store.ts';

/** One queue for all fleets, so that a worker serves each of them. */
const NAME = 'fleet';
const PREFIX = 'kms-lab';
/** Seconds. A unit that has ended is kept, so that it is not put again: longer than a fleet lasts. */
const KEPT = { age: 14 * 24 * 3600 };
/** How many workers may die of a unit before it counts as failed. */
const DEATHS = 5;
const PAGE = 500;
/** Milliseconds until a worker whose store did not answer asks it again. */
const ASK_AGAIN = 1000;
/** Milliseconds for which a unit of another version is left to other workers. */
const HANDED_BACK = 2000;

const UNIT = v.object({
  fleet: v.string(),
  account: v.string(),
  attempt: v.number(),
  planHash: v.string(),
});

type Classes = Bull.BackendClasses<Bull.IQueueBackend, Connection>;
type BullJobs = InstanceType<Classes['Queue']>;
type BullJob = Bull.Job<unknown, unknown>;

interface Place {
  readonly store: QueueStore;
  readonly url: string;
  readonly options: QueueOptions;
  readonly connect: Connector;
}

/** Over BullMQ, on Redis or PostgreSQL. Throws `ERR_PACKAGE`, `ERR_QUEUE` or `ERR_QUEUE_UNSAFE`. */
export async function bullQueue(store: QueueStore, url: string, options: QueueOptions): Promise<FleetQueue> {
  const bull = await packaged(store, () => import('bullmq'));
  await requireFit(store, url);
  const queue = new BullQueue(bull, { store, url, options, connect: await connectorOf(store, url) });
  await queue.open();
  return queue;
}

class BullQueue implements FleetQueue, Jobs {
  readonly #bull: typeof Bull;
  readonly #classes: Classes;
  readonly #place: Place;
  readonly #times: QueueTimes;
  readonly #queue: BullJobs;
  /** Units that were put here and have not ended, by id. */
  readonly #open = new Map<string, Unit>();
  readonly #closed = new AbortController();
  #trouble: string | undefined;

  constructor(bull: typeof Bull, place: Place) {
    this.#bull = bull;
    this.#place = place;
    this.#times = { ...QUEUE_TIMES, ...place.options.times };
    const factory = place.store === 'redis' ? bull.createRedisBackend : bull.createPostgresBackend;
    // They differ only in how they connect, and `connectorOf` makes that fit.
    this.#classes = bull.withBackend(factory as Bull.BackendFactory<Bull.IQueueBackend, never>) as never;
    this.#queue = new this.#classes.Queue(NAME, this.#connected({ waits: false }));
    this.#queue.on('error', (error) => this.#troubled(error));
  }

  async open(): Promise<void> {
    const { url, options } = this.#place;
    try {
      await this.#queue.waitUntilReady();
      const { rate } = options;
      if (rate) await this.#queue.setGlobalRateLimit(rate.units, rate.per);
    } catch (error) {
      await this.close();
      throw queueUnreachable(url, error);
    }
  }

  async put(units: readonly Unit[]): Promise<void> {
    for (const unit of units) this.#open.set(unitId(unit), unit);
    for (let from = 0; from < units.length; from += PAGE) {
      const jobs = units.slice(from, from + PAGE).map((unit) => ({
        name: this.#place.options.version,
        data: unit,
        opts: { jobId: unitId(unit), removeOnComplete: KEPT, removeOnFail: KEPT },
      }));
      await this.#patiently(() => this.#queue.addBulk(jobs));
    }
  }

  async work(run: RunUnit, { concurrency, signal, drain = signal }: WorkOptions): Promise<void> {
    const { version } = this.#place.options;
    const refused = new AbortController();
    const stop = AbortSignal.any([signal, drain, refused.signal]);
    if (stop.aborted) return;
    const runSafely = neverThrowing(run);
    // BullMQ gives the signal to a function that declares three parameters only.
    const process = async (job: BullJob, token: string | undefined, lost: AbortSignal | undefined) => {
      if (job.name === version) {
        return runSafely(v.parse(UNIT, job.data), AbortSignal.any([signal, ...(lost ? [lost] : [])]));
      }
      refused.abort(otherVersion(job.name, version));
      await job.moveToDelayed(Date.now() + HANDED_BACK, token);
      throw new this.#bull.DelayedError();
    };
    const worker = new this.#classes.Worker(NAME, process, {
      ...this.#connected({ waits: true }),
      concurrency,
      name: workerName(),
      lockDuration: this.#times.lock,
      stalledInterval: this.#times.stalled,
      maxStalledCount: DEATHS,
      runRetryDelay: ASK_AGAIN,
    });
    worker.on('error', (error) => this.#troubled(error));
    worker.on('ready', () => this.#answered());
    // BullMQ itself lets the unit go on, while another worker takes it.
    worker.on('lockRenewalFailed', (ids: readonly string[]) => {
      for (const id of ids) worker.cancelJob(id, 'another worker may have taken the unit');
    });
    await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
    await worker.close();
    refused.signal.throwIfAborted();
  }

  watch(fleet: string, signal: AbortSignal): AsyncIterable<UnitEvent> {
    const over = AbortSignal.any([signal, this.#closed.signal]);
    return followJobs({ fleet, jobs: this, open: this.#open, every: this.#times.reconcile, signal: over });
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#queue.close();
  }

  async all(fleet: string): Promise<readonly JobSeen[]> {
    const seen: JobSeen[] = [];
    for (let from = 0; ; from += PAGE) {
      const jobs = await this.#patiently(() => this.#queue.getJobs(undefined, from, from + PAGE - 1, true));
      seen.push(...jobs.flatMap((job) => seenIn(job) ?? []).filter(({ unit }) => unit.fleet === fleet));
      if (jobs.length === 0) return seen;
    }
  }

  async find(id: string): Promise<JobSeen | undefined> {
    const job = await this.#patiently(() => this.#queue.getJob(id));
    return job && seenIn(job);
  }

  async nudges(hear: (id: string) => void): Promise<{ close(): Promise<void> }> {
    const events = new this.#classes.QueueEvents(NAME, this.#connected({ waits: true }));
    events.on('error', (error) => this.#troubled(error));
    for (const type of ['active', 'completed', 'failed'] as const) {
      events.on(type, ({ jobId }: { readonly jobId: string }) => hear(jobId));
    }
    return events;
  }

  #connected({ waits }: { readonly waits: boolean }): {
    readonly connection: Connection;
    readonly prefix: string;
  } {
    return { connection: this.#place.connect({ waits }), prefix: PREFIX };
  }

  /** Asks again while the store does not answer. Throws `ERR_QUEUE` when patience is at its end. */
  async #patiently<T>(ask: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    for (let wait = 100; ; wait = Math.min(2 * wait, 5000)) {
      try {
        const answer = await ask();
        this.#answered();
        return answer;
      } catch (error) {
        const isOver = performance.now() - begun > this.#times.patience || this.#closed.signal.aborted;
        if (isOver) throw queueUnreachable(this.#place.url, error);
        this.#troubled(error);
        await pause(wait, undefined, { signal: this.#closed.signal }).catch(() => undefined);
      }
    }
  }

  /** Says it once, until the store answers again. */
  #troubled(error: unknown): void {
    const { message } = queueUnreachable(this.#place.url, error);
    if (this.#closed.signal.aborted || this.#trouble === message) return;
    this.#trouble = message;
    this.#place.options.troubled?.(message);
  }

  #answered(): void {
    if (this.#trouble === undefined) return;
    this.#trouble = undefined;
    this.#place.options.answered?.();
  }
}

/** `undefined` for a job that is not a unit. */
function seenIn(job: BullJob): JobSeen | undefined {
  const unit = v.safeParse(UNIT, job.data);
  if (!unit.success) return undefined;
  const outcome = outcomeOf(job);
  return {
    unit: unit.output,
    ...(job.processedBy === undefined ? {} : { worker: job.processedBy }),
    ...(outcome ? { outcome } : {}),
  };
}

/** A unit returns how it ended, so a job that failed was given up by BullMQ: its workers died. */
function outcomeOf(job: BullJob): Outcome | undefined {
  if (!job.finishedOn) return undefined;
  const returned = v.safeParse(OUTCOME, job.returnvalue);
  if (returned.success) return returned.output;
  return {
    is: 'failed',
    cause: 'ERR_WORKER_LOST',
    detail: `${DEATHS} workers died while they ran it.`,
    wrote: true,
  };
}

const otherVersion = (theirs: string, ours: string): LabError =>
  new LabError('ERR_OTHER_VERSION', `The fleet was begun by kms-lab ${theirs}, and this worker is ${ours}.`, {
    hint: `npm install kms-lab@${theirs}`,
  });
