import {
  CreateTags$,
  type CreateTagsCommand,
  DeleteTags$,
  type DeleteTagsCommand,
  type TagSpecification,
} from '@aws-sdk/client-ec2';
import type { Context } from '../../policy/request.ts';
import { dictionary } from '../dictionary.ts';
import { type ApiCall, type Demand, operation, ServiceError } from '../operation.ts';
import type { Tags } from '../world.ts';
import { ec2Arn, ownEc2Account, refuseEc2DryRun } from './account.ts';
import { ec2RequestTags } from './condition-keys.ts';
import { demandOnInstance } from './instance-state.ts';
import { requireInstances } from './instances.ts';
import { demandOnGroup, groupToChange, requireGroup } from './security-groups.ts';

type TagList = readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[];

interface WithSpecifications {
  readonly TagSpecifications?: readonly TagSpecification[] | undefined;
}

/**
 * From the tags that a new resource will have:
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TagSpecification.html
 */
export const tagsFor = (type: string, { TagSpecifications = [] }: WithSpecifications): Tags =>
  record(
    TagSpecifications.filter(({ ResourceType }) => ResourceType === type).flatMap(({ Tags = [] }) => Tags),
  );

/** Condition keys of those tags; none without tags. */
export function newTags(type: string, { TagSpecifications = [] }: WithSpecifications): Context {
  const tags = TagSpecifications.filter(({ ResourceType }) => ResourceType === type).flatMap(
    ({ Tags = [] }) => Tags,
  );
  return tags.length === 0 ? {} : ec2RequestTags(tags);
}

/** Tagging a resource on creation needs a permission of its own. */
export const tagDemands = (
  call: ApiCall<WithSpecifications>,
  operationName: string,
  taggable: readonly string[],
): readonly Demand[] => {
  const account = ownEc2Account(call);
  for (const { ResourceType = '' } of call.input.TagSpecifications ?? []) {
    if (taggable.includes(ResourceType)) continue;
    // The wording is inferred.
    throw invalidTag(`'${ResourceType}' is not a valid taggable resource type for this operation.`);
  }
  return (call.input.TagSpecifications ?? []).map(({ ResourceType = '', Tags = [] }) => ({
    action: 'ec2:CreateTags',
    resource: ec2Arn(call, account, ResourceType, '*'),
    context: { ...ec2RequestTags(Tags), 'ec2:CreateAction': operationName },
  }));
};

export const shownTags = (tags: Tags = {}) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

export const CreateTags = operation<CreateTagsCommand>()({
  schema: CreateTags$,
  demands: (call) => onEach(call, 'ec2:CreateTags', call.input.Tags ?? []),
  handle: (call) => {
    refuseEc2DryRun(call.input);
    const added = record(call.input.Tags ?? []);
    for (const tags of tagged(call)) requireFewTags({ ...tags, ...added });
    for (const tags of tagged(call)) Object.assign(tags, added);
    return {};
  },
});

export const DeleteTags = operation<DeleteTagsCommand>()({
  schema: DeleteTags$,
  demands: (call) => onEach(call, 'ec2:DeleteTags', call.input.Tags ?? []),
  handle: (call) => {
    refuseEc2DryRun(call.input);
    for (const tags of tagged(call)) removeTags(tags, call.input.Tags);
    return {};
  },
});

/**
 * A tag with a value is removed only if the value is the same. Without a list, all tags are removed.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTags.html
 */
function removeTags(tags: Tags, removed: TagList = Object.keys(tags).map((Key) => ({ Key }))): void {
  for (const { Key = '', Value } of removed) {
    if (Value === undefined || Value === tags[Key]) delete tags[Key];
  }
}

interface TagsInput {
  readonly Resources: readonly string[];
}

function onEach(call: ApiCall<TagsInput>, action: string, tags: TagList): readonly Demand[] {
  const account = ownEc2Account(call);
  return call.input.Resources.map((id) => {
    const { context, ...demand } = id.startsWith('sg-')
      ? demandOnGroup(call, action, requireGroup(account, id))
      : demandOnInstance(call, action, id);
    return { ...demand, context: { ...context, ...ec2RequestTags(tags) } };
  });
}

/** The tags of instances and security groups, for changes; nothing else here has tags. */
function tagged(call: ApiCall<TagsInput>): readonly Tags[] {
  const account = ownEc2Account(call);
  return call.input.Resources.flatMap((id) => {
    if (!id.startsWith('sg-')) return requireInstances(account, [id]).map(({ tags }) => tags);
    const group = groupToChange(account, id);
    group.tags ??= dictionary();
    return [group.tags];
  });
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const MOST_TAGS = 50;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
function requireFewTags(tags: Tags): Tags {
  if (Object.keys(tags).length <= MOST_TAGS) return tags;
  throw new ServiceError(
    'TagLimitExceeded',
    'You have reached the maximum number of tags that can be assigned to a resource.',
  );
}

/** The messages on lengths are inferred. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Tag.html */
function record(tags: TagList): Tags {
  const seen = new Map<string, string>();
  for (const { Key: key = '', Value: value = '' } of tags) {
    if (/^aws:/i.test(key)) throw invalidTag(`Tag keys starting with 'aws:' are reserved for internal use`);
    if (key.length > 127) throw invalidTag('Tag key exceeds the maximum length of 127 characters');
    if (value.length > 256) throw invalidTag('Tag value exceeds the maximum length of 256 characters');
    if (seen.has(key)) throw invalidTag(`Duplicate tag key '${key}' specified.`);
    seen.set(key, value);
  }
  return requireFewTags(dictionary(seen));
}

const invalidTag = (message: string): ServiceError => new ServiceError('InvalidParameterValue', message);
