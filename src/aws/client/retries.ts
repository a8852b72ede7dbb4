import { AdaptiveRetryStrategy, DefaultRateLimiter, StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, RetryStrategyV2, SdkError } from '@smithy/types';
import { insteadOfAws } from './endpoint.ts';
import type { AwsTarget } from './target.ts';

/** Tries of a request in all. A class of participants shares the account's rates, so more than the SDK's three. */
const TRIES = 5;
/** Requests a second that adaptive retries do not go below: the lowest rate KMS documents for a call of the lab's. */
const SLOWEST = 5;

/** A quota that is full stays full: a policy is too large, or has its five versions. SDK v3 takes it for throttling. */
const QUOTA = /^LimitExceeded(Exception)?$/;
/** What AWS says of a request whose time is wrong; signed with AWS's time, which the SDK then knows, it may pass. */
const SKEWED =
  /^(AuthFailure|InvalidSignatureException|RequestExpired|RequestInTheFuture|RequestTimeTooSkewed|SignatureDoesNotMatch)$/;

/**
 * The SDK's own retries, of what may pass another time only. They adapt to AWS's rates, which all that an account runs
 * has in common; the sandbox throttles by chance, which going slower does not help.
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
 * Where this machine's clock is four minutes off, the SDK holds every error for one of the clock, be it that a user does
 * not exist, and would ask again.
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
