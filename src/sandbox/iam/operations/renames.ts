import {
  UpdateGroup$,
  type UpdateGroupCommand,
  UpdateUser$,
  type UpdateUserCommand,
} from '@aws-sdk/client-iam';
import type { Demand } from '../../operation.ts';
import type { Group, User, World } from '../../world.ts';
import { type IamCall, iamAction } from '../call.ts';
import {
  type Entity,
  find,
  GROUP_KIND,
  type Kind,
  peek,
  refuseTakenName,
  sandboxIamArn,
  USER_KIND,
} from '../entities.ts';
import { on } from '../targets.ts';

/**
 * A new name or path gives a new ARN to the same unique id: the user's or group's policies, and what policies allow
 * the id, stay. https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html
 */
export const UpdateUser = iamAction<UpdateUserCommand>()({
  schema: UpdateUser$,
  on: on(USER_KIND),
  also: (call) => onRenamed('iam:UpdateUser', USER_KIND, call, call.input.UserName, call.input.NewUserName),
  handle: (call) => {
    const { account, input, world } = call;
    const user = find(USER_KIND, call);
    const { name } = user;
    rename(USER_KIND, call, user, input.NewUserName);
    for (const device of Object.values(account.mfaDevices)) {
      if (device.userName === name) device.userName = user.name;
    }
    followUser(world, user);
    return {};
  },
});

export const UpdateGroup = iamAction<UpdateGroupCommand>()({
  schema: UpdateGroup$,
  on: on(GROUP_KIND),
  also: (call) =>
    onRenamed('iam:UpdateGroup', GROUP_KIND, call, call.input.GroupName, call.input.NewGroupName),
  handle: (call) => {
    const { account, input } = call;
    const group = find(GROUP_KIND, call);
    const { name } = group;
    rename(GROUP_KIND, call, group, input.NewGroupName);
    for (const user of Object.values(account.users)) {
      user.groups = user.groups.map((other) => (other === name ? group.name : other));
    }
    return {};
  },
});

type Renaming = IamCall<{ readonly NewPath?: string | undefined }>;

/** The caller needs the permission on the new ARN as well as on the old one. */
function onRenamed<E extends Entity>(
  action: string,
  kind: Kind<string, E>,
  { account, input }: Renaming,
  name: string,
  newName: string = name,
): readonly Demand[] {
  const path = input.NewPath ?? peek(kind.all(account), name)?.path ?? '/';
  return [{ action, resource: sandboxIamArn(account, kind.arnType, path, newName) }];
}

function rename<E extends User | Group>(
  kind: Kind<string, E>,
  { account, input }: Renaming,
  entity: E,
  newName: string = entity.name,
): void {
  const all = kind.all(account);
  if (newName.toLowerCase() !== entity.name.toLowerCase()) refuseTakenName(kind, account, newName);
  delete all[entity.name];
  entity.name = newName;
  entity.path = input.NewPath ?? entity.path;
  entity.arn = sandboxIamArn(account, kind.arnType, entity.path, newName);
  all[newName] = entity;
}

/** The user's sessions continue under the new ARN. */
function followUser({ sessions }: World, { id, arn }: User): void {
  for (const session of Object.values(sessions)) {
    if (session.caller.kind === 'user' && session.caller.id === id)
      session.caller = { ...session.caller, arn };
  }
}
