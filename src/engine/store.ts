import type { Checkpoint } from '../contract/checkpoint.ts';
import type { LabEvent } from '../contract/event.ts';
import type { Ledger } from '../contract/ledger.ts';
import type { Unfinished } from '../contract/work.ts';
import type { GivenHints } from './given-hints.ts';
import type { Lock } from './lock.ts';

/** What the account cannot tell: how it was before. One folder per target, account and Region. */
export interface Store extends Ledger, GivenHints {
  readonly directory: string;
  /** Oldest first. */
  checkpoints(): Promise<readonly Checkpoint[]>;
  checkpoint(id: string): Promise<Checkpoint | undefined>;
  saveCheckpoint(checkpoint: Checkpoint): Promise<void>;
  /** The checkpoint at which the lab last left the account; absent before the first write and if the state was lost. */
  position(): string | undefined;
  savePosition(checkpointId: string): Promise<void>;
  /** Appends to the journal of this command; the line is on the disk when it returns. */
  journal(event: LabEvent, at: Date): void;
  /** Commands that did not finish, as far back as the last one that did, latest first. */
  unfinished(): Promise<readonly Unfinished[]>;
  /** Steps that failed in the last command that worked on a step. */
  failedSteps(): Promise<readonly string[]>;
  /** Takes the account for this process; throws `ERR_LOCKED` naming the holder. */
  lock(): Promise<Lock>;
  /** Releases the account; does nothing if this process does not hold it. */
  release(): Promise<void>;
  /** Throws `ERR_LOCKED` if another process took the account over; does nothing if it was not taken. */
  requireHeld(): Promise<void>;
  /** Who works on the account now, in words. */
  holder(): Promise<string | undefined>;
}
