/** One account of a room, as the roster names it. */
export interface Seat {
  /** Twelve digits. */
  readonly account: string;
  /** The participant’s, or the account’s in its organization. Shown on the instructor's machine only. */
  readonly name?: string;
  readonly email?: string;
  /** The role to assume in the account, or the permission set of Identity Center. */
  readonly role?: string;
  readonly region?: string;
  readonly externalId?: string;
}

/** The accounts of a room, each once, in the roster's order. */
export interface Roster {
  readonly seats: readonly Seat[];
  /** What the roster's source has and the room has not, a sentence each. */
  readonly notes: readonly string[];
}

/** Accounts that must never be on a roster, and why: `the management account of the organization`. */
export type KeptOut = ReadonlyMap<string, string>;

/** https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html */
export const ACCOUNT_ID = /^\d{12}$/;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length */
export const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;

/** `us-east-1`, `us-gov-west-1`, `ap-southeast-2` */
export const REGION_NAME = /^[a-z]{2}(-[a-z]+){1,3}-\d{1,2}$/;

/** A room that one command may change. */
export const MOST_SEATS = 5000;
