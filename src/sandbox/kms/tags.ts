import type { Tag } from '@aws-sdk/client-kms';
import type { Context } from '../../policy/request.ts';
import { dictionary } from '../dictionary.ts';
import { ServiceError } from '../operation.ts';
import type { Tags } from '../world.ts';

const MAX_TAGS = 50;

/** The tags, with those replaced or added. Their lengths were checked with the request. Messages as KMS answered. */
export function withKmsTags(tags: Tags, added: readonly Tag[] = []): Tags {
  const pairs = added.map(({ TagKey, TagValue }) => [String(TagKey), String(TagValue)] as const);
  if (new Set(pairs.map(([key]) => key)).size < pairs.length) {
    throw new ServiceError('TagException', 'Duplicate tag keys');
  }
  if (pairs.some(([key]) => /^aws:/i.test(key))) {
    throw new ServiceError('TagException', 'Tags beginning with aws: are reserved');
  }
  const result = dictionary([...Object.entries(tags), ...pairs]);
  if (Object.keys(result).length > MAX_TAGS) throw new ServiceError('TagException', 'Too many tags');
  return result;
}

export const withoutKmsTags = (tags: Tags, keys: readonly string[]): Tags =>
  dictionary(Object.entries(tags).filter(([key]) => !keys.includes(key)));

/** aws:RequestTag/… and aws:TagKeys of a request that sets tags. */
export const kmsRequestTags = ({
  Tags: tags = [],
}: {
  readonly Tags?: readonly Tag[] | undefined;
}): Context => ({
  'aws:TagKeys': tags.map(({ TagKey }) => String(TagKey)),
  ...Object.fromEntries(tags.map(({ TagKey, TagValue }) => [`aws:RequestTag/${TagKey}`, String(TagValue)])),
});
