import {
  DescribeInstancesCommand,
  EC2Client,
  RebootInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { HOME, NOW, openHome, refusal } from '../home.ts';

function open() {
  const home = openHome();
  const [instance] = Object.values(home.home.instances);
  instance!.webApp = { keyId: 'k', port: 80, started: NOW.toISOString() };
  const ec2 = home.client(EC2Client);
  const InstanceIds = [instance!.id];
  return {
    ...home,
    ec2,
    instance: instance!,
    InstanceIds,
    stop: () => ec2.send(new StopInstancesCommand({ InstanceIds })),
    start: () => ec2.send(new StartInstancesCommand({ InstanceIds })),
    reboot: () => ec2.send(new RebootInstancesCommand({ InstanceIds })),
    read: async () =>
      (await ec2.send(new DescribeInstancesCommand({ InstanceIds }))).Reservations?.[0]?.Instances?.[0],
  };
}

describe('an instance', () => {
  test('that stops loses its web app and its public address', async () => {
    const { stop, read, instance } = open();
    expect(await stop()).toMatchObject({
      StoppingInstances: [
        { CurrentState: { Code: 64, Name: 'stopping' }, PreviousState: { Code: 16, Name: 'running' } },
      ],
    });
    const stopped = await read();
    expect(stopped).toMatchObject({ State: { Name: 'stopped' }, PublicDnsName: '' });
    expect(stopped).not.toHaveProperty('PublicIpAddress');
    expect(instance.webApp).toBeUndefined();
    expect((await stop()).StoppingInstances).toMatchObject([{ CurrentState: { Name: 'stopped' } }]);
  });

  test('that starts again has another one, and no web app yet', async () => {
    const { stop, start, read, instance } = open();
    await stop();
    expect(await start()).toMatchObject({
      StartingInstances: [{ CurrentState: { Name: 'pending' }, PreviousState: { Name: 'stopped' } }],
    });
    expect(await read()).toMatchObject({
      State: { Name: 'running' },
      PublicIpAddress: expect.stringMatching(/^203\.0\.113\.\d+$/),
    });
    expect(instance.webApp).toBeUndefined();
  });

  test('that runs is not started, and keeps its address when it reboots', async () => {
    const { start, reboot, read, instance } = open();
    const address = instance.publicIp;
    expect((await start()).StartingInstances).toMatchObject([{ CurrentState: { Name: 'running' } }]);
    expect(instance.webApp).toBeDefined();
    await reboot();
    expect(await read()).toMatchObject({ State: { Name: 'running' }, PublicIpAddress: address });
    expect(instance.webApp).toBeUndefined();
  });

  test('that is stopped does not reboot', async () => {
    const { stop, reboot } = open();
    await stop();
    expect(await refusal(reboot())).toMatchObject({ code: 'IncorrectState' });
  });
});

describe('stopping', () => {
  test('needs the permission on the instance, whose tags count', async () => {
    const { stop, asked, InstanceIds } = open();
    await stop();
    expect(asked).toMatchObject([
      {
        action: 'ec2:StopInstances',
        resource: `arn:aws:ec2:us-east-1:${HOME}:instance/${InstanceIds[0]}`,
        context: {
          'aws:ResourceTag/Name': 'KMSWorkshop-Instance',
          'ec2:ResourceTag/Name': 'KMSWorkshop-Instance',
          'aws:ResourceTag/kms-lab': 'made by kms-lab',
          'ec2:ResourceTag/kms-lab': 'made by kms-lab',
        },
      },
    ]);
  });

  test.each<[object, string]>([
    [{ InstanceIds: ['i-00000000000000000'] }, 'InvalidInstanceID.NotFound'],
    [{ InstanceIds: ['server'] }, 'InvalidInstanceID.Malformed'],
    [{ DryRun: true }, 'DryRunOperation'],
    [{ Hibernate: true }, 'UnsupportedHibernationConfiguration'],
  ])('%o is refused, and the instance continues to run', async (input, code) => {
    const { ec2, InstanceIds, instance } = open();
    const command = new StopInstancesCommand({ InstanceIds, ...input });
    expect(await refusal(ec2.send(command))).toMatchObject({ code });
    expect(instance.state).toBe('running');
  });
});
