import type { Checkpoint } from '../contract/checkpoint.ts';
import type { LabEvent } from '../contract/event.ts';
import type { Ledger } from '../contract/ledger.ts';

/** What the account cannot tell: how it was before. One folder per target, account and region. */
export interface Store extends Ledger {
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
  /** Takes the account for this process; throws `ERR_LOCKED` naming who holds it. Resolves to its release. */
  lock(): Promise<() => Promise<void>>;
}
