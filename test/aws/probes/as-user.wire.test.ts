import { CreateAccessKeyCommand, CreateVirtualMFADeviceCommand } from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import type { AccessMatrix, PrincipalId } from '../../../src/contract/access.ts';
import type { Ledger } from '../../../src/contract/ledger.ts';
import { ledgerOf, open } from '../opened.ts';

const USER_A = { userName: 'userA', ours: true };
const SERIAL = 'arn:aws:iam::111122223333:mfa/kms-lab-userA';

/** A sandbox and a lab with the same clock, which only waiting moves. */
async function openByClock(ledger = ledgerOf()) {
  let ms = Date.now();
  const now = () => new Date(ms);
  const sleep = async (pause: number) => {
    ms += pause;
  };
  const opened = await open({ now });
  const openLab = (signal?: AbortSignal, as: Ledger = ledger) =>
    opened.openLab(opened.target, as, { now, sleep, signal, probeMfa: true });
  const begun = ms;
  return { ...opened, ledger, openLab, sleep, waited: () => ms - begun };
}

const row = (matrix: AccessMatrix, principal: PrincipalId) =>
  matrix.filter((cell) => cell.principal === principal && cell.observed);

describe('the user that the lab created', () => {
  test('is asked with its own key and with a real MFA code, and nothing of them is left', async () => {
    const { openLab, home, ledger, waited } = await openByClock();
    const lab = await openLab();
    await lab.resources.user.write(USER_A);
    const matrix = await lab.access.matrix();
    const evidence = (id: PrincipalId) => row(matrix, id).map(({ observed }) => observed?.evidence);
    expect(evidence('user-a')).toEqual(
      Array(3).fill(expect.stringMatching(/, by an access key of its own$/)),
    );
    expect(evidence('user-a-fresh-mfa')).toEqual(
      Array(3).fill(expect.stringMatching(/, signed in with a real MFA code$/)),
    );
    expect(evidence('user-a-stale-mfa').join()).not.toContain('real MFA code');
    expect(waited()).toBeLessThanOrEqual(30_000);
    expect(ledger.probe()).toMatchObject({
      userName: 'userA',
      accessKeyId: home.users.userA?.accessKeys[0]?.id,
    });

    expect(await lab.probes.clear()).toMatch(/^userA was asked with a real MFA code/);
    expect(home.users.userA?.accessKeys).toEqual([]);
    expect(home.mfaDevices).toEqual({});
    expect(ledger.probe()).toBeUndefined();
    expect(await lab.probes.clear()).toBeUndefined();
  });

  test('signs in once for many looks, and again before its code is five minutes old', async () => {
    const { openLab, world, sleep } = await openByClock();
    const lab = await openLab();
    await lab.resources.user.write(USER_A);
    const sessions = () => Object.keys(world.sessions).length;
    await lab.access.matrix();
    const first = sessions();
    await lab.access.matrix();
    expect(sessions()).toBe(first);
    await sleep(250_000);
    await lab.access.matrix();
    expect(sessions()).toBe(first + 1);
  });

  test('is asked again after it was deleted and created again', async () => {
    const { openLab } = await openByClock();
    const lab = await openLab();
    await lab.resources.user.write(USER_A);
    await lab.access.matrix();
    await lab.resources.user.write(undefined);
    expect(row(await lab.access.matrix(), 'user-a')).toEqual([]);
    await lab.resources.user.write(USER_A);
    expect(row(await lab.access.matrix(), 'user-a')).toHaveLength(3);
  });

  test('gets no credentials for a prediction, or without the user’s consent', async () => {
    const opened = await openByClock();
    const lab = await opened.openLab();
    await lab.resources.user.write(USER_A);
    await lab.access.predict({});
    await (await opened.openLab()).probes.clear();
    expect(opened.home.users.userA?.accessKeys).toEqual([]);
    expect(opened.ledger.probe()).toBeUndefined();
  });
});

describe('is not the lab’s, and refused before anything is created', () => {
  test('a user without the tag', async () => {
    const { openLab, home } = await openByClock();
    await (await openLab()).resources.user.write({ ...USER_A, ours: false });
    await expect(openLab()).rejects.toMatchObject({
      code: 'ERR_NOT_OURS',
      message: 'The lab did not create the user userA, so kms-lab does not probe as this user.',
      hint: expect.stringContaining('--user NAME'),
    });
    expect(home.users.userA?.accessKeys).toEqual([]);
  });

  test('a user with another person’s access key', async () => {
    const { openLab, home, clients } = await openByClock();
    await (await openLab()).resources.user.write(USER_A);
    await clients.iam.send(new CreateAccessKeyCommand({ UserName: 'userA' }));
    await expect(openLab()).rejects.toMatchObject({ code: 'ERR_NOT_OURS' });
    expect(home.users.userA?.accessKeys).toHaveLength(1);
    expect(home.mfaDevices).toEqual({});
  });
});

