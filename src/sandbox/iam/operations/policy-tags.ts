import {
  ListPolicyTags$,
  type ListPolicyTagsCommand,
  TagPolicy$,
  type TagPolicyCommand,
  UntagPolicy$,
  type UntagPolicyCommand,
} from '@aws-sdk/client-iam';
import type { Context } from '../../../policy/request.ts';
import { type ActionTarget, iamAction } from '../call.ts';
import { findOwnPolicy, findPolicy, onPolicy } from '../managed-policies.ts';
import { pageByName } from '../page.ts';
import { iamRequestTags, iamTagList, withIamTags, withoutIamTags } from '../tags.ts';

const withContext = (target: ActionTarget, context: Context): ActionTarget => ({
  ...target,
  context: { ...target.context, ...context },
});

export const TagPolicy = iamAction<TagPolicyCommand>()({
  schema: TagPolicy$,
  on: (call) => withContext(onPolicy(call), iamRequestTags(call.input)),
  handle: (call) => {
    const policy = findOwnPolicy(call);
    policy.tags = withIamTags(policy.tags, call.input.Tags);
    return {};
  },
});

export const UntagPolicy = iamAction<UntagPolicyCommand>()({
  schema: UntagPolicy$,
  on: (call) => withContext(onPolicy(call), { 'aws:TagKeys': call.input.TagKeys }),
  handle: (call) => {
    const policy = findOwnPolicy(call);
    policy.tags = withoutIamTags(policy.tags, call.input.TagKeys);
    return {};
  },
});

export const ListPolicyTags = iamAction<ListPolicyTagsCommand>()({
  schema: ListPolicyTags$,
  readOnly: true,
  on: onPolicy,
  handle: (call) => {
    const { items, rest } = pageByName(iamTagList(findPolicy(call).tags), call.input, ({ Key }) =>
      String(Key),
    );
    return { Tags: [...items], ...rest };
  },
});
