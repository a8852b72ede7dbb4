import type { LabError } from './errors.ts';
import type { Suggestion } from './suggestion.ts';

/** One thing that the page requires in an account. `setup` creates it where it is missing; `teardown` removes it. */
export interface WorkshopPart {
  /** `instance-profile` */
  readonly id: string;
  /** As a person would call it: `instance profile KMSWorkshop-InstanceInitRole`. */
  readonly title: string;
  /** The calls that make it: `iam:CreateInstanceProfile`. */
  readonly calls: readonly string[];
  /** Made only in that part where that is the lab's, and gone with it. */
  readonly within?: string;
  /** Left by the lab's runs, which nothing but its tag tells. */
  readonly leftover?: true;
  /** Looks once; `undefined` where there is no such thing. */
  find(): Promise<FoundPart | undefined>;
  /** Gives the id by which it is known from then on. Absent: it comes of itself once the parts before it are there. */
  make?(attempt: PartAttempt): Promise<string>;
  /** A failure to make or remove it that passes by itself: AWS has not everywhere arrived where it is already. */
  isEarly?(error: unknown): boolean;
  /** Throws, before anything is removed, where somebody else's things would go with it. */
  requireRemovable?(): Promise<void>;
  remove?(found: FoundPart): Promise<void>;
}

/** One attempt to create a part. It keeps its token after a crash. */
export interface PartAttempt {
  /** For calls that can be told from one another by it: a UUID. */
  readonly token: string;
}

/** A part as it was found in the account: its id, and whether it is the lab's. */
export interface FoundPart {
  /** What names it in its service: an ARN, a key id, `i-…`. */
  readonly id: string;
  /** It carries the lab's tag; where AWS has no tag for such a thing, what holds it does. */
  readonly tagged: boolean;
  /** The record alone says whose it is: AWS has no tag for such a thing, or takes one only later. */
  readonly byRecord?: true;
  /** Somebody else made it for the lab, which may finish it. */
  readonly lent?: true;
  /** On its way out, and of no use any more: `deleted on 2026-12-24`. */
  readonly leaving?: string;
  /** There, and not ready yet. */
  readonly settling?: true;
  /** Why it could not be seen whether it is there: nothing is waited for. */
  readonly unseen?: string;
  /** Why the page cannot be done with it, where the lab can neither use nor change it: `ERR_NOT_OURS`. */
  readonly unfit?: LabError;
}

/** The recorded ids of the parts that the lab created. */
export interface MadeParts {
  idOf(part: string): string | undefined;
}

/** The options of `setup` and `teardown` besides names. */
export interface SetupWishes {
  /** Who may reach the web app: `198.51.100.7/32`. Asked of AWS where absent. */
  readonly from?: string | undefined;
  /** `subnet-…`; one of the default VPC where absent. */
  readonly subnetId?: string | undefined;
  /** How many days a key that is to be deleted waits: 7 to 30. */
  readonly pendingDays: number;
}

/** An account as `setup` and `teardown` see it: its parts, in the order in which they are created. */
export interface Workshop {
  readonly place: WorkshopPlace;
  /** In the order in which they are made; leftovers, which setup does not make, come first, to go last. */
  readonly parts: readonly WorkshopPart[];
  /** As `Lab.newRound`. */
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
  /** Stands, and the lab did not have to do anything. */
  | 'present'
  /** Is missing, and would be made. */
  | 'missing'
  /** The endpoint does not tell. */
  | 'unseen'
  | 'made'
  /** Is the lab's, and would be removed. */
  | 'removable'
  | 'removed'
  | 'absent'
  /** On its way out: KMS deletes a key only days later. */
  | 'leaving'
  /** Stays: it is not the lab's, or nobody agreed that it goes. */
  | 'left';

/** One part in the output of `setup` or `teardown`. */
export interface PartResult {
  readonly id: string;
  readonly title: string;
  readonly status: PartStatus;
  /** What names it in its service. */
  readonly is?: string;
  readonly calls?: readonly string[];
  /** Why it stays, or what becomes of it. */
  readonly note?: string;
  /** What to type about it. */
  readonly next?: readonly Suggestion[];
}
