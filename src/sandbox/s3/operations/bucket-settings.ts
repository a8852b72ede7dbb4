import {
  DeleteBucketTagging$,
  type DeleteBucketTaggingCommand,
  DeletePublicAccessBlock$,
  type DeletePublicAccessBlockCommand,
  GetBucketTagging$,
  type GetBucketTaggingCommand,
  GetPublicAccessBlock$,
  type GetPublicAccessBlockCommand,
  PutBucketTagging$,
  type PutBucketTaggingCommand,
  PutPublicAccessBlock$,
  type PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { ServiceError } from '../../operation.ts';
import { bucketTags } from '../bucket-tags.ts';
import { onBucket, s3Action } from '../call.ts';

export const GetBucketTagging = s3Action<GetBucketTaggingCommand>()({
  schema: GetBucketTagging$,
  readOnly: true,
  needs: (call) => [onBucket('s3:GetBucketTagging', call)],
  handle: ({ bucket: { name, tags } }) => {
    if (tags) return { TagSet: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
    throw new ServiceError('NoSuchTagSet', 'The TagSet does not exist', 404, { BucketName: name });
  },
});

/** Replaces all tags: those that are not named are removed. */
export const PutBucketTagging = s3Action<PutBucketTaggingCommand>()({
  schema: PutBucketTagging$,
  needs: (call) => [onBucket('s3:PutBucketTagging', call)],
  handle: ({ bucket, input }) => {
    bucket.tags = bucketTags(input.Tagging.TagSet);
    return {};
  },
});

export const DeleteBucketTagging = s3Action<DeleteBucketTaggingCommand>()({
  schema: DeleteBucketTagging$,
  needs: (call) => [onBucket('s3:PutBucketTagging', call)],
  handle: ({ bucket }) => {
    delete bucket.tags;
    return {};
  },
});

export const GetPublicAccessBlock = s3Action<GetPublicAccessBlockCommand>()({
  schema: GetPublicAccessBlock$,
  readOnly: true,
  needs: (call) => [onBucket('s3:GetBucketPublicAccessBlock', call)],
  handle: ({ bucket: { name, publicAccessBlock } }) => {
    if (publicAccessBlock) return { PublicAccessBlockConfiguration: publicAccessBlock };
    throw new ServiceError(
      'NoSuchPublicAccessBlockConfiguration',
      'The public access block configuration was not found',
      404,
      { BucketName: name },
    );
  },
});

export const PutPublicAccessBlock = s3Action<PutPublicAccessBlockCommand>()({
  schema: PutPublicAccessBlock$,
  needs: (call) => [onBucket('s3:PutBucketPublicAccessBlock', call)],
  handle: ({ bucket, input: { PublicAccessBlockConfiguration: given } }) => {
    bucket.publicAccessBlock = {
      BlockPublicAcls: given.BlockPublicAcls ?? false,
      IgnorePublicAcls: given.IgnorePublicAcls ?? false,
      BlockPublicPolicy: given.BlockPublicPolicy ?? false,
      RestrictPublicBuckets: given.RestrictPublicBuckets ?? false,
    };
    return {};
  },
});

export const DeletePublicAccessBlock = s3Action<DeletePublicAccessBlockCommand>()({
  schema: DeletePublicAccessBlock$,
  needs: (call) => [onBucket('s3:PutBucketPublicAccessBlock', call)],
  handle: ({ bucket }) => {
    delete bucket.publicAccessBlock;
    return {};
  },
});
