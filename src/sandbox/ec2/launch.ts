import { randomBytes } from 'node:crypto';
import {
  RunInstances$,
  type RunInstancesCommand,
  TerminateInstances$,
  type TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { Context } from '../../policy/request.ts';
import { dictionary } from '../dictionary.ts';
import { resourceTags } from '../iam/targets.ts';
import { type ApiCall, type Demand, type InputOf, operation, ServiceError } from '../operation.ts';
import { imageNamed } from '../ssm/public-images.ts';
import type { Ec2Instance, InstanceProfile, Software, WorldAccount } from '../world.ts';
import { ec2Arn, ownEc2Account, refuseEc2DryRun } from './account.ts';
import {
  imageConditions,
  interfaceConditions,
  launchKeys,
  subnetConditions,
  volumeConditions,
} from './condition-keys.ts';
import { DEFAULT_SUBNET, DEFAULT_VPC, requireSubnet } from './default-vpc.ts';
import { reservationOf } from './describe.ts';
import { firstStart } from './first-start.ts';
import { freeAddress, onEach } from './instance-state.ts';
import { requireInstances } from './instances.ts';
import { refuseUnsupportedLaunch, requireLaunchValues } from './launch-members.ts';
import { demandOnGroup, groupsOf, requireGroup } from './security-groups.ts';
import { newTags, tagDemands, tagsFor } from './tags.ts';

type Input = InputOf<RunInstancesCommand>;

/** A caller that gives an instance a role needs iam:PassRole on it. */
export const RunInstances = operation<RunInstancesCommand>()({
  schema: RunInstances$,
  demands: (call) => {
    requireLaunchValues(call.input);
    const account = ownEc2Account(call);
    const profile = profileNamed(account, call.input);
    return [
      ...launchedResources(call, account, profile),
      ...tagDemands(call, 'RunInstances', TAGGABLE),
      ...(profile?.roles ?? []).flatMap((role) => passRole(call, account, role)),
    ];
  },
  handle: (call) => {
    const { input, now } = call;
    refuseUnsupportedLaunch(input, call.region);
    refuseEc2DryRun(input);
    const account = ownEc2Account(call);
    refuseElsewhere(call);
    const again = Object.values(account.instances).find(
      ({ clientToken }) => clientToken !== undefined && clientToken === input.ClientToken,
    );
    const instance = again ?? launch(account, input, now);
    return reservationOf(account, call.region, instance);
  },
});

const TAGGABLE = ['instance', 'volume', 'network-interface', 'spot-instances-request'];

/** The resources that a launch makes and uses. */
function launchedResources(
  call: ApiCall<Input>,
  account: WorldAccount,
  profile: InstanceProfile | undefined,
): readonly Demand[] {
  const { input } = call;
  const { groups, isPublic } = networkOf(account, input);
  const type = input.InstanceType ?? DEFAULT_TYPE;
  const run = (resource: string, context: Context): Demand => ({
    action: 'ec2:RunInstances',
    resource,
    context,
  });
  const create = (kind: string, context: Context): Demand =>
    run(ec2Arn(call, account, kind, '*'), { ...context, ...newTags(kind, input) });
  return [
    create('instance', launchKeys(call, { type, profile: profile?.arn, metadata: input.MetadataOptions })),
    create('volume', volumeConditions(call)),
    create('network-interface', interfaceConditions(call, account, isPublic)),
    run(`arn:aws:ec2:${call.region}::image/${input.ImageId}`, imageConditions(input.ImageId ?? '')),
    run(ec2Arn(call, account, 'subnet', DEFAULT_SUBNET.id), subnetConditions(call, account)),
    ...groups.map((id) => demandOnGroup(call, 'ec2:RunInstances', requireGroup(account, id))),
  ];
}

/** It is gone at once, with its processes. */
export const TerminateInstances = operation<TerminateInstancesCommand>()({
  schema: TerminateInstances$,
  demands: (call) => onEach(call, 'ec2:TerminateInstances'),
  handle: (call) => {
    refuseEc2DryRun(call.input);
    const account = ownEc2Account(call);
    const ending = requireInstances(account, call.input.InstanceIds);
    for (const { id } of ending) delete account.instances[id];
    return {
      TerminatingInstances: ending.map(({ id, state }) => ({
        InstanceId: id,
        CurrentState: { Code: 32, Name: 'shutting-down' as const },
        PreviousState: state === 'running' ? { Code: 16, Name: state } : { Code: 80, Name: state },
      })),
    };
  },
});

const DEFAULT_TYPE = 'm1.small';

function launch(account: WorldAccount, input: Input, now: Date): Ec2Instance {
  const { ImageId = '', InstanceType = DEFAULT_TYPE, MinCount, MaxCount, ClientToken } = input;
  if (MinCount !== 1 || MaxCount !== 1) {
    throw new ServiceError('UnsupportedOperation', 'The sandbox launches one instance at a time.');
  }
  const profile = profileNamed(account, input);
  const { groups, isPublic } = networkOf(account, input);
  const instance: Ec2Instance = {
    id: `i-${randomBytes(9).toString('hex').slice(0, 17)}`,
    imageId: ImageId,
    type: InstanceType,
    state: 'running',
    launched: now.toISOString(),
    privateIp: freePrivateAddress(account),
    ...(isPublic ? { publicIp: freeAddress(account) } : {}),
    ...(profile ? { instanceProfile: profile.arn } : {}),
    securityGroups: groups.map((id) => ({ id, name: groupsOf(account)[id]?.name ?? '' })),
    vpcId: DEFAULT_VPC.id,
    subnetId: DEFAULT_SUBNET.id,
    tags: tagsFor('instance', input),
    managed: false,
    software: amazonLinux2023(),
    httpTokens: input.MetadataOptions?.HttpTokens ?? 'required',
    ...(ClientToken === undefined ? {} : { clientToken: ClientToken }),
    files: dictionary(),
    webAppLog: '',
  };
  firstStart(instance, input.UserData);
  account.instances[instance.id] = instance;
  return instance;
}

/** It has no Python 2. https://docs.aws.amazon.com/linux/al2023/ug/python.html */
const amazonLinux2023 = (): Software => ({ programs: ['aws', 'python3'] });

/** The interface's, if one is described; otherwise, the request's own. */
function networkOf(account: WorldAccount, { NetworkInterfaces: [first] = [], ...input }: Input) {
  const groups = (first ? first.Groups : input.SecurityGroupIds) ?? [];
  for (const id of groups) requireGroup(account, id);
  const subnet = (first ? first.SubnetId : input.SubnetId) ?? DEFAULT_SUBNET.id;
  requireSubnet(subnet);
  return { groups, isPublic: first?.AssociatePublicIpAddress ?? true };
}

function profileNamed(
  { instanceProfiles }: WorldAccount,
  { IamInstanceProfile }: Input,
): InstanceProfile | undefined {
  if (!IamInstanceProfile) return undefined;
  const { Name, Arn = '' } = IamInstanceProfile;
  const name = Name ?? Arn.slice(Arn.lastIndexOf('/') + 1);
  const found = Object.hasOwn(instanceProfiles, name) ? instanceProfiles[name] : undefined;
  if (found) return found;
  const [member, value, what] = Name === undefined ? ['arn', Arn, 'ARN'] : ['name', Name, 'name'];
  throw new ServiceError(
    'InvalidParameterValue',
    `Value (${value}) for parameter iamInstanceProfile.${member} is invalid. Invalid IAM Instance Profile ${what}`,
  );
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_associatedresourcearn */
function passRole(call: ApiCall<Input>, account: WorldAccount, name: string): readonly Demand[] {
  const role = Object.hasOwn(account.roles, name) ? account.roles[name] : undefined;
  if (!role) return [];
  const context = {
    'iam:AssociatedResourceArn': ec2Arn(call, account, 'instance', '*'),
    'iam:PassedToService': 'ec2.amazonaws.com',
    ...resourceTags(role.tags),
  };
  return [{ action: 'iam:PassRole', resource: role.arn, context }];
}

function refuseElsewhere({ region, world, input }: ApiCall<Input>): void {
  const { ImageId = '' } = input;
  if (region !== world.region) {
    throw new ServiceError('UnsupportedOperation', `The sandbox launches instances in ${world.region} only.`);
  }
  if (imageNamed(ImageId)) return;
  throw new ServiceError('InvalidAMIID.NotFound', `The image id '[${ImageId}]' does not exist`);
}

function freePrivateAddress({ instances }: WorldAccount): string {
  const taken = Object.values(instances).map(({ privateIp }) => privateIp);
  for (let host = 10; ; host++) {
    const address = `172.31.${host >> 8}.${host & 255}`;
    if (!taken.includes(address)) return address;
  }
}
