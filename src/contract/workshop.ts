import type { LabError } from './errors.ts';
import type { Suggestion } from './suggestion.ts';

/** One thing that the page requires in an account. `setup` creates it where it is missing; `teardown` removes it. */
export interface WorkshopPart {
  /** `instance-profile` */
  readonly id: string;
  /** What a person would call it: `instance profile KMSWorkshop-InstanceInitRole`. */
  readonly title: string;
  /** The calls that create it: `iam:CreateInstanceProfile`. */
  readonly calls: readonly string[];
  /** Created only inside that part, if that part is the lab's, and deleted with it. */
  readonly within?: string;
  /** Left by the lab's runs. Only its tag identifies it. */
  readonly leftover?: true;
  /** Looks once; `undefined` if it does not exist. */
  find(): Promise<FoundPart | undefined>;
  /**
   * Returns the id that identifies it from then on. Absent: AWS creates it by itself once the parts before it exist.
   */
  make?(attempt: PartAttempt): Promise<string>;
  /** Whether a failure to create or remove it is temporary: a recent change has not reached all of AWS yet. */
  isEarly?(error: unknown): boolean;
  /** Throws, before anything is removed, if another user's resources would be deleted with it. */
  requireRemovable?(): Promise<void>;
  remove?(found: FoundPart): Promise<void>;
}

/** One attempt to create a part. It keeps its token after a crash. */
export interface PartAttempt {
  /** A UUID, for calls that accept a token to identify a request. */
  readonly token: string;
}

/** A part as it was found in the account: its id, and whether it is the lab's. */
export interface FoundPart {
  /** What identifies it in its service: an ARN, a key id, `i-…`. */
  readonly id: string;
  /** It carries the lab's tag or, if AWS has no tag for such a resource, what contains it does. */
  readonly tagged: boolean;
  /** Only the record says that it is the lab's: AWS has no tag for such a resource, or accepts one only later. */
  readonly byRecord?: true;
  /** Another user created it for the lab, and the lab may finish it. */
  readonly lent?: true;
  /** Being deleted, and no longer of use: `deleted on 2026-12-24`. */
  readonly leaving?: string;
  /** It exists, and is not ready yet. */
  readonly settling?: true;
  /** Why kms-lab could not see whether it exists. Nothing waits for it. */
  readonly unseen?: string;
  /** Why the page cannot be done with it, if the lab can neither use nor change it: `ERR_NOT_OURS`. */
  readonly unfit?: LabError;
}

/** The recorded ids of the parts that the lab created. */
export interface MadeParts {
  idOf(part: string): string | undefined;
}

/** The options of `setup` and `teardown` besides names. */
export interface SetupWishes {
  /** Who may reach the web app: `198.51.100.7/32`. If absent, AWS is asked for this machine's address. */
  readonly from?: string | undefined;
  /** `subnet-…`; if absent, a subnet of the default VPC. */
  readonly subnetId?: string | undefined;
  /** The waiting period, in days, of a key that is scheduled for deletion: 7 to 30. */
  readonly pendingDays: number;
}

/** An account as `setup` and `teardown` see it: its parts, in the order in which they are created. */
export interface Workshop {
  readonly place: WorkshopPlace;
  /**
   * In the order in which they are created. Leftovers, which setup does not create, are first, so that teardown
   * removes them last.
   */
  readonly parts: readonly WorkshopPart[];
  /** Like `Lab.newRound`. */
  newRound(): Date;
}

/** An account in a partition and a Region. */
export interface WorkshopPlace {
  readonly partition: string;
  readonly accountId: string;
  readonly region: string;
}

/** What `setup` or `teardown` found or did: `present`, `missing`, `made`, `removable`, `removed`, `absent`, `leaving`, `left`. */
export type PartStatus =
  /** Exists, and the lab did not have to do anything. */
  | 'present'
  /** Is missing, and would be created. */
  | 'missing'
  /** The endpoint does not tell. */
  | 'unseen'
  | 'made'
  /** Is the lab's, and would be removed. */
  | 'removable'
  | 'removed'
  | 'absent'
  /** Being deleted: KMS deletes a key only after days. */
  | 'leaving'
  /** Stays: it is not the lab's, or the user did not agree to remove it. */
  | 'left';

/** One part in the output of `setup` or `teardown`. */
export interface PartResult {
  readonly id: string;
  readonly title: string;
  readonly status: PartStatus;
  /** What identifies it in its service. */
  readonly is?: string;
  readonly calls?: readonly string[];
  /** Why it stays, or what will happen to it. */
  readonly note?: string;
  /** What to type about it. */
  readonly next?: readonly Suggestion[];
}
