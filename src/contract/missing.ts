import type { LabError } from './errors.ts';
import type { ResourceId } from './resource.ts';

/** Something that the page needs and that the account does not have, or does not let you read. */
export interface Missing {
  /** `instance` */
  readonly thing: string;
  /** `instance KMSWorkshop-Instance` */
  readonly title: string;
  /** The resource whose document a reset writes back, which creates this one again. */
  readonly restoredWith?: ResourceId;
  /** `unreadable`: it may exist. */
  readonly kind: 'missing' | 'unreadable';
  readonly error: LabError;
}
