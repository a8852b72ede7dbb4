import {
  CreateTagsCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  RebootInstancesCommand,
  RevokeSecurityGroupIngressCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { type Edit, NotPossible, SEEDED } from './edit.ts';

const InstanceIds = [SEEDED.instance];
const name = (Value: string) => ({ Key: 'Name', Value });

export const INSTANCE_EDITS: readonly Edit[] = [
  { name: 'instance: stopped', make: ({ ec2 }) => ec2.send(new StopInstancesCommand({ InstanceIds })) },
  {
    name: 'instance: stopped and started again',
    async make({ ec2 }) {
      await ec2.send(new StopInstancesCommand({ InstanceIds }));
      await ec2.send(new StartInstancesCommand({ InstanceIds }));
    },
  },
  { name: 'instance: rebooted', make: ({ ec2 }) => ec2.send(new RebootInstancesCommand({ InstanceIds })) },
  {
    name: 'instance: terminated',
    make: ({ ec2 }) => ec2.send(new TerminateInstancesCommand({ InstanceIds })),
  },
  {
    name: 'instance: renamed',
    make: ({ ec2 }) => ec2.send(new CreateTagsCommand({ Resources: InstanceIds, Tags: [name('Renamed')] })),
  },
  {
    name: 'instance: a second one of its name',
    async make({ ec2 }) {
      const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds }));
      const { ImageId } = Reservations![0]!.Instances![0]!;
      await ec2.send(
        new RunInstancesCommand({
          ...{ ImageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 },
          IamInstanceProfile: { Name: SEEDED.profile },
          SecurityGroupIds: [SEEDED.securityGroup],
          TagSpecifications: [{ ResourceType: 'instance', Tags: [name(SEEDED.instanceName)] }],
        }),
      );
    },
  },
  {
    name: 'security group: closed',
    async make({ ec2 }) {
      const GroupId = SEEDED.securityGroup;
      const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }));
      const IpPermissions = SecurityGroups![0]!.IpPermissions!;
      if (IpPermissions.length === 0) throw new NotPossible('it is closed already');
      await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    },
  },
];
