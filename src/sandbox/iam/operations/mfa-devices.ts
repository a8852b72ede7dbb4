import { randomBytes } from 'node:crypto';
import {
  CreateVirtualMFADevice$,
  type CreateVirtualMFADeviceCommand,
  DeactivateMFADevice$,
  type DeactivateMFADeviceCommand,
  DeleteVirtualMFADevice$,
  type DeleteVirtualMFADeviceCommand,
  EnableMFADevice$,
  type EnableMFADeviceCommand,
  ListMFADevices$,
  type ListMFADevicesCommand,
  ListVirtualMFADevices$,
  type ListVirtualMFADevicesCommand,
  ResyncMFADevice$,
  type ResyncMFADeviceCommand,
} from '@aws-sdk/client-iam';
import { base32 } from '../../ids.ts';
import { ServiceError } from '../../operation.ts';
import type { MfaDevice, User, WorldAccount } from '../../world.ts';
import { type IamCall, iamAction } from '../call.ts';
import { describeUser } from '../describe.ts';
import { find, peek, sandboxIamArn, USER_KIND, userOrCaller } from '../entities.ts';
import { devicesOf, stepOfPair } from '../mfa.ts';
import { iamPage, pageByName } from '../page.ts';
import { qrCodePng } from '../qr-code.ts';
import { deleteConflict, entityAlreadyExists, noSuchEntity, requireQuota } from '../refusals.ts';
import { iamRequestTags, iamTagList, ownTags, withIamTags } from '../tags.ts';
import { on, onUserOrCaller } from '../targets.ts';

const SEED_BYTES = 40;
const MAX_DEVICES_OF_USER = 8;

export const CreateVirtualMFADevice = iamAction<CreateVirtualMFADeviceCommand>()({
  schema: CreateVirtualMFADevice$,
  on: ({ account, input }) => ({
    resource: sandboxIamArn(account, 'mfa', input.Path ?? '/', input.VirtualMFADeviceName),
    context: iamRequestTags(input),
  }),
  handle: async ({ account, input }) => {
    const name = input.VirtualMFADeviceName;
    const serial = sandboxIamArn(account, 'mfa', input.Path ?? '/', name);
    if (peek(account.mfaDevices, serial)) throw entityAlreadyExists('MFA device already exists.');
    const seed = randomBytes(SEED_BYTES);
    const tags = withIamTags({}, input.Tags);
    const qrCode = await qrCodePng(provisioningUri(account, name, base32(seed)));
    account.mfaDevices[serial] = { serial, seed: seed.toString('base64'), tags };
    return {
      VirtualMFADevice: {
        SerialNumber: serial,
        // The bytes of this blob are the Base32 text itself.
        Base32StringSeed: Buffer.from(base32(seed)),
        QRCodePNG: qrCode,
        ...(Object.keys(tags).length > 0 ? { Tags: iamTagList(tags) } : {}),
      },
    };
  },
});

/** What authenticator apps scan: https://docs.aws.amazon.com/IAM/latest/APIReference/API_VirtualMFADevice.html */
const provisioningUri = ({ id, alias = id }: WorldAccount, name: string, secret: string): string =>
  `otpauth://totp/${ISSUER}:${encodeURIComponent(name)}@${alias}?secret=${secret}&issuer=${ISSUER}`;

const ISSUER = encodeURIComponent('Amazon Web Services');

/** Two consecutive codes prove that the device has the right time. */
export const EnableMFADevice = iamAction<EnableMFADeviceCommand>()({
  schema: EnableMFADevice$,
  on: on(USER_KIND),
  handle: (call) => {
    const user = find(USER_KIND, call);
    const device = deviceOf(call);
    if (device.userName !== undefined) throw entityAlreadyExists('MFA Device is already in use.');
    requireQuota('MFADevicesPerUser', devicesOf(call.account, user).length, MAX_DEVICES_OF_USER);
    synchronise(device, call);
    device.userName = user.name;
    device.enabled = call.now.toISOString();
    return {};
  },
});

export const ResyncMFADevice = iamAction<ResyncMFADeviceCommand>()({
  schema: ResyncMFADevice$,
  on: on(USER_KIND),
  handle: (call) => {
    synchronise(assigned(call, find(USER_KIND, call)), call);
    return {};
  },
});

