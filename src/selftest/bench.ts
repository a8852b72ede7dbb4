import type { Lab } from '../contract/lab.ts';
import type { Pipeline } from '../contract/step.ts';
import type { PolicyDocument } from '../policy/document.ts';
import type { StandIns } from './mutate.ts';

/** An account that nobody will miss: everything may be broken in it. Never a participant's own. */
export interface Bench {
  readonly lab: Lab;
  readonly pipeline: Pipeline;
  /** Remembers the account as it stands; what it gives brings the account back there. */
  keep(): () => Promise<void>;
  readonly others: Others;
  readonly standIns: StandIns;
}

/** What others do in the account, who ask neither the lab nor KMS. */
export interface Others {
  addUser(name: string): Promise<void>;
  saveKeyPolicy(document: PolicyDocument): Promise<void>;
  removeSample(): Promise<void>;
}
