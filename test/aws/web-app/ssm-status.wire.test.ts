import { expect, test } from 'vitest';
import { openShell } from '../../../src/aws/web-app/shell.ts';
import { whatToDo } from '../../what-to-do.ts';
import { type Canned, canned, json, jsonError } from '../canned.ts';
import { open } from '../opened.ts';

const INSTANCE = 'i-0a1b2c3d4e5f60718';
const SENT = json({ Command: { CommandId: '11111111-2222-4333-8444-555555555555' } });
const NOT_TAKEN = jsonError('InvalidInstanceId', `Instances [[${INSTANCE}]] not in a valid state`);
const listed = (PingStatus: string) =>
  json({ InstanceInformationList: [{ InstanceId: INSTANCE, PingStatus, LastPingDateTime: 1_780_000_000 }] });
const invocation = (Status: string, StatusDetails: string) => json({ Status, StatusDetails });

/** Systems Manager that answers each operation like this, and how often it was sent each. */
async function managing(answers: Readonly<Record<string, Canned>>) {
  const { clients, asked } = await canned(({ operation }) => answers[operation]!);
  const shell = openShell(clients.ssm, INSTANCE, async () => {});
  const sent = (operation: string) => asked.filter((request) => request.operation === operation).length;
  return { shell, sent };
}

test.each([
  [
    'it is not managed',
    { SendCommand: NOT_TAKEN, DescribeInstanceInformation: json({ InstanceInformationList: [] }) },
    /is not managed by Systems Manager: its agent has not signed in/,
    /AmazonSSMManagedInstanceCore.*Default Host Management/,
  ],
  [
    'its agent was lost',
    { SendCommand: NOT_TAKEN, DescribeInstanceInformation: listed('ConnectionLost') },
    /is ConnectionLost: .* not heard from it since 2026-05-28T/,
    /restart amazon-ssm-agent/,
  ],
  [
    'its agent is inactive',
    { SendCommand: NOT_TAKEN, DescribeInstanceInformation: listed('Inactive') },
    /is Inactive/,
    /restart amazon-ssm-agent/,
  ],
  [
    'its agent is online and takes nothing',
    { SendCommand: NOT_TAKEN, DescribeInstanceInformation: listed('Online') },
    /is online, but Systems Manager accepts no commands/,
    /describe-instance-status/,
  ],
  [
    'the operator may not send commands',
    { SendCommand: jsonError('AccessDeniedException', 'not authorized to perform: ssm:SendCommand') },
    /operator may not run commands.*not authorized to perform: ssm:SendCommand/,
    /ssm:SendCommand, ssm:GetCommandInvocation/,
  ],
  [
    'a policy denies the operator to send commands',
    {
      SendCommand: jsonError(
        'AccessDeniedException',
        `User: arn:aws:iam::111122223333:user/operator is not authorized to perform: ssm:SendCommand on resource: arn:aws:ec2:us-east-1:111122223333:instance/${INSTANCE} with an explicit deny in an identity-based policy`,
      ),
    },
    /operator may not run commands/,
    /no Allow can lift that/,
  ],
  [
    'the operator may not see what became of them',
    {
      SendCommand: SENT,
      GetCommandInvocation: jsonError(
        'AccessDeniedException',
        'not authorized to perform: ssm:GetCommandInvocation',
      ),
    },
    /operator may not run commands.*ssm:GetCommandInvocation/,
    /ssm:SendCommand, ssm:GetCommandInvocation/,
  ],
  [
    'nor may the operator look why',
    {
      SendCommand: NOT_TAKEN,
      DescribeInstanceInformation: jsonError(
        'AccessDeniedException',
        'not authorized to perform: ssm:DescribeInstanceInformation',
      ),
    },
    /ssm:DescribeInstanceInformation/,
    /ssm:DescribeInstanceInformation/,
  ],
  [
    'a command is taken and never fetched',
    {
      SendCommand: SENT,
      GetCommandInvocation: invocation('TimedOut', 'DeliveryTimedOut'),
      DescribeInstanceInformation: listed('ConnectionLost'),
    },
    /is ConnectionLost/,
    /restart amazon-ssm-agent/,
  ],
] as const)('%s', async (_what, answers, message, hint) => {
  const { shell } = await managing(answers);
  const error = await shell(['true']).catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'ERR_NO_SHELL', message: expect.stringMatching(message) });
  expect(whatToDo(error)).toMatch(hint);
});

test('a lost agent is checked before another command is sent to it', async () => {
  const { shell, sent } = await managing({
    SendCommand: SENT,
    GetCommandInvocation: invocation('Failed', 'Undeliverable'),
    DescribeInstanceInformation: listed('ConnectionLost'),
  });
  for (let count = 0; count < 3; count++) {
    await expect(shell(['true'])).rejects.toMatchObject({ code: 'ERR_NO_SHELL' });
  }
  expect(sent('SendCommand')).toBe(1);
});

test('a command that an online instance does not finish is not a problem of the connection', async () => {
  const { shell } = await managing({
    SendCommand: SENT,
    GetCommandInvocation: invocation('InProgress', 'InProgress'),
    DescribeInstanceInformation: listed('Online'),
  });
  await expect(shell(['true'])).rejects.toMatchObject({
    code: 'ERR_LOOK',
    message: expect.stringContaining('did not finish'),
  });
});

test('the sandbox’s instance reports the same', async () => {
  const { clients, instance, role } = await open();
  instance.managed = false;
  role.attached = role.attached.filter((arn) => !arn.includes('SSM'));
  await expect(openShell(clients.ssm, instance.id, async () => {})(['true'])).rejects.toMatchObject({
    code: 'ERR_NO_SHELL',
    message: expect.stringContaining('not managed by Systems Manager'),
  });
});
