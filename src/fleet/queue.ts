import type { ErrorCode } from '../contract/errors.ts';

/** One try at one account. Its id names the fleet, the account and the attempt; a queue holds nothing else of it. */
export interface Unit {
  readonly fleet: string;
  /** Twelve digits. */
  readonly account: string;
  /** From 1. */
  readonly attempt: number;
  /** Of the plan that was agreed to. A worker whose own plan has another hash refuses the unit. */
  readonly planHash: string;
}

interface Ended {
  /** Whether a write was sent to the account, or may have been. */
  readonly wrote: boolean;
  /** Totals for the report, by name: `calls`, `writes`, `cloudtrail-events`. */
  readonly counts?: Readonly<Record<string, number>> | undefined;
}

/**
 * How a unit ended. `failed` may be tried again, `refused` not. `drifted`: the account is not as its plan says, and has
 * to be planned again. `busy`: another run holds the account, and nothing was written. `interrupted`: the signal was
 * aborted, and the unit is to be run again, which is no failure either.
 */
export type Outcome =
  | ({ readonly is: 'done' } & Ended)
  | ({
      readonly is: 'drifted' | 'failed' | 'refused';
      readonly cause: ErrorCode;
      /** One sentence for a person, without secrets. */
      readonly detail: string;
    } & Ended)
  | { readonly is: 'busy'; readonly detail: string }
  | ({ readonly is: 'interrupted' } & Ended);

export type UnitEvent = { readonly unit: Unit } & (
  | { readonly type: 'started'; readonly worker: string }
  | { readonly type: 'ended'; readonly outcome: Outcome }
);

/** Does the work of one unit. Returns how it ended and never throws; the signal asks it to stop between two writes. */
export type RunUnit = (unit: Unit, signal: AbortSignal) => Promise<Outcome>;

export interface WorkOptions {
  /** How many units at a time. */
  readonly concurrency: number;
  /** Takes no more units, and asks those that run to stop. */
  readonly signal: AbortSignal;
  /** Takes no more units, and lets those that run end. */
  readonly drain?: AbortSignal | undefined;
}

/** How many units may start in a time, by all workers together: signing in is limited by AWS (STS, Identity Center). */
export interface StartRate {
  readonly units: number;
  /** Milliseconds. */
  readonly per: number;
}

/** What moves units from a coordinator to its workers. Throws `ERR_QUEUE` where its server does not answer. */
export interface FleetQueue {
  /** A unit that was put before is not put again. */
  put(units: readonly Unit[]): Promise<void>;
  /** Until a signal is aborted and the units that ran have ended. A unit whose worker died is run by another one. */
  work(run: RunUnit, options: WorkOptions): Promise<void>;
  /** From the fleet's beginning; each event at least once, in order for each unit. Ends when the signal is aborted. */
  watch(fleet: string, signal: AbortSignal): AsyncIterable<UnitEvent>;
  close(): Promise<void>;
}

/** A queue's store takes it as the name of a job: no colon, and not a number. */
export const unitId = ({ fleet, account, attempt }: Unit): string => `${fleet}.${account}.${attempt}`;
