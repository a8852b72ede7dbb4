import type { Checkpoint } from '../contract/checkpoint.ts';
import type { LabEvent } from '../contract/event.ts';
import type { Ledger } from '../contract/ledger.ts';
import type { Unfinished } from '../contract/work.ts';
import type { GivenHints } from './given-hints.ts';
import type { Lock } from './holder.ts';
import type { WorkshopLog } from './workshop-record.ts';

/** What the account cannot tell: how it was before. One for each target, account and Region. */
export interface Store extends Ledger, GivenHints {
  /** The account’s folder on this machine. */
  readonly directory: string;
  /** What setup made. */
  readonly workshop: WorkshopLog;
  /** Oldest first. */
  checkpoints(): Promise<readonly Checkpoint[]>;
  checkpoint(id: string): Promise<Checkpoint | undefined>;
  /** It may be saved soon: what takes time may begin, and counts only once it is saved. */
  expectCheckpoint(checkpoint: Checkpoint): void;
  /** While the account is held: kept when `persist` or `release` resolves. */
  saveCheckpoint(checkpoint: Checkpoint): Promise<void>;
  /** The checkpoint at which the lab last left the account; absent before the first write and if the state was lost. */
  position(): string | undefined;
  savePosition(checkpointId: string): Promise<void>;
  /** Reads again what another command may have remembered meanwhile; `lock` does so, too. */
  refresh(): Promise<void>;
  /** Appends to the journal of this command; the line is on this machine’s disk when it returns. */
  journal(event: LabEvent, at: Date): void;
  /** When it resolves, every machine that has this state knows the checkpoints and what the journal says of the writes. */
  persist(): Promise<void>;
  /** When it resolves, every machine that has this state can read the journal so far. */
  publish(): Promise<void>;
  /** Commands that did not finish, as far back as the last one that did, latest first. */
  unfinished(): Promise<readonly Unfinished[]>;
  /** Steps that failed in the last command that worked on a step. */
  failedSteps(): Promise<readonly string[]>;
  /** Takes the account for this process; throws `ERR_LOCKED` naming the holder. */
  lock(): Promise<Lock>;
  /** Releases the account; does nothing if this process does not hold it. */
  release(): Promise<void>;
  /**
   * Throws `ERR_LOCKED` if another process took the account over, or could before so many milliseconds have passed;
   * does nothing if it was not taken. Resolves to the lease’s fencing number, if the account is held by a lease.
   */
  requireHeld(forMs?: number): Promise<number | undefined>;
  /** Who works on the account now, in words. */
  holder(): Promise<string | undefined>;
  /** How many requests this state has cost; absent if it is a folder. */
  requests?(): number;
}
