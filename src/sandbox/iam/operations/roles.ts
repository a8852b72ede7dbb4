import {
  CreateRole$,
  type CreateRoleCommand,
  DeleteRole$,
  type DeleteRoleCommand,
  GetRole$,
  type GetRoleCommand,
  ListRoles$,
  type ListRolesCommand,
  UpdateAssumeRolePolicy$,
  type UpdateAssumeRolePolicyCommand,
  UpdateRole$,
  type UpdateRoleCommand,
  UpdateRoleDescription$,
  type UpdateRoleDescriptionCommand,
} from '@aws-sdk/client-iam';
import { entityId } from '../../ids.ts';
import type { Role } from '../../world.ts';
import { requestBoundary, requireBoundary } from '../boundary.ts';
import { iam } from '../call.ts';
import { roleInFull, roleOf } from '../describe.ts';
import { trustDocument } from '../document.ts';
import { arnOf, find, ROLE, refuseTaken } from '../entities.ts';
import { pageByName } from '../page.ts';
import { deleteConflict } from '../refusals.ts';
import { refuseIfHolding } from '../removal.ts';
import { requestTags, toTag, withTags } from '../tags.ts';
import { on, onAll, onNew } from '../targets.ts';

const DEFAULT_SESSION_SECONDS = 3600;

export const CreateRole = iam<CreateRoleCommand>()({
  schema: CreateRole$,
  on: onNew(ROLE, (input) => ({ ...requestTags(input), ...requestBoundary(input) })),
  also: (call) => toTag('iam:TagRole', onNew(ROLE)(call).resource, call.input),
  handle: (call) => {
    const { account, input, now, world } = call;
    const { RoleName: name, Path: path = '/', Description: description } = input;
    refuseTaken(ROLE, account, name);
    const role: Role = {
      id: entityId('AROA'),
      arn: arnOf(account, 'role', path, name),
      name,
      path,
      created: now.toISOString(),
      ...(description === undefined ? {} : { description }),
      maxSessionSeconds: input.MaxSessionDuration ?? DEFAULT_SESSION_SECONDS,
      tags: withTags({}, input.Tags),
      trust: trustDocument(input.AssumeRolePolicyDocument, world),
      inline: {},
      attached: [],
      ...requireBoundary(account, input.PermissionsBoundary),
    };
    account.roles[name] = role;
    return { Role: roleInFull(world, role) };
  },
});

export const GetRole = iam<GetRoleCommand>()({
  schema: GetRole$,
  readOnly: true,
  on: on(ROLE),
  handle: (call) => ({ Role: roleInFull(call.world, find(ROLE, call)) }),
});

export const ListRoles = iam<ListRolesCommand>()({
  schema: ListRoles$,
  readOnly: true,
  on: onAll('role'),
  handle: ({ account, input, world }) => {
    const under = Object.values(account.roles).filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'));
    const { items, rest } = pageByName(under, input, ({ name }) => name);
    return { Roles: items.map((role) => roleOf(world, role)), ...rest };
  },
});

export const UpdateAssumeRolePolicy = iam<UpdateAssumeRolePolicyCommand>()({
  schema: UpdateAssumeRolePolicy$,
  on: on(ROLE),
  handle: (call) => {
    find(ROLE, call).trust = trustDocument(call.input.PolicyDocument, call.world);
    return {};
  },
});

/** A description that is not given stays; a session length that is not given is an hour again, as documented. */
export const UpdateRole = iam<UpdateRoleCommand>()({
  schema: UpdateRole$,
  on: on(ROLE),
  handle: (call) => {
    const { Description: description, MaxSessionDuration } = call.input;
    const role = find(ROLE, call);
    if (description !== undefined) role.description = description;
    role.maxSessionSeconds = MaxSessionDuration ?? DEFAULT_SESSION_SECONDS;
    return {};
  },
});

export const UpdateRoleDescription = iam<UpdateRoleDescriptionCommand>()({
  schema: UpdateRoleDescription$,
  on: on(ROLE),
  handle: (call) => {
    const role = find(ROLE, call);
    role.description = call.input.Description;
    return { Role: roleInFull(call.world, role) };
  },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html */
export const DeleteRole = iam<DeleteRoleCommand>()({
  schema: DeleteRole$,
  on: on(ROLE),
  handle: (call) => {
    const { account } = call;
    const role = find(ROLE, call);
    if (Object.values(account.instanceProfiles).some(({ roles }) => roles.includes(role.name))) {
      throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
    }
    refuseIfHolding(role);
    delete account.roles[role.name];
    return {};
  },
});
