import { type Instance, RunInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import {
  DescribeInstanceInformationCommand,
  GetParameterCommand,
  type InstanceInformation,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { sh } from '../../contract/suggestion.ts';
import type { FoundPart, MadeParts, WorkshopPart } from '../../contract/workshop.ts';
import type { OpenAccount } from '../account.ts';
import { givenProfile } from '../client/aws-command.ts';
import type { Clients } from '../client/clients.ts';
import { awsCode, isLacking } from '../client/failure.ts';
import { baselineInstance, instancesCalled, isReplaced } from '../find/instance.ts';
import { bucketName } from '../find/names.ts';
import { TAG } from '../resources/user.ts';
import { AMI_PARAMETER, type Blueprint } from './blueprint.ts';
import { isTagged, SETUP_AGAIN, unfit } from './finding.ts';
import type { Network } from './network.ts';
import { userData, webAppFor } from './user-data.ts';

/** What the two parts look at. */
interface Subject {
  readonly clients: Pick<Clients, 'ec2' | 'ssm'>;
  readonly plan: Blueprint;
  /** The lab's own instance before any other of the name. `count`: how many there are that cannot be told apart. */
  look(): Promise<{ readonly found: Instance; readonly id: string; readonly count: number } | undefined>;
}

/** The instance of the web app, and its registration with Systems Manager. */
export function instanceParts(
  { clients, memory }: Pick<OpenAccount, 'clients' | 'memory'>,
  plan: Blueprint,
  network: Network,
  made: MadeParts,
): readonly WorkshopPart[] {
  const look = async () => {
    const { name } = plan.instance;
    const all = await instancesCalled(clients, name);
    const known = await baselineInstance(clients, name, all, (await memory()).baseline?.facts.instance);
    const baselines = known && !isReplaced(known, all) ? known : undefined;
    const recorded = made.idOf('instance');
    const found =
      baselines ??
      all.find(({ InstanceId }) => InstanceId === recorded) ??
      all.find(({ Tags }) => isTagged(Tags)) ??
      all[0];
    if (found?.InstanceId === undefined) return undefined;
    return { found, id: found.InstanceId, count: baselines ? 1 : all.length };
  };
  const subject: Subject = { clients, plan, look };
  return [instancePart(subject, network), managedPart(subject)];
}

function instancePart(
  { clients: { ec2, ssm }, plan, look }: Subject,
  { subnet, groupId }: Network,
): WorkshopPart {
  const { instance, role } = plan;
  return {
    id: 'instance',
    title: `instance ${instance.name}`,
    calls: ['ssm:GetParameter', 'ec2:RunInstances', 'ec2:CreateTags', 'iam:PassRole'],
    async find() {
      const one = await look();
      if (!one) return undefined;
      const { found, id, count } = one;
      return {
        id,
        tagged: isTagged(found.Tags),
        ...(found.State?.Name === 'running' ? {} : { settling: true }),
        ...(count > 1
          ? unfit(`There are ${count} instances called ${instance.name}.`, {
              hint: 'terminate or rename the ones that are not the workshop’s, or name it by its id',
              next: [{ run: ['setup', '--instance', id], why: 'uses this one' }],
            })
          : faultOf(found, role.name)),
      };
    },
    async make({ token }) {
      const [{ Parameter }, { SubnetId }, group] = await Promise.all([
        ssm.send(new GetParameterCommand({ Name: AMI_PARAMETER })),
        subnet(),
        groupId(),
      ]);
      const where = { ImageId: Parameter?.Value, SubnetId, group };
      const { Instances: [launched] = [] } = await ec2.send(launch(plan, token, where));
      return launched?.InstanceId ?? '';
    },
    // EC2 does not know a new instance profile at once, nor does all of EC2 know a new security group at once.
    isEarly: (error) =>
      /iamInstanceProfile|IAM Instance Profile/i.test(String((error as Error).message)) ||
      awsCode(error) === 'InvalidGroup.NotFound',
    remove: async ({ id }) => void (await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }))),
  };
}

interface Where {
  readonly ImageId: string | undefined;
  readonly SubnetId: string | undefined;
  /** The id of its security group. */
  readonly group: string | undefined;
}

function launch(
  { instance, role, bucket, place }: Blueprint,
  ClientToken: string,
  { ImageId, SubnetId, group }: Where,
): RunInstancesCommand {
  const isUsualBucket = bucket === bucketName({}, place.accountId);
  return new RunInstancesCommand({
    ClientToken,
    ImageId,
    InstanceType: instance.type as 't3.micro',
    MinCount: 1,
    MaxCount: 1,
    IamInstanceProfile: { Name: role.name },
    MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled' },
    NetworkInterfaces: [
      { DeviceIndex: 0, SubnetId, AssociatePublicIpAddress: true, Groups: group ? [group] : [] },
    ],
    TagSpecifications: (['instance', 'volume'] as const).map((ResourceType) => ({
      ResourceType,
      Tags: [{ Key: 'Name', Value: instance.name }, TAG],
    })),
    UserData: Buffer.from(userData(isUsualBucket ? undefined : webAppFor(bucket))).toString('base64'),
  });
}

const managedPart = ({ clients: { ssm }, look }: Subject): WorkshopPart => ({
  id: 'managed',
  title: 'agent of the instance, known to Systems Manager',
  calls: [],
  within: 'instance',
  async find() {
    const one = await look();
    if (!one) return undefined;
    try {
      const node = await managedNode(ssm, one.id);
      return node?.PingStatus === 'Online' ? { id: one.id, tagged: true, byRecord: true } : undefined;
    } catch (error) {
      if (!isLacking(error)) throw error;
      return { id: one.id, tagged: true, byRecord: true, unseen: error.message };
    }
  },
});

function faultOf(
  { InstanceId = '', State, IamInstanceProfile }: Instance,
  profile: string,
): Pick<FoundPart, 'unfit'> {
  const name = IamInstanceProfile?.Arn?.split('/').at(-1);
  if (name !== profile) {
    return unfit(
      `The instance ${InstanceId} has ${name ? `the instance profile ${name}` : 'no instance profile'}, and not ${profile}.`,
      {
        hint: 'give it that, or --role NAME, or --instance NAME for another instance',
        ...(name
          ? {}
          : {
              next: [{ shell: givenProfile(InstanceId, profile), why: 'gives it the profile' }, SETUP_AGAIN],
            }),
      },
    );
  }
  if (State?.Name === 'stopped' || State?.Name === 'stopping') {
    return unfit(`The instance ${InstanceId} is ${State.Name}.`, {
      next: [{ shell: sh`aws ec2 start-instances --instance-ids ${InstanceId}`, why: 'starts it' }],
    });
  }
  return {};
}

async function managedNode(ssm: SSMClient, id: string): Promise<InstanceInformation | undefined> {
  const Filters = [{ Key: 'InstanceIds', Values: [id] }];
  const { InstanceInformationList } = await ssm.send(new DescribeInstanceInformationCommand({ Filters }));
  return InstanceInformationList?.[0];
}
