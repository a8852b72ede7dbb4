import { CreateUserCommand, GetUserCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { identify } from '../../../src/sandbox/identify.ts';
import { credentialsOf, HOME, openAccount, ROOT, refusalOf, START } from '../iam/account.ts';
import { enabling, newAuthenticator } from '../iam/device.ts';

const WRONG_CODE = {
  code: 'AccessDenied',
  status: 403,
  text: 'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
};
const WRONG_DEVICE = {
  code: 'AccessDenied',
  status: 403,
  text: 'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
};

/** Alice's phone has just been enabled: its codes up to the current one are used up. */
async function openWithPhone() {
  const account = openAccount();
  const phone = await newAuthenticator(account.iam(), 'phone');
  await account.iam().send(enabling(phone, 'alice', account.now()));
  const ask = (TokenCode: string, SerialNumber = phone.serial) =>
    account.sts().send(new GetSessionTokenCommand({ SerialNumber, TokenCode }));
  return { ...account, phone, ask };
}

test.each([
  [
    'phone',
    '123456',
    "'phone' at 'serialNumber' failed to satisfy constraint: Member must have length greater than or equal to 9",
  ],
  [
    `arn:aws:iam::${HOME}:mfa/phone`,
    '12345',
    "'12345' at 'tokenCode' failed to satisfy constraint: Member must have length greater than or equal to 6",
  ],
  [
    `arn:aws:iam::${HOME}:mfa/phone`,
    '12345x',
    "'12345x' at 'tokenCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\d]*",
  ],
])('the model does not allow the device %s with the code %s', async (SerialNumber, TokenCode, value) => {
  const asked = openAccount().sts().send(new GetSessionTokenCommand({ SerialNumber, TokenCode }));
  expect(await refusalOf(asked)).toEqual({
    code: 'ValidationError',
    status: 400,
    text: `1 validation error detected: Value ${value}`,
  });
});

describe('MFA', () => {
  test('is part of the session, and ages by the sandbox’s clock', async () => {
    const { world, phone, ask, wait, now } = await openWithPhone();
    wait(30);
    const { accessKeyId } = credentialsOf(await ask(phone.code(now())));
    const age = () => identify(world, accessKeyId, now())?.context['aws:MultiFactorAuthAge'];
    expect(age()).toBe('0');
    wait(299);
    expect(age()).toBe('299');
    wait(1);
    expect(age()).toBe('300');
  });

  test('lets the session call IAM', async () => {
    const { iam, phone, ask, wait, now } = await openWithPhone();
    wait(30);
    const session = credentialsOf(await ask(phone.code(now())));
    expect((await iam(session).send(new GetUserCommand({}))).User?.UserName).toBe('alice');
  });

  test('codes are used up: by enabling the device, and by a session', async () => {
    const { phone, ask, wait, now } = await openWithPhone();
    expect(await refusalOf(ask(phone.code(now())))).toEqual(WRONG_CODE);
    wait(30);
    await ask(phone.code(now()));
    expect(await refusalOf(ask(phone.code(now())))).toEqual(WRONG_CODE);
    wait(30);
    await ask(phone.code(now()));
  });

  test.each([
    ['two minutes ago', -4, false],
    ['the step before', -1, true],
    ['the step after', 1, true],
    ['two minutes ahead', 4, false],
  ])('a code of %s', async (_, steps, taken) => {
    const { phone, ask, wait, now } = await openWithPhone();
    wait(600);
    const code = phone.code(now(), steps);
    if (taken) await ask(code);
    else expect(await refusalOf(ask(code))).toEqual(WRONG_CODE);
  });

  test('a device must be the caller’s own', async () => {
    const { iam, phone, ask, wait, now } = await openWithPhone();
    await iam().send(new CreateUserCommand({ UserName: 'bob' }));
    const others = await newAuthenticator(iam(), 'others');
    await iam().send(enabling(others, 'bob', now()));
    wait(30);
    expect(await refusalOf(ask(others.code(now()), others.serial))).toEqual(WRONG_DEVICE);
    expect(await refusalOf(ask(phone.code(now()), `arn:aws:iam::${HOME}:mfa/none`))).toEqual(WRONG_DEVICE);
  });

  test('a refused code costs nothing', async () => {
    const { home, phone, ask } = await openWithPhone();
    const before = structuredClone(home.mfaDevices[phone.serial]);
    await refusalOf(ask('000000'));
    expect(home.mfaDevices[phone.serial]).toEqual(before);
  });
});

describe('without MFA', () => {
  test('the session is the caller’s, and ends', async () => {
    const { sts, wait } = openAccount();
    const answer = await sts().send(new GetSessionTokenCommand({ DurationSeconds: 900 }));
    expect(answer.Credentials?.Expiration).toEqual(new Date(START.getTime() + 900_000));
    const whoami = () => sts(credentialsOf(answer)).send(new GetCallerIdentityCommand({}));
    expect((await whoami()).Arn).toBe(`arn:aws:iam::${HOME}:user/alice`);
    wait(899);
    await whoami();
    wait(1);
    expect(await refusalOf(whoami())).toMatchObject({ code: 'ExpiredToken', status: 403 });
  });

  test('a session cannot get another one', async () => {
    const { sts } = openAccount();
    const session = credentialsOf(await sts().send(new GetSessionTokenCommand({})));
    expect(await refusalOf(sts(session).send(new GetSessionTokenCommand({})))).toEqual({
      code: 'AccessDenied',
      status: 403,
      text: 'Cannot call GetSessionToken with session credentials',
    });
  });

  test.each([
    ['alice, who does not say', undefined, undefined, 43_200],
    ['the root user, at most an hour', ROOT, 43_200, 3600],
  ])('%s', async (_, credentials, DurationSeconds, seconds) => {
    const { Credentials } = await openAccount()
      .sts(credentials)
      .send(new GetSessionTokenCommand({ DurationSeconds }));
    expect(Credentials?.Expiration).toEqual(new Date(START.getTime() + seconds * 1000));
  });

  test.each([
    [899, 'greater than or equal to 900'],
    [129_601, 'less than or equal to 129600'],
  ])('%i seconds are not possible', async (DurationSeconds, rule) => {
    expect(
      await refusalOf(openAccount().sts().send(new GetSessionTokenCommand({ DurationSeconds }))),
    ).toEqual({
      code: 'ValidationError',
      status: 400,
      text: `1 validation error detected: Value '${DurationSeconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value ${rule}`,
    });
  });
});
