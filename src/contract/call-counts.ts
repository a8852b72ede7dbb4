/** How many AWS requests a command sent, and what it was not allowed to read. */
export interface CallCounts {
  /** Requests sent. */
  readonly calls: number;
  /** How many of the requests could change the account. DryRun calls cannot. */
  readonly writes: number;
  /**
   * Permissions that AWS refused the operator: `s3:GetBucketPolicy`. The command did not know what they would have
   * shown.
   */
  readonly notLookedAt: readonly string[];
  /** What they left that a reset cannot erase; absent if the target does not count it. */
  readonly left?: { readonly uploads: number; readonly commands: number };
}

/** The part of a summary that counts calls. */
export const countsOf = ({
  calls,
  writes,
  notLookedAt,
}: CallCounts): Pick<CallCounts, 'calls' | 'writes'> & Partial<CallCounts> => ({
  calls,
  writes,
  ...(notLookedAt.length > 0 ? { notLookedAt } : {}),
});
