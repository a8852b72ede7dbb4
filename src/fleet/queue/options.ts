import type { StartRate } from '../queue.ts';

/** How a queue waits, in milliseconds. */
export interface QueueTimes {
  /** A worker that has not renewed its hold on a unit for so long is considered dead. */
  readonly lock: number;
  /** How often to look for units of dead workers. */
  readonly stalled: number;
  /** How often to compare what was put with what the store has: its events may go missing. */
  readonly reconcile: number;
  /** How long the store may not answer before a coordinator gives up. */
  readonly patience: number;
}

export interface QueueOptions {
  /** Of kms-lab: a worker takes no units of another version. */
  readonly version: string;
  readonly rate?: StartRate | undefined;
  readonly times?: Partial<QueueTimes>;
  /** Hears when the store does not answer, and is asked again. */
  readonly troubled?: (message: string) => void;
  /** The store answers again. */
  readonly answered?: () => void;
}

export const QUEUE_TIMES: QueueTimes = { lock: 30_000, stalled: 15_000, reconcile: 2000, patience: 120_000 };
