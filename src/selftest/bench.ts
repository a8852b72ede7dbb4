import type { Lab } from '../contract/lab.ts';
import type { Pipeline } from '../contract/step.ts';
import type { PolicyDocument } from '../policy/document.ts';
import type { StandIns } from './mutate.ts';

/** A disposable account, in which everything may be broken. Never a participant's own. */
export interface Bench {
  readonly lab: Lab;
  readonly pipeline: Pipeline;
  /** Remembers the account as it is now; the returned function restores it. */
  keep(): () => Promise<void>;
  readonly others: Others;
  readonly standIns: StandIns;
}

/** Changes that other users make in the account, without the lab or KMS checking them. */
export interface Others {
  addUser(name: string): Promise<void>;
  saveKeyPolicy(document: PolicyDocument): Promise<void>;
  removeSample(): Promise<void>;
}
