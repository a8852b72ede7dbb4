import {
  DeleteRolePermissionsBoundary$,
  DeleteUserPermissionsBoundary$,
  PutRolePermissionsBoundary$,
  PutUserPermissionsBoundary$,
} from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.ts';
import type { Role } from '../../world.ts';
import { requestBoundary, requireBoundary } from '../boundary.ts';
import { iamOperation } from '../call.ts';
import { find, type Kind, type NameInput, ROLE_KIND, USER_KIND } from '../entities.ts';
import { onBounded } from '../targets.ts';

type Schema = Operation['schema'];
type Holder = Pick<Role, 'arn' | 'name' | 'path' | 'boundary'>;

const put = <M extends string>(kind: Kind<M, Holder>, schema: Schema) =>
  iamOperation<NameInput<M> & { readonly PermissionsBoundary: string }, object>({
    schema,
    on: onBounded(kind, requestBoundary),
    handle: (call) => {
      Object.assign(find(kind, call), requireBoundary(call.account, call.input.PermissionsBoundary));
      return {};
    },
  });

const remove = <M extends string>(kind: Kind<M, Holder>, schema: Schema) =>
  iamOperation<NameInput<M>, object>({
    schema,
    on: onBounded(kind),
    handle: (call) => {
      delete find(kind, call).boundary;
      return {};
    },
  });

export const PutRolePermissionsBoundary = put(ROLE_KIND, PutRolePermissionsBoundary$);
export const DeleteRolePermissionsBoundary = remove(ROLE_KIND, DeleteRolePermissionsBoundary$);
export const PutUserPermissionsBoundary = put(USER_KIND, PutUserPermissionsBoundary$);
export const DeleteUserPermissionsBoundary = remove(USER_KIND, DeleteUserPermissionsBoundary$);
