import type * as Sdk from '@aws-sdk/client-iam';
import type { Group, InstanceProfile, Role, User, World } from '../world.ts';
import type { IamCall } from './call.ts';
import { encodeTrust } from './document.ts';
import { iamTagList } from './tags.ts';

/** The SDK's shapes of the world's data. Lists leave out what only the Get operation returns: tags and boundaries. */

export const describeUser = ({ path, name, id, arn, created }: User): Sdk.User => ({
  Path: path,
  UserName: name,
  UserId: id,
  Arn: arn,
  CreateDate: new Date(created),
});

export const userInFull = (user: User): Sdk.User => ({
  ...describeUser(user),
  ...boundaryOf(user),
  ...tagsOf(user),
});

export const describeRole = (world: World, role: Role): Sdk.Role => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: role.arn,
  CreateDate: new Date(role.created),
  AssumeRolePolicyDocument: encodeTrust(role.trust, world),
  ...(role.description === undefined ? {} : { Description: role.description }),
});

/** As in lists. */
export const listedRole = (world: World, role: Role): Sdk.Role => ({
  ...describeRole(world, role),
  MaxSessionDuration: role.maxSessionSeconds,
});

/** As the operations answer that create or change it. */
export const writtenRole = (world: World, role: Role): Sdk.Role => ({
  ...describeRole(world, role),
  ...boundaryOf(role),
  ...tagsOf(role),
});

/** As GetRole answers. When a role was used last is not recorded. */
export const roleInFull = (world: World, role: Role): Sdk.Role => ({
  ...listedRole(world, role),
  ...boundaryOf(role),
  ...tagsOf(role),
  RoleLastUsed: {},
});

export const describeGroup = ({ path, name, id, arn, created }: Group): Sdk.Group => ({
  Path: path,
  GroupName: name,
  GroupId: id,
  Arn: arn,
  CreateDate: new Date(created),
});

export const describeInstanceProfile = (
  { account, world }: Pick<IamCall<unknown>, 'account' | 'world'>,
  { path, name, id, arn, created, roles }: InstanceProfile,
): Sdk.InstanceProfile => ({
  Path: path,
  InstanceProfileName: name,
  InstanceProfileId: id,
  Arn: arn,
  CreateDate: new Date(created),
  Roles: roles.flatMap((role) => account.roles[role] ?? []).map((role) => describeRole(world, role)),
});

export const profileInFull = (
  call: Pick<IamCall<unknown>, 'account' | 'world'>,
  profile: InstanceProfile,
): Sdk.InstanceProfile => ({ ...describeInstanceProfile(call, profile), ...tagsOf(profile) });

const boundaryOf = ({ boundary }: { readonly boundary?: string }) =>
  boundary === undefined
    ? {}
    : {
        PermissionsBoundary: {
          PermissionsBoundaryType: 'PermissionsBoundaryPolicy' as const,
          PermissionsBoundaryArn: boundary,
        },
      };

const tagsOf = ({ tags = {} }: Pick<InstanceProfile, 'tags'>) =>
  Object.keys(tags).length === 0 ? {} : { Tags: iamTagList(tags) };
