import type { Host, TargetName } from '../contract/event.ts';
import type { Lab } from '../contract/lab.ts';
import type { Pipeline } from '../contract/step.ts';
import type { Store } from './store.ts';

export interface SessionClock {
  now(): Date;
  /** Ends early if the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** How long the engine waits for the account to follow, in milliseconds. */
export interface Patience {
  /** For a write to be readable. */
  readonly write: number;
  /** For a check to pass after its step. */
  readonly check: number;
  /** Between two looks: the first pause, which doubles up to the longest. */
  readonly firstPause: number;
  readonly longestPause: number;
  /** How many looks in a row must give the same answer before it counts: 1 if the target never answers late. */
  readonly agreeing: number;
}

/** One command on one opened account. */
export interface CommandSession {
  readonly command: string;
  readonly target: TargetName;
  readonly lab: Lab;
  readonly pipeline: Pipeline;
  readonly store: Store;
  readonly host: Host;
  readonly clock: SessionClock;
  readonly patience: Patience;
  /**
   * The time as of which opening the account read it; only the first look of a command uses it, and it is `undefined`
   * from then on. Absent: every look begins a round of reads.
   */
  readonly openedAt?: () => Date | undefined;
  /** Aborted by the user: the write in progress is finished, and the next one does not begin. */
  readonly signal?: AbortSignal;
}
