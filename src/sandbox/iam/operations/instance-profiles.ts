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
import { iamAction } from '../call.ts';
import { describeInstanceProfile, profileInFull } from '../describe.ts';
import {
  find,
  INSTANCE_PROFILE_KIND,
  ROLE_KIND,
  refuseTakenName,
  requireRoom,
  sandboxIamArn,
} from '../entities.ts';
import { pageByName } from '../page.ts';
import { deleteConflict, limitExceeded, noSuchEntity } from '../refusals.ts';
import { iamRequestTags, toTag, withIamTags } from '../tags.ts';
import { on, onAll, onNew } from '../targets.ts';

export const CreateInstanceProfile = iamAction<CreateInstanceProfileCommand>()({
  schema: CreateInstanceProfile$,
  on: onNew(INSTANCE_PROFILE_KIND, iamRequestTags),
  also: (call) => toTag('iam:TagInstanceProfile', onNew(INSTANCE_PROFILE_KIND)(call).resource, call.input),
  handle: (call) => {
    const { account, input, now } = call;
    const { InstanceProfileName: name, Path: path = '/' } = input;
    refuseTakenName(INSTANCE_PROFILE_KIND, account, name);
    requireRoom(INSTANCE_PROFILE_KIND, account);
    const profile: InstanceProfile = {
      id: entityId('AIPA'),
      arn: sandboxIamArn(account, 'instance-profile', path, name),
      name,
      path,
      created: now.toISOString(),
      tags: withIamTags({}, input.Tags),
      roles: [],
    };
    account.instanceProfiles[name] = profile;
    return { InstanceProfile: profileInFull(call, profile) };
  },
});

export const GetInstanceProfile = iamAction<GetInstanceProfileCommand>()({
  schema: GetInstanceProfile$,
  readOnly: true,
  on: on(INSTANCE_PROFILE_KIND),
  handle: (call) => ({ InstanceProfile: profileInFull(call, find(INSTANCE_PROFILE_KIND, call)) }),
});

export const ListInstanceProfiles = iamAction<ListInstanceProfilesCommand>()({
  schema: ListInstanceProfiles$,
  readOnly: true,
  on: onAll('instance-profile'),
  handle: (call) => {
    const { account, input } = call;
    const under = Object.values(account.instanceProfiles).filter(({ path }) =>
      path.startsWith(input.PathPrefix ?? '/'),
    );
    const { items, rest } = pageByName(under, input, ({ name }) => name);
    return { InstanceProfiles: items.map((profile) => describeInstanceProfile(call, profile)), ...rest };
  },
});

export const ListInstanceProfilesForRole = iamAction<ListInstanceProfilesForRoleCommand>()({
  schema: ListInstanceProfilesForRole$,
  readOnly: true,
  on: on(ROLE_KIND),
  handle: (call) => {
    const { account, input } = call;
    const role = find(ROLE_KIND, call);
    const holding = Object.values(account.instanceProfiles).filter(({ roles }) => roles.includes(role.name));
    const { items, rest } = pageByName(holding, input, ({ name }) => name);
    return { InstanceProfiles: items.map((profile) => describeInstanceProfile(call, profile)), ...rest };
  },
});

export const DeleteInstanceProfile = iamAction<DeleteInstanceProfileCommand>()({
  schema: DeleteInstanceProfile$,
  on: on(INSTANCE_PROFILE_KIND),
  handle: (call) => {
    const { name, roles } = find(INSTANCE_PROFILE_KIND, call);
    if (roles.length > 0) {
      throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
    }
    delete call.account.instanceProfiles[name];
    return {};
  },
});

/** A caller that gives a role to EC2 also needs iam:PassRole on it. */
export const AddRoleToInstanceProfile = iamAction<AddRoleToInstanceProfileCommand>()({
  schema: AddRoleToInstanceProfile$,
  on: on(INSTANCE_PROFILE_KIND),
  also: (call) => [
    {
      action: 'iam:PassRole',
      resource: on(ROLE_KIND)(call).resource,
      context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
    },
  ],
  handle: (call) => {
    const profile = find(INSTANCE_PROFILE_KIND, call);
    const role = find(ROLE_KIND, call);
    if (profile.roles.length > 0) {
      throw limitExceeded('Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1');
    }
    profile.roles.push(role.name);
    return {};
  },
});

export const RemoveRoleFromInstanceProfile = iamAction<RemoveRoleFromInstanceProfileCommand>()({
  schema: RemoveRoleFromInstanceProfile$,
  on: on(INSTANCE_PROFILE_KIND),
  handle: (call) => {
    const profile = find(INSTANCE_PROFILE_KIND, call);
    const { RoleName } = call.input;
    if (!profile.roles.includes(RoleName)) {
      throw noSuchEntity(`The role with name ${RoleName} cannot be found.`);
    }
    profile.roles = profile.roles.filter((name) => name !== RoleName);
    return {};
  },
});
