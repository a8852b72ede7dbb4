import {
  AddUserToGroup$,
  type AddUserToGroupCommand,
  CreateGroup$,
  type CreateGroupCommand,
  DeleteGroup$,
  type DeleteGroupCommand,
  GetGroup$,
  type GetGroupCommand,
  ListGroups$,
  type ListGroupsCommand,
  ListGroupsForUser$,
  type ListGroupsForUserCommand,
  RemoveUserFromGroup$,
  type RemoveUserFromGroupCommand,
} from '@aws-sdk/client-iam';
import { dictionary } from '../../dictionary.ts';
import { entityId } from '../../ids.ts';
import type { Group, WorldAccount } from '../../world.ts';
import { iamAction } from '../call.ts';
import { describeGroup, describeUser } from '../describe.ts';
import { find, GROUP_KIND, refuseTakenName, requireRoom, sandboxIamArn, USER_KIND } from '../entities.ts';
import { pageByName } from '../page.ts';
import { deleteConflict, limitExceeded } from '../refusals.ts';
import { refuseIfHolding } from '../removal.ts';
import { on, onAll, onNew } from '../targets.ts';

const MAX_GROUPS_OF_USER = 10;

export const CreateGroup = iamAction<CreateGroupCommand>()({
  schema: CreateGroup$,
  on: onNew(GROUP_KIND),
  handle: ({ account, input: { GroupName: name, Path: path = '/' }, now }) => {
    refuseTakenName(GROUP_KIND, account, name);
    requireRoom(GROUP_KIND, account);
    const group: Group = {
      id: entityId('AGPA'),
      arn: sandboxIamArn(account, 'group', path, name),
      name,
      path,
      created: now.toISOString(),
      inline: dictionary(),
      attached: [],
    };
    account.groups[name] = group;
    return { Group: describeGroup(group) };
  },
});

export const GetGroup = iamAction<GetGroupCommand>()({
  schema: GetGroup$,
  readOnly: true,
  on: on(GROUP_KIND),
  handle: (call) => {
    const group = find(GROUP_KIND, call);
    const { items, rest } = pageByName(membersOf(call.account, group), call.input, ({ name }) => name);
    return { Group: describeGroup(group), Users: items.map(describeUser), ...rest };
  },
});

export const ListGroups = iamAction<ListGroupsCommand>()({
  schema: ListGroups$,
  readOnly: true,
  on: onAll('group'),
  handle: ({ account, input }) => {
    const under = Object.values(account.groups).filter(({ path }) =>
      path.startsWith(input.PathPrefix ?? '/'),
    );
    const { items, rest } = pageByName(under, input, ({ name }) => name);
    return { Groups: items.map(describeGroup), ...rest };
  },
});

export const ListGroupsForUser = iamAction<ListGroupsForUserCommand>()({
  schema: ListGroupsForUser$,
  readOnly: true,
  on: on(USER_KIND),
  handle: (call) => {
    const { groups } = find(USER_KIND, call);
    const theirs = groups.flatMap((name) => call.account.groups[name] ?? []);
    const { items, rest } = pageByName(theirs, call.input, ({ name }) => name);
    return { Groups: items.map(describeGroup), ...rest };
  },
});

export const DeleteGroup = iamAction<DeleteGroupCommand>()({
  schema: DeleteGroup$,
  on: on(GROUP_KIND),
  handle: (call) => {
    const group = find(GROUP_KIND, call);
    if (membersOf(call.account, group).length > 0) {
      throw deleteConflict('Cannot delete entity, must remove users from group first.');
    }
    refuseIfHolding(group);
    delete call.account.groups[group.name];
    return {};
  },
});

export const AddUserToGroup = iamAction<AddUserToGroupCommand>()({
  schema: AddUserToGroup$,
  on: on(GROUP_KIND),
  handle: (call) => {
    const { name } = find(GROUP_KIND, call);
    const user = find(USER_KIND, call);
    if (user.groups.includes(name)) return {};
    if (user.groups.length >= MAX_GROUPS_OF_USER) {
      throw limitExceeded(`Cannot exceed quota for GroupsPerUser: ${MAX_GROUPS_OF_USER}`);
    }
    user.groups.push(name);
    return {};
  },
});

export const RemoveUserFromGroup = iamAction<RemoveUserFromGroupCommand>()({
  schema: RemoveUserFromGroup$,
  on: on(GROUP_KIND),
  handle: (call) => {
    const { name } = find(GROUP_KIND, call);
    const user = find(USER_KIND, call);
    user.groups = user.groups.filter((group) => group !== name);
    return {};
  },
});

const membersOf = ({ users }: WorldAccount, { name }: Group) =>
  Object.values(users).filter(({ groups }) => groups.includes(name));
