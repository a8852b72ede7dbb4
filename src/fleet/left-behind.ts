import * as v from 'valibot';

/** What stays in an account after a reset, because AWS does not let it be erased. Counts of what kms-lab itself left. */
export const LEFT_BEHIND = v.object({
  /**
   * Requests: CloudTrail keeps its event history for 90 days.
   * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html
   */
  cloudTrailEvents: v.number(),
  /** Uploads through the web app: each is a version, where the bucket keeps versions. */
  objectVersions: v.number(),
  /**
   * Commands on the instance: Systems Manager keeps their output for 30 days.
   * https://docs.aws.amazon.com/systems-manager/latest/userguide/running-commands.html
   */
  commandOutputs: v.number(),
});

export type LeftBehind = v.InferOutput<typeof LEFT_BEHIND>;

/** The counts by the names that a person reads. */
export const LEFT_BEHIND_WORDS: { readonly [Name in keyof LeftBehind]: string } = {
  cloudTrailEvents: 'CloudTrail events',
  objectVersions: 'S3 versions',
  commandOutputs: 'command outputs',
};
