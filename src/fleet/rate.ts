import PQueue from 'p-queue';

/** Requests a second that the workers of one process send together. */
export const RATES = {
  /**
   * Half of what one account may send to STS in a region: the calls of AssumeRole are charged to the instructor's
   * account. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-sts
   */
  sts: 300,
  /** The portal of Identity Center throttles at about ten (observed by others; AWS gives no number). */
  identityCenter: 8,
} as const;

/**
 * Never sends more than so many requests in any second: the others wait in order. The first of the requests that a
 * client sends again after a throttle counts, its retries do not.
 */
export function limitedTo(perSecond: number): <T>(send: () => Promise<T>) => Promise<T> {
  const queue = new PQueue({ intervalCap: perSecond, interval: 1000, strict: true });
  return (send) => queue.add(send);
}
