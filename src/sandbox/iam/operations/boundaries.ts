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
import { find, type Kind, type Named, ROLE, USER } from '../entities.ts';
import { onBounded } from '../targets.ts';

type Schema = Operation['schema'];
type Holder = Pick<Role, 'arn' | 'name' | 'path' | 'boundary'>;

const put = <M extends string>(kind: Kind<M, Holder>, schema: Schema) =>
  iamOperation<Named<M> & { readonly PermissionsBoundary: string }, object>({
    schema,
    on: onBounded(kind, requestBoundary),
    handle: (call) => {
      Object.assign(find(kind, call), requireBoundary(call.account, call.input.PermissionsBoundary));
      return {};
    },
  });

const remove = <M extends string>(kind: Kind<M, Holder>, schema: Schema) =>
  iamOperation<Named<M>, object>({
    schema,
    on: onBounded(kind),
    handle: (call) => {
      delete find(kind, call).boundary;
      return {};
    },
  });

export const PutRolePermissionsBoundary = put(ROLE, PutRolePermissionsBoundary$);
export const DeleteRolePermissionsBoundary = remove(ROLE, DeleteRolePermissionsBoundary$);
export const PutUserPermissionsBoundary = put(USER, PutUserPermissionsBoundary$);
export const DeleteUserPermissionsBoundary = remove(USER, DeleteUserPermissionsBoundary$);
