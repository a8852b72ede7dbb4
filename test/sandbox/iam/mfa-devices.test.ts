import {
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteUserCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  ListMFADevicesCommand,
  ListVirtualMFADevicesCommand,
  ResyncMFADeviceCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { qrCodePng } from '../../../src/sandbox/iam/qr-code.ts';
import { HOME, openAccount, refusalOf } from './account.ts';
import { enabling, newAuthenticator } from './device.ts';

const SERIAL = `arn:aws:iam::${HOME}:mfa/phone`;

async function openWithDevice() {
  const account = openAccount();
  const iam = account.iam();
  await iam.send(new CreateUserCommand({ UserName: 'userA' }));
  const phone = await newAuthenticator(iam, 'phone');
  return { ...account, iam, phone };
}

describe('a virtual MFA device', () => {
  test('has a serial number and a Base32 seed that authenticator apps can read', async () => {
    const { VirtualMFADevice } = await openAccount()
      .iam()
      .send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }));
    expect(VirtualMFADevice?.SerialNumber).toBe(SERIAL);
    expect(Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString('ascii')).toMatch(/^[A-Z2-7]{64}$/);
  });

  test('has a QR code of what authenticator apps scan', async () => {
    const { VirtualMFADevice } = await openAccount()
      .iam()
      .send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'my+phone' }));
    const seed = Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString('ascii');
    const uri = `otpauth://totp/Amazon%20Web%20Services:my%2Bphone@${HOME}?secret=${seed}&issuer=Amazon%20Web%20Services`;
    expect(Buffer.from(VirtualMFADevice?.QRCodePNG ?? [])).toEqual(Buffer.from(await qrCodePng(uri)));
  });

  test('knows its tags', async () => {
    const Tags = [{ Key: 'lab', Value: 'kms' }];
    const create = new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone', Tags });
    expect((await openAccount().iam().send(create)).VirtualMFADevice?.Tags).toEqual(Tags);
  });

  test.each([
    ['deactivated', new DeactivateMFADeviceCommand({ UserName: 'userA', SerialNumber: SERIAL })],
    ['deleted', new DeleteVirtualMFADeviceCommand({ SerialNumber: SERIAL })],
  ])('that does not exist is not %s', async (_, command) => {
    const iam = openAccount().iam();
    await iam.send(new CreateUserCommand({ UserName: 'userA' }));
    expect(await refusalOf(iam.send(command as DeleteVirtualMFADeviceCommand))).toEqual({
      code: 'NoSuchEntity',
      status: 404,
      text: `MFA Device with serial number ${SERIAL} does not exist.`,
    });
  });

  test('belongs to no one until two consecutive codes enable it', async () => {
    const { iam, phone, now } = await openWithDevice();
    const unassigned = new ListVirtualMFADevicesCommand({ AssignmentStatus: 'Unassigned' });
    expect((await iam.send(unassigned)).VirtualMFADevices).toMatchObject([{ SerialNumber: SERIAL }]);
    await iam.send(enabling(phone, 'userA', now()));
    expect((await iam.send(unassigned)).VirtualMFADevices).toEqual([]);
    expect((await iam.send(new ListMFADevicesCommand({ UserName: 'userA' }))).MFADevices).toEqual([
      { UserName: 'userA', SerialNumber: SERIAL, EnableDate: now() },
    ]);
  });

  test.each([
    ['the same code twice', 0, 0],
    ['codes in the wrong order', 0, -1],
    ['codes with one between', -1, 1],
    ['codes of five minutes ago', -11, -10],
    ['codes of the minutes to come', 4, 5],
  ])('is not enabled by %s', async (_, first, second) => {
    const { iam, phone, now } = await openWithDevice();
    const enable = new EnableMFADeviceCommand({
      UserName: 'userA',
      SerialNumber: SERIAL,
      AuthenticationCode1: phone.code(now(), first),
      AuthenticationCode2: phone.code(now(), second),
    });
    expect(await refusalOf(iam.send(enable))).toEqual({
      code: 'InvalidAuthenticationCode',
      status: 403,
      text: 'Authentication code for device is not valid.',
    });
  });

  test('is resynchronized with two later codes', async () => {
    const { iam, phone, now, wait, home } = await openWithDevice();
    await iam.send(enabling(phone, 'userA', now()));
    wait(60);
    const resync = (first: number, second: number) =>
      iam.send(
        new ResyncMFADeviceCommand({
          UserName: 'userA',
          SerialNumber: SERIAL,
          AuthenticationCode1: phone.code(now(), first),
          AuthenticationCode2: phone.code(now(), second),
        }),
      );
    expect(await refusalOf(resync(0, 0))).toMatchObject({ code: 'InvalidAuthenticationCode' });
    await resync(-1, 0);
    expect(home.mfaDevices[SERIAL]?.lastStep).toBe(Math.floor(now().getTime() / 30_000));
  });

  test('is deleted only when deactivated, and its user only after it', async () => {
    const { iam, phone, now } = await openWithDevice();
    await iam.send(enabling(phone, 'userA', now()));
    const remove = new DeleteVirtualMFADeviceCommand({ SerialNumber: SERIAL });
    expect(await refusalOf(iam.send(remove))).toEqual({
      code: 'DeleteConflict',
      status: 409,
      text: 'MFA VirtualDevice in use. Must deactivate first.',
    });
    const removeUser = new DeleteUserCommand({ UserName: 'userA' });
    expect(await refusalOf(iam.send(removeUser))).toEqual({
      code: 'DeleteConflict',
      status: 409,
      text: 'Cannot delete entity, must delete MFA device first.',
    });
    await iam.send(new DeactivateMFADeviceCommand({ UserName: 'userA', SerialNumber: SERIAL }));
    await iam.send(removeUser);
    await iam.send(remove);
    expect((await iam.send(new ListVirtualMFADevicesCommand({}))).VirtualMFADevices).toEqual([]);
  });

  test.each([
    [
      'made twice',
      new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }),
      { code: 'EntityAlreadyExists', text: 'MFA device already exists.' },
    ],
    [
      'deactivated before it is enabled',
      new DeactivateMFADeviceCommand({ UserName: 'userA', SerialNumber: SERIAL }),
      { code: 'NoSuchEntity', text: 'MFA Device invalid for user.' },
    ],
    [
      'deleted by another name',
      new DeleteVirtualMFADeviceCommand({ SerialNumber: `${SERIAL}2` }),
      { code: 'NoSuchEntity', text: `MFA Device with serial number ${SERIAL}2 does not exist.` },
    ],
  ])('is not %s', async (_, command, refusal) => {
    const { iam } = await openWithDevice();
    expect(await refusalOf(iam.send(command as DeleteVirtualMFADeviceCommand))).toMatchObject(refusal);
  });
});
