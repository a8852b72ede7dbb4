import {
  ListInstanceProfileTags$,
  ListRoleTags$,
  type ListRoleTagsResponse,
  ListUserTags$,
  type Tag,
  TagInstanceProfile$,
  TagRole$,
  TagUser$,
  UntagInstanceProfile$,
  UntagRole$,
  UntagUser$,
} from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.ts';
import type { InstanceProfile } from '../../world.ts';
import { iamOperation } from '../call.ts';
import { find, INSTANCE_PROFILE, type Kind, type Named, ROLE, USER } from '../entities.ts';
import { type PageRequest, pageByName } from '../page.ts';
import { requestTags, tagList, withoutTags, withTags } from '../tags.ts';
import { on } from '../targets.ts';

type Schema = Operation['schema'];
type Holder = Pick<InstanceProfile, 'arn' | 'name' | 'path' | 'tags'>;

const tag = <M extends string>(kind: Kind<M, Holder>, schema: Schema) =>
  iamOperation<Named<M> & { readonly Tags: readonly Tag[] }, object>({
    schema,
    on: (call) => {
      const target = on(kind)(call);
      return { ...target, context: { ...target.context, ...requestTags(call.input) } };
    },
    handle: (call) => {
      const holder = find(kind, call);
      holder.tags = withTags(holder.tags ?? {}, call.input.Tags);
      return {};
    },
  });

const untag = <M extends string>(kind: Kind<M, Holder>, schema: Schema) =>
  iamOperation<Named<M> & { readonly TagKeys: readonly string[] }, object>({
    schema,
    on: (call) => {
      const target = on(kind)(call);
      return { ...target, context: { ...target.context, 'aws:TagKeys': call.input.TagKeys } };
    },
    handle: (call) => {
      const holder = find(kind, call);
      holder.tags = withoutTags(holder.tags ?? {}, call.input.TagKeys);
      return {};
    },
  });

const list = <M extends string>(kind: Kind<M, Holder>, schema: Schema) =>
  iamOperation<Named<M> & PageRequest, ListRoleTagsResponse>({
    schema,
    readOnly: true,
    on: on(kind),
    handle: (call) => {
      const { items, rest } = pageByName(tagList(find(kind, call).tags ?? {}), call.input, ({ Key }) =>
        String(Key),
      );
      return { Tags: [...items], ...rest };
    },
  });

export const TagRole = tag(ROLE, TagRole$);
export const UntagRole = untag(ROLE, UntagRole$);
export const ListRoleTags = list(ROLE, ListRoleTags$);
export const TagUser = tag(USER, TagUser$);
export const UntagUser = untag(USER, UntagUser$);
export const ListUserTags = list(USER, ListUserTags$);
export const TagInstanceProfile = tag(INSTANCE_PROFILE, TagInstanceProfile$);
export const UntagInstanceProfile = untag(INSTANCE_PROFILE, UntagInstanceProfile$);
export const ListInstanceProfileTags = list(INSTANCE_PROFILE, ListInstanceProfileTags$);
