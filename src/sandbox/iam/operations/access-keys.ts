import {
  CreateAccessKey$,
  type CreateAccessKeyCommand,
  DeleteAccessKey$,
  type DeleteAccessKeyCommand,
  ListAccessKeys$,
  type ListAccessKeysCommand,
  UpdateAccessKey$,
  type UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { accessKeyId, secretAccessKey } from '../../ids.ts';
import type { AccessKey, User } from '../../world.ts';
import { iamAction } from '../call.ts';
import { userOrCaller } from '../entities.ts';
import { iamPage } from '../page.ts';
import { noSuchEntity, requireQuota } from '../refusals.ts';
import { onUserOrCaller } from '../targets.ts';

const MAX_KEYS_OF_USER = 2;

export const CreateAccessKey = iamAction<CreateAccessKeyCommand>()({
  schema: CreateAccessKey$,
  on: onUserOrCaller,
  handle: (call) => {
    const user = userOrCaller(call);
    requireQuota('AccessKeysPerUser', user.accessKeys.length, MAX_KEYS_OF_USER);
    const key: AccessKey = {
      id: accessKeyId('AKIA'),
      secret: secretAccessKey(),
      status: 'Active',
      created: call.now.toISOString(),
    };
    user.accessKeys.push(key);
    return { AccessKey: { ...metadataOf(user, key), SecretAccessKey: key.secret } };
  },
});

export const ListAccessKeys = iamAction<ListAccessKeysCommand>()({
  schema: ListAccessKeys$,
  readOnly: true,
  on: onUserOrCaller,
  handle: (call) => {
    const user = userOrCaller(call);
    const { items, rest } = iamPage(user.accessKeys, call.input, ({ id }) => id);
    return { AccessKeyMetadata: items.map((key) => metadataOf(user, key)), ...rest };
  },
});

export const UpdateAccessKey = iamAction<UpdateAccessKeyCommand>()({
  schema: UpdateAccessKey$,
  on: onUserOrCaller,
  handle: (call) => {
    const { AccessKeyId, Status } = call.input;
    keyOf(userOrCaller(call), AccessKeyId).status = Status === 'Active' ? 'Active' : 'Inactive';
    return {};
  },
});

export const DeleteAccessKey = iamAction<DeleteAccessKeyCommand>()({
  schema: DeleteAccessKey$,
  on: onUserOrCaller,
  handle: (call) => {
    const user = userOrCaller(call);
    const gone = keyOf(user, call.input.AccessKeyId);
    user.accessKeys = user.accessKeys.filter((key) => key !== gone);
    return {};
  },
});

const metadataOf = (user: User, { id, status, created }: AccessKey) => ({
  UserName: user.name,
  AccessKeyId: id,
  Status: status,
  CreateDate: new Date(created),
});

function keyOf({ accessKeys }: User, id: string): AccessKey {
  const key = accessKeys.find((one) => one.id === id);
  if (!key) throw noSuchEntity(`The Access Key with id ${id} cannot be found.`);
  return key;
}