describe('what an interrupted command left', () => {
  /** The process ends while signed in; the state directory stays. */
  async function cutOff() {
    const opened = await openByClock();
    const lab = await opened.openLab();
    await lab.resources.user.write(USER_A);
    await lab.access.matrix();
    expect(Object.keys(opened.home.mfaDevices)).toEqual([SERIAL]);
    return opened;
  }

  test('is removed by the next one', async () => {
    const { openLab, home, ledger } = await cutOff();
    const { probes } = await openLab();
    expect(probes.left()).toBe(true);
    expect(await probes.clear()).toMatch(/^An interrupted probe left .* on userA/);
    expect([home.users.userA?.accessKeys, home.mfaDevices, ledger.probe()]).toEqual([[], {}, undefined]);
  });

  test('is replaced by what the next one creates', async () => {
    const { openLab, home } = await cutOff();
    const before = home.users.userA?.accessKeys[0]?.id;
    await (await openLab()).access.matrix();
    expect(home.users.userA?.accessKeys.map(({ id }) => id)).not.toContain(before);
    expect(home.users.userA?.accessKeys).toHaveLength(1);
  });

  test('is deleted with the user', async () => {
    const { openLab, home } = await cutOff();
    await (await openLab()).resources.user.write(undefined);
    expect([home.users.userA, home.mfaDevices]).toEqual([undefined, {}]);
  });

  test('is found even if the key’s id was not recorded', async () => {
    const { openLab, home, ledger } = await cutOff();
    const { accessKeyId: _, ...mark } = ledger.probe()!;
    await ledger.recordProbe(mark);
    await (await openLab()).probes.clear();
    expect([home.users.userA?.accessKeys, home.mfaDevices]).toEqual([[], {}]);
  });

  test('is not guessed among several keys', async () => {
    const { openLab, home, ledger, clients } = await cutOff();
    const { accessKeyId: _, ...mark } = ledger.probe()!;
    await ledger.recordProbe(mark);
    await clients.iam.send(new CreateAccessKeyCommand({ UserName: 'userA' }));
    await expect((await openLab()).probes.clear()).rejects.toMatchObject({
      code: 'ERR_NOT_OURS',
      next: [{ shell: 'aws iam list-access-keys --user-name userA', why: 'lists them' }],
    });
    expect(home.users.userA?.accessKeys).toHaveLength(2);
  });

  test('from an old intent does not match a later key', async () => {
    const { openLab, home, ledger } = await cutOff();
    await ledger.recordProbe({ userName: 'userA', at: '2020-01-01T00:00:00.000Z' });
    await (await openLab()).probes.clear();
    expect(home.users.userA?.accessKeys).toHaveLength(1);
  });

  test('without the state directory, the device is found by its name, and the key is another person’s', async () => {
    const { openLab, home } = await cutOff();
    const user = (await openLab(undefined, ledgerOf()).catch((error) => error)) as { code?: string };
    expect(user.code).toBe('ERR_NOT_OURS');
    home.users.userA!.accessKeys = [];
    await (await openLab(undefined, ledgerOf())).resources.user.write(undefined);
    expect([home.users.userA, home.mfaDevices]).toEqual([undefined, {}]);
  });

  test('an unused device of that name is created again', async () => {
    const { openLab, home, clients } = await openByClock();
    const lab = await openLab();
    await lab.resources.user.write(USER_A);
    await clients.iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'kms-lab-userA' }));
    const { seed } = home.mfaDevices[SERIAL]!;
    expect(row(await lab.access.matrix(), 'user-a-fresh-mfa')).toHaveLength(3);
    expect(home.mfaDevices[SERIAL]?.seed).not.toBe(seed);
  });
});

test('Ctrl-C ends the wait for a code, and what was created can be removed', async () => {
  const interruption = new AbortController();
  const { openLab, home } = await openByClock();
  const lab = await openLab(interruption.signal);
  await lab.resources.user.write(USER_A);
  interruption.abort();
  await expect(lab.access.matrix()).rejects.toMatchObject({ code: 'ERR_INTERRUPTED' });
  await lab.probes.clear();
  expect([home.users.userA?.accessKeys, home.mfaDevices]).toEqual([[], {}]);
});

test('an operator who may not create a device learns that, and the key is deleted again', async () => {
  const { openLab, home } = await openByClock();
  const lab = await openLab();
  await lab.resources.user.write(USER_A);
  home.users.operator!.inline.no = {
    Statement: [{ Effect: 'Deny', Action: 'iam:CreateVirtualMFADevice', Resource: '*' }],
  };
  await expect(lab.access.matrix()).rejects.toMatchObject({
    code: 'ERR_ACCESS',
    message: expect.stringContaining('iam:CreateVirtualMFADevice'),
  });
  expect(await lab.probes.clear()).toMatch(/^kms-lab removed the access key /);
  expect(home.users.userA?.accessKeys).toEqual([]);
});
