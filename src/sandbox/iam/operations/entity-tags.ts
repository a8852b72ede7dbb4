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
import { find, INSTANCE_PROFILE_KIND, type Kind, type NameInput, ROLE_KIND, USER_KIND } from '../entities.ts';
import { type IamPageRequest, pageByName } from '../page.ts';
import { iamRequestTags, iamTagList, withIamTags, withoutIamTags } from '../tags.ts';
import { on } from '../targets.ts';

type Schema = Operation['schema'];
type Holder = Pick<InstanceProfile, 'arn' | 'name' | 'path' | 'tags'>;

const tag = <M extends string>(kind: Kind<M, Holder>, schema: Schema) =>
  iamOperation<NameInput<M> & { readonly Tags: readonly Tag[] }, object>({
    schema,
    on: (call) => {
      const target = on(kind)(call);
      return { ...target, context: { ...target.context, ...iamRequestTags(call.input) } };
    },
    handle: (call) => {
      const holder = find(kind, call);
      holder.tags = withIamTags(holder.tags ?? {}, call.input.Tags);
      return {};
    },
  });

const untag = <M extends string>(kind: Kind<M, Holder>, schema: Schema) =>
  iamOperation<NameInput<M> & { readonly TagKeys: readonly string[] }, object>({
    schema,
    on: (call) => {
      const target = on(kind)(call);
      return { ...target, context: { ...target.context, 'aws:TagKeys': call.input.TagKeys } };
    },
    handle: (call) => {
      const holder = find(kind, call);
      holder.tags = withoutIamTags(holder.tags ?? {}, call.input.TagKeys);
      return {};
    },
  });

const list = <M extends string>(kind: Kind<M, Holder>, schema: Schema) =>
  iamOperation<NameInput<M> & IamPageRequest, ListRoleTagsResponse>({
    schema,
    readOnly: true,
    on: on(kind),
    handle: (call) => {
      const { items, rest } = pageByName(iamTagList(find(kind, call).tags ?? {}), call.input, ({ Key }) =>
        String(Key),
      );
      return { Tags: [...items], ...rest };
    },
  });

export const TagRole = tag(ROLE_KIND, TagRole$);
export const UntagRole = untag(ROLE_KIND, UntagRole$);
export const ListRoleTags = list(ROLE_KIND, ListRoleTags$);
export const TagUser = tag(USER_KIND, TagUser$);
export const UntagUser = untag(USER_KIND, UntagUser$);
export const ListUserTags = list(USER_KIND, ListUserTags$);
export const TagInstanceProfile = tag(INSTANCE_PROFILE_KIND, TagInstanceProfile$);
export const UntagInstanceProfile = untag(INSTANCE_PROFILE_KIND, UntagInstanceProfile$);
export const ListInstanceProfileTags = list(INSTANCE_PROFILE_KIND, ListInstanceProfileTags$);
