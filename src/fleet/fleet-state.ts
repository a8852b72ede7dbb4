import * as v from 'valibot';
import { ERRORS, type ErrorCode } from '../contract/errors.ts';
import type { Unit } from './queue.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const atLeastOne = v.pipe(v.number(), v.integer(), v.minValue(1));
const ended = { wrote: v.boolean(), counts: v.optional(v.record(v.string(), v.number())) };
const trouble = {
  cause: v.picklist(Object.keys(ERRORS) as ErrorCode[]),
  detail: v.string(),
};

/** Of a fleet. All counts are of accounts. */
const LIMITS = v.object({
  /** At a time. */
  concurrency: atLeastOne,
  /** Before the others; at least one of each group of identical changes. 0: no canary. */
  canary: count,
  /** Never more fail, and therefore never more than this run at a time. */
  maxErrors: atLeastOne,
  /** How often an account is tried that fails. */
  attempts: atLeastOne,
  /** How often an account is tried that another run holds. */
  waits: atLeastOne,
  /** Milliseconds before an account is tried again: doubled from `first` after each failure, at most `longest`. */
  rest: v.object({ first: count, longest: count, busy: count }),
});
export type FleetLimits = v.InferOutput<typeof LIMITS>;

/**
 * What a plan says of an account. The same `group`: the same changes. `same`: nothing would change, which a unit has yet
 * to prove, because a plan may be made of answers that are out of date.
 */
const PLANNED = v.variant('is', [
  v.object({ is: v.picklist(['change', 'same']), hash: v.string(), group: v.string() }),
  v.object({ is: v.picklist(['failed', 'refused']), ...trouble }),
]);
export type Planned = v.InferOutput<typeof PLANNED>;

export const OUTCOME = v.variant('is', [
  v.object({ is: v.literal('done'), ...ended }),
  v.object({ is: v.picklist(['drifted', 'failed', 'refused']), ...trouble, ...ended }),
  v.object({ is: v.literal('busy'), detail: v.string() }),
  v.object({ is: v.literal('interrupted'), ...ended }),
]);

/** Everything that a coordinator knows, in the order in which it learned it. The journal of a fleet holds nothing else. */
export const FLEET_EVENT = v.variant('type', [
  v.object({
    type: v.literal('begun'),
    fleet: v.string(),
    /** Of kms-lab. */
    version: v.string(),
    accounts: v.array(v.string()),
    limits: LIMITS,
    /** What the units do; the coordinator does not read it. No secret: the journal may be in a shared bucket. */
    work: v.record(v.string(), v.unknown()),
  }),
  v.object({ type: v.literal('planned'), account: v.string(), attempt: atLeastOne, plan: PLANNED }),
  /** The count that the consent names has been agreed to, or not. */
  v.object({ type: v.literal('answered'), agreed: v.boolean() }),
  v.object({ type: v.literal('started'), account: v.string(), attempt: atLeastOne, worker: v.string() }),
  v.object({ type: v.literal('ended'), account: v.string(), attempt: atLeastOne, outcome: OUTCOME }),
  v.object({ type: v.literal('rested'), account: v.string(), attempt: atLeastOne }),
  v.object({ type: v.literal('interrupted') }),
  /** Another coordinator goes on. `lifted`: accounts in quarantine that it plans and tries again. */
  v.object({ type: v.literal('resumed'), lifted: v.array(v.string()) }),
]);
export type FleetEvent = v.InferOutput<typeof FLEET_EVENT>;
export type FleetBegun = Extract<FleetEvent, { type: 'begun' }>;

/** What is to be done with an account. */
interface Change {
  readonly plan: 'change' | 'same';
  readonly hash: string;
  readonly group: string;
  /** From 1; every plan and every unit of an account has a higher one than those before it. */
  readonly attempt: number;
  readonly failures: number;
  readonly waits: number;
  /** Whether any attempt so far wrote, or may have. */
  readonly wrote: boolean;
}

/**
 * Where an account is. `same`: proven to be as wanted, without a write. `busy`: given up for now, because another run has
 * held it all the time.
 */
