import type { Context } from '../../policy/request.ts';
import {
  type ApiCall,
  type Demand,
  type InputOf,
  type Operation,
  type OutputOf,
  ServiceError,
} from '../operation.ts';
import { bucketArn, bucketRegion, type Owned, objectArn, requireBucket } from './buckets.ts';
import { refuseUnsupported } from './unsupported.ts';

/** A call to a bucket that exists, or to an object that may exist. */
export interface S3Call<Input> extends ApiCall<Input>, Owned {}

interface S3Operation<Input, Output> extends Pick<Operation, 'schema' | 'readOnly' | 'bodyLimit'> {
  needs(call: S3Call<Input>): readonly Demand[];
  handle(call: S3Call<Input>): Output;
}

interface BucketInput {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** An operation on a bucket or in one. S3 reports a missing bucket before it checks the caller. */
function s3Operation<Input extends BucketInput, Output>(
  definition: S3Operation<Input, Output>,
): Operation<Input, Output> {
  const { schema, readOnly, bodyLimit, needs, handle } = definition;
  return {
    schema,
    ...(readOnly ? { readOnly } : {}),
    ...(bodyLimit === undefined ? {} : { bodyLimit }),
    demands: (call) => {
      refuseUnsupported(call.input as object as Record<string, unknown>);
      refuseLongKey(call.input as object as { readonly Key?: string });
      const inside = within(call);
      refuseElsewhere(inside);
      return needs(inside);
    },
    handle: (call) => handle(within(call)),
  };
}

/** The same, typed by the SDK's command. */
export const s3Action =
  <C>() =>
  (
    definition: S3Operation<InputOf<C> & BucketInput, OutputOf<C>>,
  ): Operation<InputOf<C> & BucketInput, OutputOf<C>> =>
    s3Operation(definition);

const within = <Input extends BucketInput>(call: ApiCall<Input>): S3Call<Input> => ({
  ...call,
  ...requireBucket(call.world, call.input.Bucket),
});

/** Bytes: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const LONGEST_KEY = 1024;

function refuseLongKey({ Key = '' }: { readonly Key?: string }): void {
  const size = Buffer.byteLength(Key);
  if (size <= LONGEST_KEY) return;
  throw new ServiceError('KeyTooLongError', 'Your key is too long', 400, {
    Size: String(size),
    MaxSizeAllowed: String(LONGEST_KEY),
  });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html */
function refuseElsewhere({ input, owner, bucket, region, world }: S3Call<BucketInput>): void {
  if (input.ExpectedBucketOwner !== undefined && input.ExpectedBucketOwner !== owner.id) {
    throw new ServiceError('AccessDenied', 'Access Denied', 403);
  }
  const home = bucketRegion(bucket, world);
  if (region !== home) {
    throw new ServiceError(
      'AuthorizationHeaderMalformed',
      `The authorization header is malformed; the region '${region}' is wrong; expecting '${home}'`,
      400,
      { Region: home },
    );
  }
}

export const onBucket = (action: string, { bucket }: Owned, context?: Context): Demand =>
  demand(action, bucketArn(bucket.name), context);

export const onObject = (action: string, { bucket }: Owned, key: string, context?: Context): Demand =>
  demand(action, objectArn(bucket.name, key), context);

/** S3's own refusals put the resource in quotes. */
export const demand = (action: string, resource: string, context?: Context): Demand => ({
  action,
  resource,
  refersTo: `"${resource}"`,
  ...(context ? { context } : {}),
});
