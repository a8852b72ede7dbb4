import type { Access } from './access.ts';
import type { CallCounts } from './call-counts.ts';
import type { Elsewhere } from './elsewhere.ts';
import type { Facts, Variant } from './facts.ts';
import type { KeySituation } from './key-situation.ts';
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
   * What the lab needs and the account does not have or does not let the operator read. Each error says what to type.
   * Commands that follow the page need all of it; `reset`, `rollback` and `status` work with what exists.
   */
  readonly missing: readonly Missing[];
  /**
   * Begins a round of reads. What was read in a round holds until the next write or the next round: the same question
   * gets the same answer. Returns the time from which the round reads.
   */
  newRound(): Date;
  /** What to expect once these documents are in the account. Documents that are not named are read. Reads only. */
  prospect(documents: Snapshot): Promise<Prospect>;
  /** Everything that decides who may do what with the key, as of this round: predictions from it need no account. */
  situation(): Promise<KeySituation>;
  readonly access: Access;
  readonly webApp: WebApp;
  readonly probes: Probes;
  /** The rest of the account, which the lab must leave alone: each facet, and its value. */
  surroundings(): Promise<AccountSurroundings>;
  /** How it differs from before, in the order in which to undo it. Pure. */
  changedSince(before: AccountSurroundings, now: AccountSurroundings): readonly FacetChange[];
  /** Where a mistaken edit may have gone. Reads only, and only when a hint needs it. */
  elsewhere(): Promise<Elsewhere>;
  /** Absent if no log has it. */
  readonly writesByHand?: WritesByHand;
  /** AWS requests sent so far. */
  readonly counts: CallCounts;
}
