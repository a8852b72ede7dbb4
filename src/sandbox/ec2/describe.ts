import type { Ec2Instance, WorldAccount } from '../world.ts';
import { zoneOf } from './account.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html */
export const STATE_CODES = { pending: 0, running: 16, stopping: 64, stopped: 80 } as const;

export function instanceProfileOf({ instanceProfiles }: WorldAccount, { instanceProfile = '' }: Ec2Instance) {
  const name = instanceProfile.slice(instanceProfile.lastIndexOf('/') + 1);
  return Object.hasOwn(instanceProfiles, name) ? instanceProfiles[name] : undefined;
}

export const reservationId = (instanceId: string): string => instanceId.replace(/^i-/, 'r-');

/** Every instance was launched by a request of its own. */
export const reservationOf = (account: WorldAccount, region: string, instance: Ec2Instance) => ({
  ReservationId: reservationId(instance.id),
  OwnerId: account.id,
  Groups: [],
  Instances: [instanceOf(account, region, instance)],
});

export function instanceOf(account: WorldAccount, region: string, instance: Ec2Instance) {
  const profile = instanceProfileOf(account, instance);
  return {
    InstanceId: instance.id,
    ImageId: instance.imageId,
    State: { Code: STATE_CODES[instance.state], Name: instance.state },
    PrivateDnsName: `ip-${instance.privateIp.replaceAll('.', '-')}.ec2.internal`,
    PublicDnsName: instance.publicIp
      ? `ec2-${instance.publicIp.replaceAll('.', '-')}.compute-1.amazonaws.com`
      : '',
    StateTransitionReason: '',
    AmiLaunchIndex: 0,
    ProductCodes: [],
    // The client's list of types is never complete.
    InstanceType: instance.type as 't2.micro',
    LaunchTime: new Date(instance.launched),
    Placement: { AvailabilityZone: zoneOf(region), GroupName: '', Tenancy: 'default' as const },
    Monitoring: { State: 'disabled' as const },
    SubnetId: instance.subnetId,
    VpcId: instance.vpcId,
    PrivateIpAddress: instance.privateIp,
    ...(instance.publicIp ? { PublicIpAddress: instance.publicIp } : {}),
    Architecture: 'x86_64' as const,
    RootDeviceType: 'ebs' as const,
    RootDeviceName: '/dev/xvda',
    VirtualizationType: 'hvm' as const,
    Hypervisor: 'xen' as const,
    ...(profile ? { IamInstanceProfile: { Arn: profile.arn, Id: profile.id } } : {}),
    SecurityGroups: instance.securityGroups.map(({ id, name }) => ({ GroupId: id, GroupName: name })),
    Tags: Object.entries(instance.tags).map(([Key, Value]) => ({ Key, Value })),
    MetadataOptions: {
      State: 'applied' as const,
      HttpTokens: instance.httpTokens ?? ('optional' as const),
      HttpPutResponseHopLimit: 1,
      HttpEndpoint: 'enabled' as const,
    },
  };
}
