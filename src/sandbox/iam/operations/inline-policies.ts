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
import { find, GROUP, type Kind, type Named, peek, ROLE, USER } from '../entities.ts';
import { type PageRequest, pageByName } from '../page.ts';
import { noSuchEntity } from '../refusals.ts';
import { onBounded } from '../targets.ts';

/** Policies that live and die with a role, user or group. */

type Schema = Operation['schema'];
type Holder = Pick<Group, 'arn' | 'name' | 'path' | 'inline'>;
type OnePolicy = { readonly PolicyName: string };
type GetResponse = Omit<
  GetRolePolicyResponse & GetUserPolicyResponse & GetGroupPolicyResponse,
  `${string}Name`
>;

const put = <M extends string>(kind: Kind<M, Holder>, schema: Schema, quota: IdentityPolicyKind) =>
  iamOperation<Named<M> & OnePolicy & { readonly PolicyDocument: string }, object>({
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
  iamOperation<Named<M> & OnePolicy, GetResponse & OnePolicy>({
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
  iamOperation<Named<M> & OnePolicy, object>({
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
  iamOperation<Named<M> & PageRequest, ListGroupPoliciesResponse>({
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

export const PutRolePolicy = put(ROLE, PutRolePolicy$, 'role-inline');
export const GetRolePolicy = get(ROLE, GetRolePolicy$);
export const DeleteRolePolicy = remove(ROLE, DeleteRolePolicy$);
export const ListRolePolicies = list(ROLE, ListRolePolicies$);

export const PutUserPolicy = put(USER, PutUserPolicy$, 'user-inline');
export const GetUserPolicy = get(USER, GetUserPolicy$);
export const DeleteUserPolicy = remove(USER, DeleteUserPolicy$);
export const ListUserPolicies = list(USER, ListUserPolicies$);

export const PutGroupPolicy = put(GROUP, PutGroupPolicy$, 'group-inline');
export const GetGroupPolicy = get(GROUP, GetGroupPolicy$);
export const DeleteGroupPolicy = remove(GROUP, DeleteGroupPolicy$);
export const ListGroupPolicies = list(GROUP, ListGroupPolicies$);
