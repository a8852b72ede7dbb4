import {
  CreateLoginProfile$,
  type CreateLoginProfileCommand,
  DeleteLoginProfile$,
  type DeleteLoginProfileCommand,
  GetLoginProfile$,
  type GetLoginProfileCommand,
} from '@aws-sdk/client-iam';
import { ServiceError } from '../../operation.ts';
import type { User } from '../../world.ts';
import { iamAction } from '../call.ts';
import { userOrCaller } from '../entities.ts';
import { refuseWeakPassword } from '../password-policy.ts';
import { entityAlreadyExists, noSuchEntity } from '../refusals.ts';
import { onUserOrCaller } from '../targets.ts';

/** Only the existence of a password is stored: without a console it has no use. */
export const CreateLoginProfile = iamAction<CreateLoginProfileCommand>()({
  schema: CreateLoginProfile$,
  on: onUserOrCaller,
  handle: (call) => {
    const user = userOrCaller(call);
    const { Password: password } = call.input;
    // Only a session of AssumeRoot, which the sandbox does not have, may leave it out. The message is inferred.
    if (password === undefined) throw new ServiceError('ValidationError', 'Must specify password');
    if (user.loginProfile) throw entityAlreadyExists(`Login Profile for user ${user.name} already exists.`);
    refuseWeakPassword(password);
    user.loginProfile = {
      created: call.now.toISOString(),
      resetRequired: call.input.PasswordResetRequired ?? false,
    };
    return { LoginProfile: loginProfileOf(user) };
  },
});

export const GetLoginProfile = iamAction<GetLoginProfileCommand>()({
  schema: GetLoginProfile$,
  readOnly: true,
  on: onUserOrCaller,
  handle: (call) => ({ LoginProfile: loginProfileOf(userOrCaller(call)) }),
});

export const DeleteLoginProfile = iamAction<DeleteLoginProfileCommand>()({
  schema: DeleteLoginProfile$,
  on: onUserOrCaller,
  handle: (call) => {
    const user = userOrCaller(call);
    loginProfileOf(user);
    delete user.loginProfile;
    return {};
  },
});

function loginProfileOf({ name, loginProfile }: User) {
  if (!loginProfile) throw noSuchEntity(`Login Profile for User ${name} cannot be found.`);
  return {
    UserName: name,
    CreateDate: new Date(loginProfile.created),
    PasswordResetRequired: loginProfile.resetRequired,
  };
}
