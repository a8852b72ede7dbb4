import {
  type EC2Client,
  type Instance,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  DescribeInstanceInformationCommand,
  GetParameterCommand,
  type InstanceInformation,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { LabError } from '../../contract/errors.ts';
import type { Found, MadeParts, Part } from '../../contract/workshop.ts';
import { awsCode } from '../client/failure.ts';
import { bucketName } from '../find/bucket.ts';
import { EXISTING, instancesWith } from '../find/instance.ts';
import { TAG } from '../resources/user.ts';
import { AMI_PARAMETER, type Blueprint } from './blueprint.ts';
import { isTagged, unfit } from './finding.ts';
import type { Network } from './network.ts';
import { userData, webAppFor } from './user-data.ts';

export const findInstances = (
  ec2: EC2Client,
  filter: Parameters<typeof instancesWith>[1],
  value: string,
): Promise<readonly Instance[]> => instancesWith(ec2, filter, value, EXISTING);

/** The instance of the web app, and that Systems Manager manages it. */
export function instanceParts(
  ec2: EC2Client,
  ssm: SSMClient,
  plan: Blueprint,
  { subnet, groupId }: Network,
  made: MadeParts,
): readonly Part[] {
  const { instance, role, bucket, place } = plan;
  const profile = role.name;
  /** The lab's own before any other of the name. */
  const find = async () => {
    const all = await findInstances(ec2, 'tag:Name', instance.name);
    const recorded = made.idOf('instance');
    const found =
      all.find(({ InstanceId }) => InstanceId === recorded) ??
      all.find(({ Tags }) => isTagged(Tags)) ??
      all[0];
    return found?.InstanceId === undefined ? undefined : { found, id: found.InstanceId, count: all.length };
  };
  const tags = [{ Key: 'Name', Value: instance.name }, TAG];
  const ownBucket = bucket === bucketName({}, place.accountId);
  return [
    {
      id: 'instance',
      title: `instance ${instance.name}`,
      calls: ['ssm:GetParameter', 'ec2:RunInstances', 'ec2:CreateTags', 'iam:PassRole'],
      async find() {
        const one = await find();
        if (!one) return undefined;
        const { found, id, count } = one;
        return {
          id,
          tagged: isTagged(found.Tags),
          ...(found.State?.Name === 'running' ? {} : { settling: true }),
          ...(count > 1
            ? unfit(`There are ${count} instances called ${instance.name}.`, {
                hint: 'terminate or rename the ones that are not the workshop’s, or --instance NAME',
              })
            : faultOf(found, profile)),
        };
      },
      async make({ token: ClientToken }) {
        const [{ Parameter }, { SubnetId }, group] = await Promise.all([
          ssm.send(new GetParameterCommand({ Name: AMI_PARAMETER })),
          subnet(),
          groupId(),
        ]);
        const { Instances: [launched] = [] } = await ec2.send(
          new RunInstancesCommand({
            ClientToken,
            ImageId: Parameter?.Value,
            InstanceType: instance.type as 't3.micro',
            MinCount: 1,
            MaxCount: 1,
            IamInstanceProfile: { Name: profile },
            MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled' },
            NetworkInterfaces: [
              { DeviceIndex: 0, SubnetId, AssociatePublicIpAddress: true, Groups: group ? [group] : [] },
            ],
            TagSpecifications: (['instance', 'volume'] as const).map((ResourceType) => ({
              ResourceType,
              Tags: tags,
            })),
            UserData: Buffer.from(userData(ownBucket ? undefined : webAppFor(bucket))).toString('base64'),
          }),
        );
        return launched?.InstanceId ?? '';
      },
      // A new instance profile is not known to EC2 at once; neither is a new group to all of it.
      isEarly: (error) =>
        /iamInstanceProfile|IAM Instance Profile/i.test(String((error as Error).message)) ||
        awsCode(error) === 'InvalidGroup.NotFound',
      remove: async ({ id }) => void (await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }))),
    },
    {
      id: 'managed',
      title: 'agent of the instance, known to Systems Manager',
      calls: [],
      within: 'instance',
      async find() {
        const one = await find();
        if (!one) return undefined;
        const { id } = one;
        const node = await managedNode(ssm, id);
        return node?.PingStatus === 'Online' ? { id, tagged: true, byRecord: true } : undefined;
      },
    },
  ];
}

function faultOf({ InstanceId, State, IamInstanceProfile }: Instance, profile: string): Pick<Found, 'unfit'> {
  const name = IamInstanceProfile?.Arn?.split('/').at(-1);
  if (name !== profile) {
    return unfit(
      `The instance ${InstanceId} has ${name ? `the instance profile ${name}` : 'no instance profile'}, and not ${profile}.`,
      { hint: 'give it that, or --role NAME, or --instance NAME for another instance' },
    );
  }
  if (State?.Name === 'stopped' || State?.Name === 'stopping') {
    return unfit(`The instance ${InstanceId} is ${State.Name}.`, {
      next: [{ shell: `aws ec2 start-instances --instance-ids ${InstanceId}`, why: 'starts it' }],
    });
  }
  return {};
}

async function managedNode(ssm: SSMClient, id: string): Promise<InstanceInformation | undefined> {
  try {
    const Filters = [{ Key: 'InstanceIds', Values: [id] }];
    const { InstanceInformationList } = await ssm.send(new DescribeInstanceInformationCommand({ Filters }));
    return InstanceInformationList?.[0];
  } catch (error) {
    // What stands in for AWS may not know the call: moto answers with a page of HTML.
    if (
      !/^(SyntaxError|UnknownOperationException|NotImplemented|InternalFailure)$/.test(awsCode(error) ?? '')
    ) {
      throw error;
    }
    throw new LabError('ERR_AWS', `The target does not tell whether Systems Manager manages ${id}.`, {
      hint: 'all else is there; the lab works on the instance through Systems Manager, which this target does not have',
      cause: error,
    });
  }
}
