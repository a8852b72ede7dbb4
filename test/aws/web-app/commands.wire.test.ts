import { describe, expect, test } from 'vitest';
import { interpreterOf, openInstance } from '../../../src/aws/web-app/commands.ts';
import { type Canned, canned, json, jsonError } from '../canned.ts';

const INSTANCE = 'i-0a1b2c3d4e5f60718';
const ONLINE = json({ InstanceInformationList: [{ InstanceId: INSTANCE, PingStatus: 'Online' }] });
const SENT = json({ Command: { CommandId: '11111111-2222-4333-8444-555555555555' } });

/** Systems Manager with these answers about the command, look by look; the last one forever. */
async function managed(...looks: readonly Canned[]) {
  let look = 0;
  const { clients, asked } = await canned(({ operation }) =>
    operation === 'SendCommand'
      ? SENT
      : operation === 'DescribeInstanceInformation'
        ? ONLINE
        : looks[Math.min(look++, looks.length - 1)]!,
  );
  const pauses: number[] = [];
  const sleep = async (ms: number) => void pauses.push(ms);
  return { asked, clients, pauses, instance: openInstance(clients, INSTANCE, sleep) };
}

const invocation = (Status: string, rest: object = {}) => json({ Status, StatusDetails: Status, ...rest });
const done = (StandardOutputContent: string) => invocation('Success', { StandardOutputContent });
const notYet = jsonError('InvocationDoesNotExist');

describe('a command', () => {
  test('is waited for from before it appears until it is done', async () => {
    const { instance, pauses } = await managed(
      notYet,
      invocation('Pending'),
      invocation('Delayed'),
      invocation('InProgress'),
      done('a line\n'),
    );
    expect(await instance.log()).toBe('a line\n');
    expect(pauses).toEqual([100, 200, 400, 800]);
  });

  test('that never ends is given up, and must not start later', async () => {
    const { asked, instance, pauses } = await managed(invocation('Pending'));
    await expect(instance.log()).rejects.toMatchObject({
      code: 'ERR_LOOK',
      message: `The instance ${INSTANCE} did not finish a command in time.`,
    });
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(60_000);
    expect(JSON.parse(asked[0]!.body)).toMatchObject({
      TimeoutSeconds: 60,
      Parameters: { executionTimeout: ['60'] },
    });
  });

  test.each([
    [
      'that failed tells why',
      invocation('Failed', { StandardErrorContent: 'cd: no such folder\n' }),
      /cd: no such folder$/,
    ],
    [
      'that timed out says so',
      invocation('TimedOut', { StatusDetails: 'ExecutionTimedOut' }),
      /ExecutionTimedOut$/,
    ],
    ['that was cancelled says so', invocation('Cancelled'), /Cancelled$/],
  ] as const)('%s', async (_what, answer, message) => {
    const { instance, pauses } = await managed(answer);
    await expect(instance.log()).rejects.toMatchObject({
      code: 'ERR_AWS',
      message: expect.stringMatching(message),
      hint: expect.stringContaining('Run Command'),
    });
    expect(pauses).toEqual([]);
  });
});

const KEY = '1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809';
const PYTHON = '#!/usr/bin/env python';

/** What an instance reports. */
const told = ({
  processes = '',
  key = '',
  app = PYTHON,
  paths = '/usr/bin/python2\n/usr/bin/python',
}: {
  processes?: string;
  key?: string;
  app?: string | null;
  paths?: string;
}) => `${processes}\n--\n${key}\n--\n${app === null ? '' : `--\n${app}\n`}--\n${paths}\n`;