export const ListMFADevices = iamAction<ListMFADevicesCommand>()({
  schema: ListMFADevices$,
  readOnly: true,
  on: onUserOrCaller,
  handle: (call) => {
    const user = userOrCaller(call);
    const { items, rest } = iamPage(devicesOf(call.account, user), call.input, ({ serial }) => serial);
    return {
      MFADevices: items.map(({ serial, enabled }) => ({
        UserName: user.name,
        SerialNumber: serial,
        EnableDate: enabled === undefined ? undefined : new Date(enabled),
      })),
      ...rest,
    };
  },
});

export const ListVirtualMFADevices = iamAction<ListVirtualMFADevicesCommand>()({
  schema: ListVirtualMFADevices$,
  readOnly: true,
  on: ({ account }) => ({ resource: sandboxIamArn(account, 'mfa', '/', '') }),
  handle: ({ account, input }) => {
    const { AssignmentStatus: status = 'Any' } = input;
    const devices = Object.values(account.mfaDevices).filter(
      ({ userName }) => status === 'Any' || (status === 'Assigned') === (userName !== undefined),
    );
    const { items, rest } = pageByName(devices, input, ({ serial }) => serial);
    return { VirtualMFADevices: items.map((device) => virtualDeviceOf(account, device)), ...rest };
  },
});

export const DeactivateMFADevice = iamAction<DeactivateMFADeviceCommand>()({
  schema: DeactivateMFADevice$,
  on: onUserOrCaller,
  handle: (call) => {
    const user = userOrCaller(call);
    knownDevice(call);
    const device = assigned(call, user);
    delete device.userName;
    delete device.enabled;
    return {};
  },
});

export const DeleteVirtualMFADevice = iamAction<DeleteVirtualMFADeviceCommand>()({
  schema: DeleteVirtualMFADevice$,
  on: ({ account, input: { SerialNumber } }) => ({
    resource: SerialNumber,
    context: ownTags(peek(account.mfaDevices, SerialNumber)?.tags),
  }),
  handle: (call) => {
    const { serial, userName } = knownDevice(call);
    if (userName !== undefined) throw deleteConflict('MFA VirtualDevice in use. Must deactivate first.');
    delete call.account.mfaDevices[serial];
    return {};
  },
});

type OnDevice = IamCall<{ readonly SerialNumber: string }>;

function deviceOf({ account, input: { SerialNumber } }: OnDevice): MfaDevice {
  const device = peek(account.mfaDevices, SerialNumber);
  if (!device) throw noSuchEntity(`VirtualMFADevice with serial number ${SerialNumber} doesn't exist.`);
  return device;
}

/** Operations that end something name a device that does not exist in other words than those that begin something. */
function knownDevice({ account, input: { SerialNumber } }: OnDevice): MfaDevice {
  const device = peek(account.mfaDevices, SerialNumber);
  if (!device) throw noSuchEntity(`MFA Device with serial number ${SerialNumber} does not exist.`);
  return device;
}

function assigned(call: OnDevice, user: User): MfaDevice {
  const device = devicesOf(call.account, user).find(({ serial }) => serial === call.input.SerialNumber);
  if (!device) throw noSuchEntity('MFA Device invalid for user.');
  return device;
}

function synchronise(
  device: MfaDevice,
  { input, now }: IamCall<{ readonly AuthenticationCode1: string; readonly AuthenticationCode2: string }>,
): void {
  const step = stepOfPair(device, input.AuthenticationCode1, input.AuthenticationCode2, now);
  if (step === undefined) {
    throw new ServiceError('InvalidAuthenticationCode', 'Authentication code for device is not valid.', 403);
  }
  device.lastStep = step;
}

function virtualDeviceOf({ users }: WorldAccount, { serial, userName, enabled }: MfaDevice) {
  const user = userName === undefined ? undefined : peek(users, userName);
  return {
    SerialNumber: serial,
    ...(user ? { User: describeUser(user) } : {}),
    ...(enabled === undefined ? {} : { EnableDate: new Date(enabled) }),
  };
}
