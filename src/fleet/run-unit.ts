import { LabError } from '../contract/errors.ts';
import type { Outcome, RunUnit } from './queue.ts';

/** The same, and a bug in it is an outcome, too. What it has written is not known then. */
export const neverThrowing =
  (run: RunUnit): RunUnit =>
  (unit, signal) =>
    run(unit, signal).catch(
      (error: unknown): Outcome => ({
        is: 'failed',
        cause: error instanceof LabError ? error.code : 'ERR_INTERNAL',
        detail: error instanceof Error ? error.message : String(error),
        wrote: true,
      }),
    );
