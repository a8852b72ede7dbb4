import {
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  ListCommandInvocationsCommand,
  SendCommandCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import { commandsOf } from '../../../src/sandbox/ssm/commands.ts';
import { HOME, openHome, refusal } from '../home.ts';

const DocumentName = 'AWS-RunShellScript';

function open() {
  const home = openHome();
  const ssm = home.client(SSMClient);
  const instance = Object.values(home.home.instances)[0]!;
  const run = (commands: string[], rest: object = {}) =>
    ssm.send(
      new SendCommandCommand({ DocumentName, InstanceIds: [instance.id], Parameters: { commands }, ...rest }),
    );
  const outcome = (CommandId: string | undefined) =>
    ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId: instance.id }));
  return { ...home, ssm, instance, run, outcome };
}

describe('a command', () => {
  test('is pending, then has run', async () => {
    const { run, outcome, ssm } = open();
    const { Command } = await run(['echo hello', 'cat nothing || true']);
    expect(Command).toMatchObject({ Status: 'Pending', DocumentName });
    expect(await outcome(Command?.CommandId)).toMatchObject({
      Status: 'Success',
      ResponseCode: 0,
      StandardOutputContent: 'hello\n',
      StandardErrorContent: 'cat: nothing: No such file or directory\n',
    });
    const { CommandInvocations } = await ssm.send(
      new ListCommandInvocationsCommand({ CommandId: Command?.CommandId }),
    );
    expect(CommandInvocations).toMatchObject([{ CommandId: Command?.CommandId, Status: 'Success' }]);
  });

  test('has failed if the shell says so', async () => {
    const { run, outcome } = open();
    const { Command } = await run(['whoami']);
    expect(await outcome(Command?.CommandId)).toMatchObject({
      Status: 'Failed',
      ResponseCode: 127,
      StandardErrorContent: 'whoami: command not found\nfailed to run commands: exit status 127',
    });
  });

  test('shows no more of its output than AWS does', async () => {
    const { run, outcome, instance } = open();
    instance.webAppLog = 'x'.repeat(30_000);
    const { Command } = await run(['cat /home/ec2-user/SampleWebApp/WebAppEncSSE.log']);
    expect((await outcome(Command?.CommandId)).StandardOutputContent).toHaveLength(24_000);
  });

  test('needs the document and the instance', async () => {
    const { run, asked, instance } = open();
    await run(['true']);
    expect(asked).toMatchObject([
      {
        action: 'ssm:SendCommand',
        resource: 'arn:aws:ssm:us-east-1::document/AWS-RunShellScript',
        context: { 'ssm:DocumentType': 'Command' },
      },
      {
        action: 'ssm:SendCommand',
        resource: `arn:aws:ec2:us-east-1:${HOME}:instance/${instance.id}`,
        context: {
          'aws:ResourceTag/Name': 'KMSWorkshop-Instance',
          'ssm:resourceTag/Name': 'KMSWorkshop-Instance',
        },
      },
    ]);
  });

  test('is forgotten after twenty others', async () => {
    const { run, home, outcome } = open();
    const { Command } = await run(['echo first']);
    for (let count = 0; count < 20; count++) await run(['true']);
    expect(commandsOf(home)).toHaveLength(20);
    expect(await refusal(outcome(Command?.CommandId))).toMatchObject({ code: 'InvocationDoesNotExist' });
  });
});

describe('an instance', () => {
  const list = async ({ ssm }: ReturnType<typeof open>) =>
    (await ssm.send(new DescribeInstanceInformationCommand({}))).InstanceInformationList;

  test('is managed by Default Host Management', async () => {
    const opened = open();
    opened.home.roles['KMSWorkshop-InstanceInitRole']!.attached = [];
    opened.instance.managed = true;
    expect(await list(opened)).toMatchObject([{ InstanceId: opened.instance.id, PingStatus: 'Online' }]);
  });

  test('is managed by a policy of its role', async () => {
    const opened = open();
    const role = opened.home.roles['KMSWorkshop-InstanceInitRole']!;
    expect(await list(opened)).toHaveLength(1);
    role.attached = role.attached.filter((arn) => !arn.endsWith('/AmazonSSMManagedInstanceCore'));
    expect(await list(opened)).toEqual([]);
  });

  test.each([
    ['has no role that says so', { instanceProfile: '' }],
    ['is stopped', { state: 'stopped' }],
  ] as const)('that %s accepts no commands', async (_, change) => {
    const opened = open();
    Object.assign(opened.instance, change);
    expect(await list(opened)).toEqual([]);
    expect(await refusal(opened.run(['true']))).toEqual({
      code: 'InvalidInstanceId',
      status: 400,
      message: `Instances [[${opened.instance.id}]] not in a valid state for account ${HOME}`,
    });
  });

  test('that does not exist accepts no commands', async () => {
    const { run } = open();
    expect(await refusal(run(['true'], { InstanceIds: ['i-00000000000000000'] }))).toMatchObject({
      code: 'InvalidInstanceId',
      message: `Instances [[i-00000000000000000]] not in a valid state for account ${HOME}`,
    });
  });

  test('of another account accepts no commands', async () => {
    const { client, instance } = open();
    const theirs = client(SSMClient, 'outsider');
    const Parameters = { commands: ['true'] };
    const command = new SendCommandCommand({ DocumentName, InstanceIds: [instance.id], Parameters });
    expect(await refusal(theirs.send(command))).toMatchObject({ code: 'InvalidInstanceId' });
  });
});

describe('refused', () => {
  test.each([
    ['another document', { DocumentName: 'AWS-RunPowerShellScript' }, 'InvalidDocument'],
    ['another parameter', { Parameters: { commands: ['true'], colour: ['red'] } }, 'InvalidParameters'],
    ['no commands', { Parameters: {} }, 'InvalidParameters'],
    ['targets', { Targets: [{ Key: 'tag:Name', Values: ['x'] }] }, 'ValidationException'],
    ['no instance', { InstanceIds: [] }, 'InvalidInstanceId'],
  ])('%s', async (_, rest, code) => {
    const { run } = open();
    expect(await refusal(run(['true'], rest))).toMatchObject({ code, status: 400 });
  });

  test('an invocation that does not exist', async () => {
    const { outcome } = open();
    const unknown = outcome('00000000-0000-0000-0000-000000000000');
    expect(await refusal(unknown)).toMatchObject({ code: 'InvocationDoesNotExist', status: 400 });
  });

  test('a caller that may not', async () => {
    const { run, denied, instance } = open();
    denied.add('ssm:SendCommand');
    expect(await refusal(run(['true']))).toMatchObject({ code: 'AccessDeniedException', status: 400 });
    expect(instance.webApp).toBeUndefined();
  });
});
