import {
  ListPolicyTags$,
  type ListPolicyTagsCommand,
  TagPolicy$,
  type TagPolicyCommand,
  UntagPolicy$,
  type UntagPolicyCommand,
} from '@aws-sdk/client-iam';
import { iam } from '../call.ts';
import { findOwnPolicy, findPolicy, onPolicy } from '../managed-policies.ts';
import { pageByName } from '../page.ts';
import { requestTags, tagList, withoutTags, withTags } from '../tags.ts';

export const TagPolicy = iam<TagPolicyCommand>()({
  schema: TagPolicy$,
  on: (call) => ({ ...onPolicy(call), context: requestTags(call.input) }),
  handle: (call) => {
    const policy = findOwnPolicy(call);
    policy.tags = withTags(policy.tags, call.input.Tags);
    return {};
  },
});

export const UntagPolicy = iam<UntagPolicyCommand>()({
  schema: UntagPolicy$,
  on: (call) => ({ ...onPolicy(call), context: { 'aws:TagKeys': call.input.TagKeys } }),
  handle: (call) => {
    const policy = findOwnPolicy(call);
    policy.tags = withoutTags(policy.tags, call.input.TagKeys);
    return {};
  },
});

export const ListPolicyTags = iam<ListPolicyTagsCommand>()({
  schema: ListPolicyTags$,
  readOnly: true,
  on: onPolicy,
  handle: (call) => {
    const { items, rest } = pageByName(tagList(findPolicy(call).tags), call.input, ({ Key }) => String(Key));
    return { Tags: [...items], ...rest };
  },
});
