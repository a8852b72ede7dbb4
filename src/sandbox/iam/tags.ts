import type { Tag } from '@aws-sdk/client-iam';
import type { Context } from '../../policy/request.ts';
import { dictionary } from '../dictionary.ts';
import { type Demand, ServiceError } from '../operation.ts';
import type { Tags } from '../world.ts';

const MAX_TAGS = 50;

export const iamTagList = (tags: Tags): Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/**
 * The tags, with those replaced or added. Keys are case-insensitive in IAM.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
 */
export function withIamTags(tags: Tags, added: readonly Tag[] = []): Tags {
  const keys = added.map(({ Key }) => String(Key).toLowerCase());
  if (new Set(keys).size < keys.length) {
    throw new ServiceError(
      'InvalidInput',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    );
  }
  if (keys.some((key) => key.startsWith('aws:'))) {
    throw new ServiceError('InvalidInput', 'aws: prefixed tag key names are not allowed for external use.');
  }
  const result = dictionary([
    ...Object.entries(withoutIamTags(tags, keys)),
    ...added.map(({ Key, Value }) => [String(Key), String(Value)] as const),
  ]);
  if (Object.keys(result).length > MAX_TAGS) {
    throw new ServiceError('LimitExceeded', `The number of tags has reached the maximum limit.`, 409);
  }
  return result;
}

export function withoutIamTags(tags: Tags, keys: readonly string[]): Tags {
  const gone = new Set(keys.map((key) => key.toLowerCase()));
  return dictionary(Object.entries(tags).filter(([key]) => !gone.has(key.toLowerCase())));
}

/**
 * aws:ResourceTag/… of a policy or an MFA device, which has no iam:ResourceTag/….
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export const ownTags = (tags: Tags = {}): Context =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));

/** aws:RequestTag/… and aws:TagKeys of a request that sets tags. */
export const iamRequestTags = ({
  Tags: tags = [],
}: {
  readonly Tags?: readonly Tag[] | undefined;
}): Context =>
  tags.length === 0
    ? {}
    : {
        ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, String(Value)])),
        'aws:TagKeys': tags.map(({ Key }) => String(Key)),
      };

/**
 * A caller that creates something with tags also needs permission to tag it: `iam:TagUser`, `iam:TagRole` …
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html (the form of the refusal: iann0036/iamlive#97)
 */
export const toTag = (
  action: string,
  resource: string,
  input: Parameters<typeof iamRequestTags>[0],
): readonly Demand[] => (input.Tags?.length ? [{ action, resource, context: iamRequestTags(input) }] : []);
