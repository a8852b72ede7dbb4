import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import * as v from 'valibot';
import { LabError } from '../contract/errors.ts';
import { isProcessAlive, processStart } from '../disk/process-alive.ts';

export const HOLDER = v.object({
  host: v.string(),
  pid: v.number(),
  /** When the process started, if the operating system tells. */
  started: v.optional(v.string()),
  /** ISO 8601 */
  since: v.string(),
  command: v.string(),
  /** Makes the record different from every other. */
  token: v.optional(v.string()),
});

/** Who holds the account. */
export type Holder = v.InferOutput<typeof HOLDER>;

export interface Lock {
  /** The dead holder that it was taken over from, if any. */
  readonly tookOver?: string;
  /**
   * Throws `ERR_LOCKED` if another process took it over: this machine slept for longer than the lease. `forMs`: how
   * long what follows takes at most.
   */
  requireHeld(forMs?: number): Promise<void>;
  release(): Promise<void>;
}

/** Milliseconds. A holder on another machine that has not renewed its lease for this long is considered dead. */
export const LEASE = 120_000;
export const RENEWAL = LEASE / 6;

export const thisProcess = (command: string): Holder & { readonly token: string } => ({
  host: hostname(),
  pid: process.pid,
  started: processStart(process.pid),
  since: new Date().toISOString(),
  command,
  token: randomUUID(),
});

/** Of a holder on this machine. */
export function isRunning({ pid, started }: Pick<Holder, 'pid' | 'started'>): boolean {
  if (!isProcessAlive(pid)) return false;
  const now = processStart(pid);
  return started === undefined || now === undefined || now === started;
}

export const nameOf = (holder: Holder | undefined): string =>
  holder
    ? `kms-lab ${holder.command} (process ${holder.pid} on ${holder.host}) since ${holder.since}`
    : 'a lock that cannot be read';

export const heldBy = (holder: Holder | undefined, hint: string): LabError =>
  new LabError('ERR_LOCKED', `The account is held by ${nameOf(holder)}.`, { hint });
