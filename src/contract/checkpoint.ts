import type { Facts, Variant } from './facts.ts';
import type { Snapshot } from './resource.ts';
import type { AccountSurroundings } from './surroundings.ts';

/** The documents of the account at one moment. The lab can restore them. Plain JSON, one file each. */
export interface Checkpoint {
  readonly version: 1;
  /** `baseline`, `after-<step>`, or a name that the user chose. */
  readonly id: string;
  readonly kind: 'baseline' | 'step' | 'named';
  /** ISO 8601. */
  readonly takenAt: string;
  readonly facts: Facts;
  /** The text of the page that was applied. */
  readonly variant: Variant;
  readonly documents: Snapshot;
  /** The rest of the account. Kept with the baseline only. */
  readonly surroundings?: AccountSurroundings;
  /**
   * A baseline that was kept before you change the account by hand. kms-lab takes it again until its own first write.
   */
  readonly provisional?: true;
  /**
   * Set when it is read: its file was changed after it was saved, or has no digest. It is not restored before a user
   * has agreed.
   */
  readonly unverified?: 'changed' | 'without digest';
}
