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
import { entityId } from '../../ids.ts';
import type { Account, Group } from '../../world.ts';
import { iam } from '../call.ts';
import { groupOf, userOf } from '../describe.ts';
import { arnOf, find, GROUP, refuseTaken, USER } from '../entities.ts';
import { pageByName } from '../page.ts';
import { deleteConflict, limitExceeded } from '../refusals.ts';
import { refuseIfHolding } from '../removal.ts';
import { on, onAll, onNew } from '../targets.ts';

const MAX_GROUPS_OF_USER = 10;

export const CreateGroup = iam<CreateGroupCommand>()({
  schema: CreateGroup$,
  on: onNew(GROUP),
  handle: ({ account, input: { GroupName: name, Path: path = '/' }, now }) => {
    refuseTaken(GROUP, account, name);
    const group: Group = {
      id: entityId('AGPA'),
      arn: arnOf(account, 'group', path, name),
      name,
      path,
      created: now.toISOString(),
      inline: {},
      attached: [],
    };
    account.groups[name] = group;
    return { Group: groupOf(group) };
  },
});

export const GetGroup = iam<GetGroupCommand>()({
  schema: GetGroup$,
  readOnly: true,
  on: on(GROUP),
  handle: (call) => {
    const group = find(GROUP, call);
    const { items, rest } = pageByName(membersOf(call.account, group), call.input, ({ name }) => name);
    return { Group: groupOf(group), Users: items.map(userOf), ...rest };
  },
});

export const ListGroups = iam<ListGroupsCommand>()({
  schema: ListGroups$,
  readOnly: true,
  on: onAll('group'),
  handle: ({ account, input }) => {
    const under = Object.values(account.groups).filter(({ path }) =>
      path.startsWith(input.PathPrefix ?? '/'),
    );
    const { items, rest } = pageByName(under, input, ({ name }) => name);
    return { Groups: items.map(groupOf), ...rest };
  },
});

export const ListGroupsForUser = iam<ListGroupsForUserCommand>()({
  schema: ListGroupsForUser$,
  readOnly: true,
  on: on(USER),
  handle: (call) => {
    const { groups } = find(USER, call);
    const theirs = groups.flatMap((name) => call.account.groups[name] ?? []);
    const { items, rest } = pageByName(theirs, call.input, ({ name }) => name);
    return { Groups: items.map(groupOf), ...rest };
  },
});

export const DeleteGroup = iam<DeleteGroupCommand>()({
  schema: DeleteGroup$,
  on: on(GROUP),
  handle: (call) => {
    const group = find(GROUP, call);
    if (membersOf(call.account, group).length > 0) {
      throw deleteConflict('Cannot delete entity, must remove users from group first.');
    }
    refuseIfHolding(group);
    delete call.account.groups[group.name];
    return {};
  },
});

export const AddUserToGroup = iam<AddUserToGroupCommand>()({
  schema: AddUserToGroup$,
  on: on(GROUP),
  handle: (call) => {
    const { name } = find(GROUP, call);
    const user = find(USER, call);
    if (user.groups.includes(name)) return {};
    if (user.groups.length >= MAX_GROUPS_OF_USER) {
      throw limitExceeded(`Cannot exceed quota for GroupsPerUser: ${MAX_GROUPS_OF_USER}`);
    }
    user.groups.push(name);
    return {};
  },
});

export const RemoveUserFromGroup = iam<RemoveUserFromGroupCommand>()({
  schema: RemoveUserFromGroup$,
  on: on(GROUP),
  handle: (call) => {
    const { name } = find(GROUP, call);
    const user = find(USER, call);
    user.groups = user.groups.filter((group) => group !== name);
    return {};
  },
});

const membersOf = ({ users }: Account, { name }: Group) =>
  Object.values(users).filter(({ groups }) => groups.includes(name));
