import {
  AddRoleToInstanceProfile$,
  type AddRoleToInstanceProfileCommand,
  CreateInstanceProfile$,
  type CreateInstanceProfileCommand,
  DeleteInstanceProfile$,
  type DeleteInstanceProfileCommand,
  GetInstanceProfile$,
  type GetInstanceProfileCommand,
  ListInstanceProfiles$,
  type ListInstanceProfilesCommand,
  ListInstanceProfilesForRole$,
  type ListInstanceProfilesForRoleCommand,
  RemoveRoleFromInstanceProfile$,
  type RemoveRoleFromInstanceProfileCommand,
} from '@aws-sdk/client-iam';
import { entityId } from '../../ids.ts';
import type { InstanceProfile } from '../../world.ts';
import { iam } from '../call.ts';
import { profileInFull, profileOf } from '../describe.ts';
import { arnOf, find, INSTANCE_PROFILE, ROLE, refuseTaken } from '../entities.ts';
import { pageByName } from '../page.ts';
import { deleteConflict, limitExceeded, noSuchEntity } from '../refusals.ts';
import { requestTags, toTag, withTags } from '../tags.ts';
import { on, onAll, onNew } from '../targets.ts';

export const CreateInstanceProfile = iam<CreateInstanceProfileCommand>()({
  schema: CreateInstanceProfile$,
  on: onNew(INSTANCE_PROFILE, requestTags),
  also: (call) => toTag('iam:TagInstanceProfile', onNew(INSTANCE_PROFILE)(call).resource, call.input),
  handle: (call) => {
    const { account, input, now } = call;
    const { InstanceProfileName: name, Path: path = '/' } = input;
    refuseTaken(INSTANCE_PROFILE, account, name);
    const profile: InstanceProfile = {
      id: entityId('AIPA'),
      arn: arnOf(account, 'instance-profile', path, name),
      name,
      path,
      created: now.toISOString(),
      tags: withTags({}, input.Tags),
      roles: [],
    };
    account.instanceProfiles[name] = profile;
    return { InstanceProfile: profileInFull(call, profile) };
  },
});

export const GetInstanceProfile = iam<GetInstanceProfileCommand>()({
  schema: GetInstanceProfile$,
  readOnly: true,
  on: on(INSTANCE_PROFILE),
  handle: (call) => ({ InstanceProfile: profileInFull(call, find(INSTANCE_PROFILE, call)) }),
});

export const ListInstanceProfiles = iam<ListInstanceProfilesCommand>()({
  schema: ListInstanceProfiles$,
  readOnly: true,
  on: onAll('instance-profile'),
  handle: (call) => {
    const { account, input } = call;
    const under = Object.values(account.instanceProfiles).filter(({ path }) =>
      path.startsWith(input.PathPrefix ?? '/'),
    );
    const { items, rest } = pageByName(under, input, ({ name }) => name);
    return { InstanceProfiles: items.map((profile) => profileOf(call, profile)), ...rest };
  },
});

export const ListInstanceProfilesForRole = iam<ListInstanceProfilesForRoleCommand>()({
  schema: ListInstanceProfilesForRole$,
  readOnly: true,
  on: on(ROLE),
  handle: (call) => {
    const { account, input } = call;
    const role = find(ROLE, call);
    const holding = Object.values(account.instanceProfiles).filter(({ roles }) => roles.includes(role.name));
    const { items, rest } = pageByName(holding, input, ({ name }) => name);
    return { InstanceProfiles: items.map((profile) => profileOf(call, profile)), ...rest };
  },
});

export const DeleteInstanceProfile = iam<DeleteInstanceProfileCommand>()({
  schema: DeleteInstanceProfile$,
  on: on(INSTANCE_PROFILE),
  handle: (call) => {
    const { name, roles } = find(INSTANCE_PROFILE, call);
    if (roles.length > 0) {
      throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
    }
    delete call.account.instanceProfiles[name];
    return {};
  },
});

/** Whoever hands a role to EC2 needs iam:PassRole on it as well. */
export const AddRoleToInstanceProfile = iam<AddRoleToInstanceProfileCommand>()({
  schema: AddRoleToInstanceProfile$,
  on: on(INSTANCE_PROFILE),
  also: (call) => [
    {
      action: 'iam:PassRole',
      resource: on(ROLE)(call).resource,
      context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
    },
  ],
  handle: (call) => {
    const profile = find(INSTANCE_PROFILE, call);
    const role = find(ROLE, call);
    if (profile.roles.length > 0) {
      throw limitExceeded('Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1');
    }
    profile.roles.push(role.name);
    return {};
  },
});

export const RemoveRoleFromInstanceProfile = iam<RemoveRoleFromInstanceProfileCommand>()({
  schema: RemoveRoleFromInstanceProfile$,
  on: on(INSTANCE_PROFILE),
  handle: (call) => {
    const profile = find(INSTANCE_PROFILE, call);
    const { RoleName } = call.input;
    if (!profile.roles.includes(RoleName)) {
      throw noSuchEntity(`The role with name ${RoleName} cannot be found.`);
    }
    profile.roles = profile.roles.filter((name) => name !== RoleName);
    return {};
  },
});
