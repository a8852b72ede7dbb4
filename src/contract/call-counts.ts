/** How many AWS requests a command sent, and what it was not allowed to read. */
export interface CallCounts {
  /** Requests sent. */
  readonly calls: number;
  /** Those of them that could change the account. DryRun calls cannot. */
  readonly writes: number;
  /** Permissions for which AWS refused the operator a look: `s3:GetBucketPolicy`. What rests on it was not known. */
  readonly notLookedAt: readonly string[];
}

/** What a summary says of the calls. */
export const countsOf = ({
  calls,
  writes,
  notLookedAt,
}: CallCounts): Pick<CallCounts, 'calls' | 'writes'> & Partial<CallCounts> => ({
  calls,
  writes,
  ...(notLookedAt.length > 0 ? { notLookedAt } : {}),
});
