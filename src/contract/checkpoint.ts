import type { Facts, Variant } from './facts.ts';
import type { Snapshot } from './resource.ts';
import type { AccountSurroundings } from './surroundings.ts';

/** The documents of the account at one moment. The lab can restore them. Plain JSON, one file each. */
export interface Checkpoint {
  readonly version: 1;
  /** `baseline`, `after-<step>`, or a name somebody gave. */
  readonly id: string;
  readonly kind: 'baseline' | 'step' | 'named';
  /** ISO 8601. */
  readonly takenAt: string;
  readonly facts: Facts;
  /** Which text of the page had been applied. */
  readonly variant: Variant;
  readonly documents: Snapshot;
  /** The rest of the account; kept with the baseline only. */
  readonly surroundings?: AccountSurroundings;
  /** A baseline that was kept for a person's own changes: as long as kms-lab has written nothing it is taken afresh. */
  readonly provisional?: true;
}
