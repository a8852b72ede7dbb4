import type { Tag } from '@aws-sdk/client-s3';
import { dictionary } from '../dictionary.ts';
import { ServiceError } from '../operation.ts';
import type { Tags } from '../world.ts';

const MAX_TAGS = 50;

/**
 * The tags of a bucket, all at once. Messages as S3's users report them.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html
 */
export function bucketTags(given: readonly Tag[] = []): Tags {
  const tags = given.map(({ Key = '', Value = '' }) => [Key, Value] as const);
  if (tags.length > MAX_TAGS) {
    throw new ServiceError('BadRequest', `Bucket tag count cannot be greater than ${MAX_TAGS}`);
  }
  for (const [key, value] of tags) {
    if (key === '' || key.length > 128) throw invalidTag('The TagKey you have provided is invalid');
    if (value.length > 256) throw invalidTag('The TagValue you have provided is invalid');
    if (/^aws:/i.test(key)) throw invalidTag('System tags cannot be added/updated by requester');
  }
  if (new Set(tags.map(([key]) => key)).size < tags.length) {
    throw invalidTag('Cannot provide multiple Tags with the same key');
  }
  return dictionary(tags);
}

const invalidTag = (message: string): ServiceError => new ServiceError('InvalidTag', message);
