import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceError } from '../operation.ts';
import type { Chaos } from './chaos.ts';
import { fateOf, type RequestFate } from './fate.ts';

type Refusal = readonly [code: string, status: number, message: string];

const RATE = 'Rate exceeded';

/**
 * How each service reports too many requests, and a failure of its own.
 * https://docs.aws.amazon.com/kms/latest/developerguide/throttling.html, and each API's list of common errors
 */
const REFUSALS: Readonly<
  Record<string, Readonly<Record<Exclude<RequestFate, 'answered' | 'lost' | 'conflicting'>, Refusal>>>
> = {
  kms: {
    throttled: [
      'ThrottlingException',
      400,
      'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
    ],
    failed: ['KMSInternalException', 500, 'An internal error occurred. The request can be retried.'],
  },
  ssm: {
    throttled: ['ThrottlingException', 400, RATE],
    failed: ['InternalServerError', 500, 'An error occurred on the server side.'],
  },
  iam: {
    throttled: ['Throttling', 400, RATE],
    failed: ['ServiceFailure', 500, 'The request processing has failed because of an unknown error.'],
  },
  sts: {
    throttled: ['Throttling', 400, RATE],
    failed: ['InternalFailure', 500, 'The request processing has failed because of an unknown error.'],
  },
  ec2: {
    throttled: ['RequestLimitExceeded', 503, 'Request limit exceeded.'],
    failed: ['InternalError', 500, 'An internal error has occurred.'],
  },
  s3: {
    throttled: ['SlowDown', 503, 'Please reduce your request rate.'],
    failed: ['InternalError', 500, 'We encountered an internal error. Please try again.'],
  },
  organizations: {
    throttled: ['TooManyRequestsException', 400, RATE],
    failed: ['ServiceException', 500, "Organizations can't complete your request. Try again later."],
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
const CONFLICT: Refusal = [
  'ConditionalRequestConflict',
  409,
  'The conditional request cannot succeed due to a conflicting operation against this resource.',
];

/** What is known of a request before it is carried out. */
export interface DisturbedRequest {
  readonly service: string;
  /** It writes only if something has not changed. */
  readonly isConditional: boolean;
}

/**
 * Delays requests and lets some of them fail, with AWS's messages and before they have done anything. `lost`: the
 * request is carried out, and its answer does not arrive.
 */
export function disturb(chaos: Chaos): (request: DisturbedRequest) => Promise<'answered' | 'lost'> {
  let count = 0;
  return async ({ service, isConditional }) => {
    const fate = fateOf(chaos, count++);
    if (chaos.latency > 0) await sleep(chaos.latency);
    if (fate === 'answered' || fate === 'lost') return fate;
    const conflict = service === 's3' && isConditional ? CONFLICT : undefined;
    const refusal = fate === 'conflicting' ? conflict : REFUSALS[service]?.[fate];
    if (!refusal) return 'answered';
    const [code, status, message] = refusal;
    throw new ServiceError(code, message, status);
  };
}
