import { describe, expect, test } from 'vitest';
import { openInstance } from '../../src/aws/instance.ts';
import { type Canned, canned, json, jsonError } from './canned.ts';
import { open } from './opened.ts';

const INSTANCE = 'i-0a1b2c3d4e5f60718';
const SENT = json({ Command: { CommandId: '11111111-2222-4333-8444-555555555555' } });

/** Systems Manager that says this of the command, look by look; the last for ever. */
async function managed(...looks: readonly Canned[]) {
  let look = 0;
  const { clients, asked } = await canned(({ operation }) =>
    operation === 'SendCommand' ? SENT : looks[Math.min(look++, looks.length - 1)]!,
  );
  const pauses: number[] = [];
  const sleep = async (ms: number) => void pauses.push(ms);
  return { asked, clients, pauses, instance: openInstance(clients.ssm, clients.counter, INSTANCE, sleep) };
}

const invocation = (Status: string, rest: object = {}) => json({ Status, StatusDetails: Status, ...rest });
const done = (StandardOutputContent: string) => invocation('Success', { StandardOutputContent });
const notYet = jsonError('InvocationDoesNotExist');

describe('a command', () => {
  test('is waited for from before it is known until it is done', async () => {
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

  test('that never comes to an end is given up, and may not start later', async () => {
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
    [
      'that could not be delivered says so',
      invocation('Failed', { StatusDetails: 'Undeliverable' }),
      /Undeliverable$/,
    ],
  ] as const)('%s', async (_what, answer, message) => {
    const { instance, pauses } = await managed(answer);
    await expect(instance.log()).rejects.toMatchObject({
      code: 'ERR_AWS',
      message: expect.stringMatching(message),
      hint: expect.stringContaining('Run Command'),
    });
    expect(pauses).toEqual([]);
  });

  test('that may not be sent is a refusal', async () => {
    const { clients } = await canned(() => jsonError('AccessDeniedException', 'ssm:SendCommand'));
    const instance = openInstance(clients.ssm, clients.counter, INSTANCE, async () => {});
    await expect(instance.log()).rejects.toMatchObject({ code: 'ERR_ACCESS' });
  });
});

test('an instance that Systems Manager does not know is missed, with a way in', async () => {
  const opened = await open();
  opened.instance.managed = false;
  opened.role.attached = opened.role.attached.filter((arn) => !arn.includes('SSM'));
  const { ssm, counter } = opened.clients;
  await expect(
    openInstance(ssm, counter, opened.instance.id, async () => {}).running(),
  ).rejects.toMatchObject({
    code: 'ERR_NOT_FOUND',
    message: expect.stringContaining('not managed by Systems Manager'),
    hint: expect.stringContaining('AmazonSSMManagedInstanceCore'),
  });
});

describe('the app is known again', () => {
  const KEY = '1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809';

  test.each([
    ['it does not run', '--\n', undefined],
    ['it does not run, and left its file', `--\n${KEY}\n`, undefined],
    ['as the lab starts it', `3124 python -u WebAppEncSSE.py 80\n--\n${KEY}\n`, { keyId: KEY, port: 80 }],
    [
      'as the page starts it',
      '3124 sudo python WebAppEncSSE.py 80\n3125 python WebAppEncSSE.py 80\n--\n',
      { keyId: 'unknown', port: 80 },
    ],
    ['without a port', '3124 python WebAppEncSSE.py\n--\n', { keyId: 'unknown', port: 8000 }],
    [
      'by the ARN of a key',
      `1 python WebAppEncSSE.py 80\n--\narn:aws:kms:eu-west-1:111122223333:key/mrk-1\n`,
      { keyId: 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1', port: 80 },
    ],
    [
      'but what is no key id never becomes part of a command',
      "1 python WebAppEncSSE.py 80\n--\n'; reboot; '\n",
      { keyId: 'unknown', port: 80 },
    ],
  ] as const)('%s', async (_what, output, found) => {
    const { instance } = await managed(done(output));
    expect(await instance.running()).toEqual(found);
  });
});

test('starting and stopping are writes, looking is none', async () => {
  const { clients, instance } = await managed(done('--\n'));
  await instance.running();
  await instance.log();
  expect(clients.counter.writes).toBe(0);
  await instance.start({ keyId: 'key', port: 80 });
  await instance.stop();
  expect(clients.counter.writes).toBe(2);
});
