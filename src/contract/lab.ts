import type { Access } from './access.ts';
import type { CallCounts } from './call-counts.ts';
import type { Elsewhere } from './elsewhere.ts';
import type { Facts, Variant } from './facts.ts';
import type { Missing } from './missing.ts';
import type { Probes } from './probes.ts';
import type { Prospect } from './prospect.ts';
import type { Resources, Snapshot } from './resource.ts';
import type { AccountSurroundings, FacetChange } from './surroundings.ts';
import type { WebApp } from './web-app.ts';
import type { WritesByHand } from './write-by-hand.ts';

/** An open account: everything that steps and checks may see of it. `src/aws` makes it; the engine's tests use a fake. */
export interface Lab {
  readonly facts: Facts;
  readonly variant: Variant;
  readonly resources: Resources;
  /**
   * What the lab needs and the account has not, or does not let be read; each error says what to type. Commands that go
   * along the page need all of it; `reset`, `rollback` and `status` work on what there is.
   */
  readonly missing: readonly Missing[];
  /**
   * Begins a round of reads. What was read in a round stays true until the next write or the next round, and the same
   * question gets the same answer again. Gives the time from which on it is read.
   */
  newRound(): Date;
  /** What to expect once these documents are in the account; those not named are read. Reads only. */
  prospect(documents: Snapshot): Promise<Prospect>;
  readonly access: Access;
  readonly webApp: WebApp;
  readonly probes: Probes;
  /** The rest of the account that the lab must leave alone: what, and how it stands. */
  surroundings(): Promise<AccountSurroundings>;
  /** What of it is otherwise than before, in the order in which it is undone. Pure. */
  changedSince(before: AccountSurroundings, now: AccountSurroundings): readonly FacetChange[];
  /** Where a slip of the hand may have gone. Reads only, and only when somebody needs a hint. */
  elsewhere(): Promise<Elsewhere>;
  /** Absent where no log tells it. */
  readonly writesByHand?: WritesByHand;
  /** AWS requests sent so far. */
  readonly counts: CallCounts;
}
