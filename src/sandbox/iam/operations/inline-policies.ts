import {
  DeleteGroupPolicy$,
  DeleteRolePolicy$,
  DeleteUserPolicy$,
  GetGroupPolicy$,
  type GetGroupPolicyResponse,
  GetRolePolicy$,
  type GetRolePolicyResponse,
  GetUserPolicy$,
  type GetUserPolicyResponse,
  ListGroupPolicies$,
  type ListGroupPoliciesResponse,
  ListRolePolicies$,
  ListUserPolicies$,
  PutGroupPolicy$,
  PutRolePolicy$,
  PutUserPolicy$,
} from '@aws-sdk/client-iam';
import { countedSize, type IdentityPolicyKind } from '../../../policy/validate.ts';
import type { Operation } from '../../operation.ts';
import type { Group } from '../../world.ts';
import { iamOperation } from '../call.ts';
import { encodeDocument, identityDocument } from '../document.ts';
import { find, GROUP_KIND, type Kind, type NameInput, peek, ROLE_KIND, USER_KIND } from '../entities.ts';
import { type IamPageRequest, pageByName } from '../page.ts';
import { noSuchEntity } from '../refusals.ts';
import { onBounded } from '../targets.ts';

/** Policies that are part of a role, user or group, and deleted with it. */

type Schema = Operation['schema'];
type Holder = Pick<Group, 'arn' | 'name' | 'path' | 'inline'>;
type OnePolicy = { readonly PolicyName: string };
type GetResponse = Omit<
  GetRolePolicyResponse & GetUserPolicyResponse & GetGroupPolicyResponse,
  `${string}Name`
>;

const put = <M extends string>(kind: Kind<M, Holder>, schema: Schema, quota: IdentityPolicyKind) =>
  iamOperation<NameInput<M> & OnePolicy & { readonly PolicyDocument: string }, object>({
    schema,
    on: onBounded(kind),
    handle: (call) => {
      const { name: owner, inline } = find(kind, call);
      const { PolicyName, PolicyDocument } = call.input;
      const others = Object.entries(inline).filter(([name]) => name !== PolicyName);
      inline[PolicyName] = identityDocument(PolicyDocument, quota, {
        owner,
        others: others.reduce((sum, [, document]) => sum + countedSize(JSON.stringify(document)), 0),
      });
      return {};
    },
  });

const get = <M extends string>(kind: Kind<M, Holder>, schema: Schema) =>
  iamOperation<NameInput<M> & OnePolicy, GetResponse & OnePolicy>({
    schema,
    readOnly: true,
    on: onBounded(kind),
    handle: (call) => {
      const { name, inline } = find(kind, call);
      const { PolicyName } = call.input;
      const document = peek(inline, PolicyName);
      if (!document) throw missing(kind, PolicyName);
      return { [kind.member]: name, PolicyName, PolicyDocument: encodeDocument(document) };
    },
  });

const remove = <M extends string>(kind: Kind<M, Holder>, schema: Schema) =>
  iamOperation<NameInput<M> & OnePolicy, object>({
    schema,
    on: onBounded(kind),
    handle: (call) => {
      const { inline } = find(kind, call);
      const { PolicyName } = call.input;
      if (!Object.hasOwn(inline, PolicyName)) throw missing(kind, PolicyName);
      delete inline[PolicyName];
      return {};
    },
  });

const list = <M extends string>(kind: Kind<M, Holder>, schema: Schema) =>
  iamOperation<NameInput<M> & IamPageRequest, ListGroupPoliciesResponse>({
    schema,
    readOnly: true,
    on: onBounded(kind),
    handle: (call) => {
      const { items, rest } = pageByName(Object.keys(find(kind, call).inline), call.input, (name) => name);
      return { PolicyNames: [...items], ...rest };
    },
  });

const missing = ({ noun }: Kind<string, Holder>, name: string) =>
  noSuchEntity(`The ${noun} policy with name ${name} cannot be found.`);

export const PutRolePolicy = put(ROLE_KIND, PutRolePolicy$, 'role-inline');
export const GetRolePolicy = get(ROLE_KIND, GetRolePolicy$);
export const DeleteRolePolicy = remove(ROLE_KIND, DeleteRolePolicy$);
export const ListRolePolicies = list(ROLE_KIND, ListRolePolicies$);

export const PutUserPolicy = put(USER_KIND, PutUserPolicy$, 'user-inline');
export const GetUserPolicy = get(USER_KIND, GetUserPolicy$);
export const DeleteUserPolicy = remove(USER_KIND, DeleteUserPolicy$);
export const ListUserPolicies = list(USER_KIND, ListUserPolicies$);

export const PutGroupPolicy = put(GROUP_KIND, PutGroupPolicy$, 'group-inline');
export const GetGroupPolicy = get(GROUP_KIND, GetGroupPolicy$);
export const DeleteGroupPolicy = remove(GROUP_KIND, DeleteGroupPolicy$);
export const ListGroupPolicies = list(GROUP_KIND, ListGroupPolicies$);
