import { AdaptiveRetryStrategy, DefaultRateLimiter, StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, RetryStrategyV2, SdkError } from '@smithy/types';
import { insteadOfAws } from './endpoint.ts';
import type { AwsTarget } from './target.ts';

/**
 * Attempts per request, the first included. A class of participants shares the account's rate limits, so more than
 * the SDK's three.
 */
const TRIES = 5;
/**
 * Adaptive retries never go below this many requests per second: the lowest rate that KMS documents for a call of the
 * lab's.
 */
const SLOWEST = 5;

/**
 * Retrying does not help with a full quota: a policy that is too large, or has its five versions. SDK v3 treats it as
 * throttling.
 */
const QUOTA = /^LimitExceeded(Exception)?$/;
/** AWS's codes for a request whose time is wrong. The SDK learns AWS's time from the answer, so a retry may succeed. */
const SKEWED =
  /^(AuthFailure|InvalidSignatureException|RequestExpired|RequestInTheFuture|RequestTimeTooSkewed|SignatureDoesNotMatch)$/;

/**
 * The SDK's own retries, but only for what may succeed later. They adapt to AWS's rate limits, which all of an
 * account's commands share; the sandbox throttles at random, so slowing down does not help there.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export function retriesOn({ name }: Pick<AwsTarget, 'name'>): {
  readonly maxAttempts: number;
  readonly retryStrategy: RetryStrategyV2;
} {
  const retryStrategy: RetryStrategyV2 =
    name === 'aws'
      ? new AdaptiveRetryStrategy(TRIES, {
          rateLimiter: new DefaultRateLimiter({ minFillRate: SLOWEST, minCapacity: SLOWEST }),
        })
      : new StandardRetryStrategy(TRIES);
  const again = retryStrategy.refreshRetryTokenForRetry.bind(retryStrategy);
  retryStrategy.refreshRetryTokenForRetry = async (token, info) => {
    if (isFinal(info)) throw info.error;
    return again(token, info);
  };
  return { maxAttempts: TRIES, retryStrategy };
}

/**
 * If this machine's clock is off by four minutes, the SDK takes every error for a clock error, even that a user does
 * not exist, and would retry.
 */
function isFinal({ error }: RetryErrorInfo): boolean {
  const { name = '', $metadata } = (error ?? {}) as Partial<SdkError>;
  const refused = ($metadata?.httpStatusCode ?? 0) >= 400 && ($metadata?.httpStatusCode ?? 0) < 500;
  return (
    QUOTA.test(name) ||
    insteadOfAws(error) !== undefined ||
    (refused && $metadata?.clockSkewCorrected === true && !SKEWED.test(name))
  );
}