describe('the app is recognized', () => {
  test.each([
    ['it does not run', {}, undefined],
    ['it does not run, and left its file', { key: KEY }, undefined],
    [
      'as the lab starts it',
      { processes: '3124 python -u WebAppEncSSE.py 80', key: KEY },
      { keyId: KEY, port: 80 },
    ],
    [
      'as a service starts it',
      { processes: '7 /usr/bin/python3 -u /home/ec2-user/SampleWebApp/WebAppEncSSE.py 80', key: KEY },
      { keyId: KEY, port: 80 },
    ],
    [
      'as the page starts it',
      { processes: '3124 sudo python WebAppEncSSE.py 80\n3125 python WebAppEncSSE.py 80' },
      { keyId: 'unknown', port: 80 },
    ],
    ['without a port', { processes: '3124 python WebAppEncSSE.py' }, { keyId: 'unknown', port: 8000 }],
    ['but an editor that has it open is none', { processes: '9 vim WebAppEncSSE.py' }, undefined],
    [
      'by the alias of a key, whatever is in it',
      { processes: '1 python WebAppEncSSE.py 80', key: 'alias/my--key' },
      { keyId: 'alias/my--key', port: 80 },
    ],
    [
      'but what is no key id never becomes part of a command',
      { processes: '1 python WebAppEncSSE.py 80', key: "'; reboot; '" },
      { keyId: 'unknown', port: 80 },
    ],
  ] as const)('%s', async (_what, output, found) => {
    const { instance } = await managed(done(told(output)));
    expect((await instance.inspect()).running).toEqual(found);
  });
});

describe('the app’s interpreter', () => {
  const inspected = async (output: Parameters<typeof told>[0]) =>
    (await managed(done(told(output)))).instance.inspect();

  test.each([
    ['the page’s', {}, 'python2'],
    ['the page’s, where Python 2 has no other name', { paths: '/usr/bin/python' }, 'python'],
    [
      'a newer app’s',
      { app: '#!/usr/bin/env python3', paths: '/usr/bin/python3\n/usr/bin/python' },
      'python3',
    ],
    ['that of an app without a first line', { app: '' }, 'python2'],
  ] as const)('%s', async (_what, output, interpreter) => {
    expect(interpreterOf(INSTANCE, await inspected(output))).toBe(interpreter);
  });

  test.each([
    ['there is no app', { app: null }, /There is no .*WebAppEncSSE\.py on/],
    ['the page’s Python 2 is gone', { paths: '/usr/bin/python3' }, /needs python2, .* it has python3/],
    ['Python 3 is not there', { app: '#!/usr/bin/python3' }, /needs python3, .* it has python2 and python/],
    ['there is no Python at all', { paths: '' }, /needs python2, .* it has no Python/],
  ] as const)('%s', async (_what, output, message) => {
    const found = await inspected(output);
    expect(() => interpreterOf(INSTANCE, found)).toThrowError(
      expect.objectContaining({ code: 'ERR_NOT_FOUND', message: expect.stringMatching(message) }),
    );
  });
});

test('an endpoint that runs no command is distinguished from an instance without the app', async () => {
  const found = await (await managed(done(''))).instance.inspect();
  expect(() => interpreterOf(INSTANCE, found)).toThrowError(
    expect.objectContaining({ code: 'ERR_ENDPOINT', message: expect.stringContaining('SendCommand') }),
  );
});

test('an account that is no longer ours is neither started nor stopped in, and can be looked at', async () => {
  const { asked, clients } = await managed(done(''));
  const lost = async () => Promise.reject(new Error('lost'));
  const instance = openInstance({ ...clients, beforeWrite: lost }, INSTANCE, async () => {});
  await expect(instance.start({ keyId: 'key', port: 80 }, 'python3')).rejects.toThrow('lost');
  await expect(instance.stop()).rejects.toThrow('lost');
  expect([asked, clients.counter.writes]).toEqual([[], 0]);
  await instance.log();
});

test('starting and stopping are writes, looking is not', async () => {
  const { clients, instance } = await managed(done(told({})));
  await instance.inspect();
  await instance.log();
  expect(clients.counter.writes).toBe(0);
  await instance.start({ keyId: 'key', port: 80 }, 'python3');
  await instance.stop();
  expect(clients.counter.writes).toBe(2);
});
