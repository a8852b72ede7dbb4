import type { Checkpoint } from '../contract/checkpoint.ts';
import type { LabEvent } from '../contract/event.ts';
import type { Ledger } from '../contract/ledger.ts';
import type { Unfinished } from '../contract/work.ts';
import type { GivenHints } from './given-hints.ts';
import type { Lock } from './lock.ts';

/** What the account cannot tell: how it was before. One folder per target, account and region. */
export interface Store extends Ledger, GivenHints {
  readonly directory: string;
  /** Oldest first. */
  checkpoints(): Promise<readonly Checkpoint[]>;
  checkpoint(id: string): Promise<Checkpoint | undefined>;
  saveCheckpoint(checkpoint: Checkpoint): Promise<void>;
  /** The checkpoint the lab last left the account at; absent before the first write and where the state was lost. */
  position(): string | undefined;
  savePosition(checkpointId: string): Promise<void>;
  /** Appends to the journal of this command; on the disk when it returns. */
  journal(event: LabEvent, at: Date): void;
  /** Commands that did not come to their end since one last did, latest first. */
  unfinished(): Promise<readonly Unfinished[]>;
  /** Steps that failed in the last command that worked on one. */
  failedSteps(): Promise<readonly string[]>;
  /** Takes the account for this process; throws `ERR_LOCKED` naming who holds it. */
  lock(): Promise<Lock>;
  /** Gives the account up; does nothing where this process does not have it. */
  release(): Promise<void>;
  /** Throws `ERR_LOCKED` where somebody took the account over from this process; does nothing where it was not taken. */
  requireHeld(): Promise<void>;
  /** Who works on the account now, in words. */
  holder(): Promise<string | undefined>;
}
