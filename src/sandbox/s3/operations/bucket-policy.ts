import {
  DeleteBucketPolicy$,
  type DeleteBucketPolicyCommand,
  GetBucketPolicy$,
  type GetBucketPolicyCommand,
  PutBucketPolicy$,
  type PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import type { PolicyDocument } from '../../../policy/document.ts';
import { PolicyRefusal, validateBucketPolicy } from '../../../policy/validate.ts';
import { type Demand, ServiceError } from '../../operation.ts';
import { principalsIn } from '../../principals.ts';
import { onBucket, type S3Call, s3Action } from '../call.ts';

export const GetBucketPolicy = s3Action<GetBucketPolicyCommand>()({
  schema: GetBucketPolicy$,
  readOnly: true,
  needs: (call) => asOwner(call, 's3:GetBucketPolicy'),
  handle: ({ bucket }) => {
    if (bucket.policy) return { Policy: JSON.stringify(bucket.policy) };
    throw new ServiceError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, {
      BucketName: bucket.name,
    });
  },
});

export const PutBucketPolicy = s3Action<PutBucketPolicyCommand>()({
  schema: PutBucketPolicy$,
  needs: (call) => asOwner(call, 's3:PutBucketPolicy'),
  handle: (call) => {
    call.bucket.policy = validated(call);
    return {};
  },
});

export const DeleteBucketPolicy = s3Action<DeleteBucketPolicyCommand>()({
  schema: DeleteBucketPolicy$,
  needs: (call) => asOwner(call, 's3:DeleteBucketPolicy'),
  handle: ({ bucket }) => {
    delete bucket.policy;
    return {};
  },
});

/**
 * The root user of the owner's account may always do it, so that a policy that denies everyone can be mended.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html
 */
function asOwner(call: S3Call<unknown>, action: string): readonly Demand[] {
  const { caller } = call.identity;
  if ('accountId' in caller && caller.accountId !== call.owner.id) {
    throw new ServiceError(
      'MethodNotAllowed',
      'The specified method is not allowed against this resource.',
      405,
    );
  }
  return caller.kind === 'root' ? [] : [onBucket(action, call)];
}

function validated({ bucket, input, world }: S3Call<{ readonly Policy: string }>): PolicyDocument {
  try {
    return validateBucketPolicy(input.Policy, bucket.name, principalsIn(world));
  } catch (error) {
    if (error instanceof PolicyRefusal) throw new ServiceError('MalformedPolicy', error.message);
    throw error;
  }
}
