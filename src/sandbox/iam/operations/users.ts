import {
  CreateUser$,
  type CreateUserCommand,
  DeleteUser$,
  type DeleteUserCommand,
  GetUser$,
  type GetUserCommand,
  ListUsers$,
  type ListUsersCommand,
} from '@aws-sdk/client-iam';
import { dictionary } from '../../dictionary.ts';
import { entityId } from '../../ids.ts';
import type { User } from '../../world.ts';
import { requestBoundary, requireBoundary } from '../boundary.ts';
import { type IamCall, iamAction } from '../call.ts';
import { describeUser, userInFull } from '../describe.ts';
import { find, refuseTakenName, requireRoom, sandboxIamArn, USER_KIND, userOrCaller } from '../entities.ts';
import { devicesOf } from '../mfa.ts';
import { pageByName } from '../page.ts';
import { deleteConflict } from '../refusals.ts';
import { refuseIfHolding } from '../removal.ts';
import { iamRequestTags, toTag, withIamTags } from '../tags.ts';
import { on, onAll, onNew, onUserOrCaller } from '../targets.ts';

export const CreateUser = iamAction<CreateUserCommand>()({
  schema: CreateUser$,
  on: onNew(USER_KIND, (input) => ({ ...iamRequestTags(input), ...requestBoundary(input) })),
  also: (call) => toTag('iam:TagUser', onNew(USER_KIND)(call).resource, call.input),
  handle: ({ account, input, now }) => {
    const { UserName: name, Path: path = '/' } = input;
    refuseTakenName(USER_KIND, account, name);
    requireRoom(USER_KIND, account);
    const user: User = {
      id: entityId('AIDA'),
      arn: sandboxIamArn(account, 'user', path, name),
      name,
      path,
      created: now.toISOString(),
      tags: withIamTags({}, input.Tags),
      accessKeys: [],
      inline: dictionary(),
      attached: [],
      groups: [],
      ...requireBoundary(account, input.PermissionsBoundary),
    };
    account.users[name] = user;
    return { User: userInFull(user) };
  },
});

export const GetUser = iamAction<GetUserCommand>()({
  schema: GetUser$,
  readOnly: true,
  on: (call) => {
    const root = rootItself(call);
    return root ? { resource: root.arn } : onUserOrCaller(call);
  },
  handle: (call) => {
    const root = rootItself(call);
    return { User: root ? rootUser(root) : userInFull(userOrCaller(call)) };
  },
});

const rootItself = ({ input, identity: { caller } }: IamCall<{ readonly UserName?: string | undefined }>) =>
  caller.kind === 'root' && input.UserName === undefined ? caller : undefined;

/** The root user is not an IAM user: it has neither a path nor a name. */
const rootUser = ({ accountId, arn }: { readonly accountId: string; readonly arn: string }) => ({
  Path: undefined,
  UserName: undefined,
  UserId: accountId,
  Arn: arn,
  CreateDate: undefined,
});

export const ListUsers = iamAction<ListUsersCommand>()({
  schema: ListUsers$,
  readOnly: true,
  on: onAll('user'),
  handle: ({ account, input }) => {
    const under = Object.values(account.users).filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'));
    const { items, rest } = pageByName(under, input, ({ name }) => name);
    return { Users: items.map(describeUser), ...rest };
  },
});

/** What must be deleted first: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html */
export const DeleteUser = iamAction<DeleteUserCommand>()({
  schema: DeleteUser$,
  on: on(USER_KIND),
  handle: (call) => {
    const user = find(USER_KIND, call);
    const first = (what: string) => deleteConflict(`Cannot delete entity, must ${what} first.`);
    if (user.loginProfile) throw first('delete login profile');
    if (user.accessKeys.length > 0) throw first('delete access keys');
    if (devicesOf(call.account, user).length > 0) throw first('delete MFA device');
    refuseIfHolding(user);
    if (user.groups.length > 0) throw first('remove users from group');
    delete call.account.users[user.name];
    return {};
  },
});
