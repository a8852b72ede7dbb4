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
import { dictionary } from '../../dictionary.ts';
import { entityId } from '../../ids.ts';
import type { Role } from '../../world.ts';
import { requestBoundary, requireBoundary } from '../boundary.ts';
import { iamAction } from '../call.ts';
import { listedRole, roleInFull, writtenRole } from '../describe.ts';
import { trustDocument } from '../document.ts';
import { find, ROLE_KIND, refuseTakenName, requireRoom, sandboxIamArn } from '../entities.ts';
import { pageByName } from '../page.ts';
import { deleteConflict } from '../refusals.ts';
import { refuseIfHolding } from '../removal.ts';
import { iamRequestTags, toTag, withIamTags } from '../tags.ts';
import { on, onAll, onNew } from '../targets.ts';

const DEFAULT_SESSION_SECONDS = 3600;

export const CreateRole = iamAction<CreateRoleCommand>()({
  schema: CreateRole$,
  on: onNew(ROLE_KIND, (input) => ({ ...iamRequestTags(input), ...requestBoundary(input) })),
  also: (call) => toTag('iam:TagRole', onNew(ROLE_KIND)(call).resource, call.input),
  handle: (call) => {
    const { account, input, now, world } = call;
    const { RoleName: name, Path: path = '/', Description: description } = input;
    refuseTakenName(ROLE_KIND, account, name);
    requireRoom(ROLE_KIND, account);
    const role: Role = {
      id: entityId('AROA'),
      arn: sandboxIamArn(account, 'role', path, name),
      name,
      path,
      created: now.toISOString(),
      ...(description === undefined ? {} : { description }),
      maxSessionSeconds: input.MaxSessionDuration ?? DEFAULT_SESSION_SECONDS,
      tags: withIamTags({}, input.Tags),
      trust: trustDocument(input.AssumeRolePolicyDocument, world),
      inline: dictionary(),
      attached: [],
      ...requireBoundary(account, input.PermissionsBoundary),
    };
    account.roles[name] = role;
    return { Role: writtenRole(world, role) };
  },
});

export const GetRole = iamAction<GetRoleCommand>()({
  schema: GetRole$,
  readOnly: true,
  on: on(ROLE_KIND),
  handle: (call) => ({ Role: roleInFull(call.world, find(ROLE_KIND, call)) }),
});

export const ListRoles = iamAction<ListRolesCommand>()({
  schema: ListRoles$,
  readOnly: true,
  on: onAll('role'),
  handle: ({ account, input, world }) => {
    const under = Object.values(account.roles).filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'));
    const { items, rest } = pageByName(under, input, ({ name }) => name);
    return { Roles: items.map((role) => listedRole(world, role)), ...rest };
  },
});

export const UpdateAssumeRolePolicy = iamAction<UpdateAssumeRolePolicyCommand>()({
  schema: UpdateAssumeRolePolicy$,
  on: on(ROLE_KIND),
  handle: (call) => {
    find(ROLE_KIND, call).trust = trustDocument(call.input.PolicyDocument, call.world);
    return {};
  },
});

/** What the request leaves out stays. */
export const UpdateRole = iamAction<UpdateRoleCommand>()({
  schema: UpdateRole$,
  on: on(ROLE_KIND),
  handle: (call) => {
    const { Description: description, MaxSessionDuration } = call.input;
    const role = find(ROLE_KIND, call);
    if (description !== undefined) role.description = description;
    if (MaxSessionDuration !== undefined) role.maxSessionSeconds = MaxSessionDuration;
    return {};
  },
});

export const UpdateRoleDescription = iamAction<UpdateRoleDescriptionCommand>()({
  schema: UpdateRoleDescription$,
  on: on(ROLE_KIND),
  handle: (call) => {
    const role = find(ROLE_KIND, call);
    role.description = call.input.Description;
    return { Role: writtenRole(call.world, role) };
  },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html */
export const DeleteRole = iamAction<DeleteRoleCommand>()({
  schema: DeleteRole$,
  on: on(ROLE_KIND),
  handle: (call) => {
    const { account } = call;
    const role = find(ROLE_KIND, call);
    if (Object.values(account.instanceProfiles).some(({ roles }) => roles.includes(role.name))) {
      throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
    }
    refuseIfHolding(role);
    delete account.roles[role.name];
    return {};
  },
});