export type Progress =
  | {
      readonly is: 'unplanned';
      readonly attempt: number;
      readonly failures: number;
      /** Whether an attempt before this plan wrote. */
      readonly wrote: boolean;
    }
  | ({ readonly is: 'waiting' } & Change)
  | ({ readonly is: 'resting' } & Change)
  | ({ readonly is: 'running'; readonly worker?: string | undefined } & Change)
  | ({
      readonly is: 'done' | 'same';
      readonly counts?: Readonly<Record<string, number>> | undefined;
    } & Change)
  | ({ readonly is: 'busy'; readonly detail: string } & Change)
  | {
      readonly is: 'quarantined';
      /** In a plan nothing is written, and no error of the fleet is counted. */
      readonly during: 'plan' | 'run';
      readonly cause: ErrorCode;
      readonly detail: string;
      readonly wrote: boolean;
      /** The last one. */
      readonly attempt: number;
    };

export type ProgressName = Progress['is'];

/** Why a fleet starts no more units. */
export type WhyStopped = 'declined' | 'canary' | 'errors' | 'interrupted';

export interface Fleet {
  readonly id: string;
  readonly stage: 'planning' | 'asking' | 'canary' | 'waves' | 'stopping' | 'ended';
  readonly stopped?: WhyStopped | undefined;
  readonly limits: FleetLimits;
  readonly work: FleetBegun['work'];
  /** In the order of the roster. */
  readonly accounts: readonly string[];
  /** Where each account is in the two lists. */
  readonly places: ReadonlyMap<string, number>;
  readonly progress: readonly Progress[];
  /** Of `progress`, so that an event costs the same in a large fleet. */
  readonly counts: FleetTally;
  /** Whether the canaries have ended well since the fleet began, or was last gone on with. */
  readonly proven: boolean;
  /** Accounts that had failed before the first canary: the limit counts from there. */
  readonly forgiven: number;
}

export type FleetCommand =
  | { readonly do: 'plan'; readonly account: string; readonly attempt: number }
  /** A timer; its end is the event `rested`. */
  | { readonly do: 'rest'; readonly account: string; readonly attempt: number; readonly ms: number }
  | { readonly do: 'ask'; readonly count: number }
  | { readonly do: 'put'; readonly unit: Unit }
  | { readonly do: 'end'; readonly exit: 0 | 5 | 7 | 130 };

export function accountProgress(fleet: Fleet, account: string): Progress | undefined {
  const place = fleet.places.get(account);
  return place === undefined ? undefined : fleet.progress[place];
}

/** How many accounts are in each state. `failed`: in quarantine, and the limit of errors counts them. */
export type FleetTally = Readonly<Record<ProgressName | 'failed', number>>;

export const tally = ({ counts }: Fleet): FleetTally => counts;

/** The tally, counted anew. */
export function countedIn(progress: readonly Progress[]): FleetTally {
  const counts = { ...NONE };
  for (const one of progress) {
    counts[one.is]++;
    if (isFailed(one)) counts.failed++;
  }
  return counts;
}

const NONE: FleetTally = {
  unplanned: 0,
  same: 0,
  waiting: 0,
  resting: 0,
  running: 0,
  done: 0,
  busy: 0,
  quarantined: 0,
  failed: 0,
};

const isFailed = (one: Progress): boolean => one.is === 'quarantined' && one.during === 'run';

/** The fleet with an account somewhere else. */
export function moved(fleet: Fleet, account: string, now: Progress): Fleet {
  const place = fleet.places.get(account)!;
  const was = fleet.progress[place]!;
  const counts = { ...fleet.counts };
  counts[was.is]--;
  counts[now.is]++;
  counts.failed += Number(isFailed(now)) - Number(isFailed(was));
  return { ...fleet, counts, progress: fleet.progress.with(place, now) };
}

/** How many accounts have failed since the first canary, from which the limit counts. */
export const failedIn = (fleet: Fleet): number => fleet.counts.failed - fleet.forgiven;

/** How many more may run now: even if all that run fail, the limit holds. */
export const roomIn = (fleet: Fleet): number =>
  Math.min(fleet.limits.concurrency, fleet.limits.maxErrors - failedIn(fleet)) - tally(fleet).running;
