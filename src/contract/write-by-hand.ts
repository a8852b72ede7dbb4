/** A request that could have changed the account and that kms-lab did not send. */
export interface WriteByHand {
  /** ISO 8601. */
  readonly at: string;
  /** `PutKeyPolicy` */
  readonly operation: string;
  /** The ARN of what was to be changed. Absent if the log does not have it. */
  readonly on?: string;
  /** Why it was refused: AWS's code and message. Absent if it succeeded. */
  readonly refusal?: { readonly code: string; readonly message: string };
}

/**
 * Lists what was written by hand since a time (ISO 8601), oldest first; `undefined` if the log does not go back that
 * far. Only the sandbox has such a log at once: CloudTrail events arrive minutes later.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html
 */
export type WritesByHand = (since: string) => Promise<readonly WriteByHand[] | undefined>;
