import { randomBytes } from 'node:crypto';
import {
  CreateSecurityGroup$,
  type CreateSecurityGroupCommand,
  DeleteSecurityGroup$,
  type DeleteSecurityGroupCommand,
} from '@aws-sdk/client-ec2';
import { type InputOf, operation, ServiceError } from '../operation.ts';
import { ec2Arn, ownEc2Account, refuseEc2DryRun } from './account.ts';
import { vpcConditions } from './condition-keys.ts';
import { DEFAULT_VPC, requireVpc } from './default-vpc.ts';
import { GROUP_TEXT, isGroupText } from './group-text.ts';
import { groupId, groupsOf, onGroup, requireGroup } from './security-groups.ts';
import { newTags, shownTags, tagDemands, tagsFor } from './tags.ts';

export const CreateSecurityGroup = operation<CreateSecurityGroupCommand>()({
  schema: CreateSecurityGroup$,
  demands: (call) => {
    const account = ownEc2Account(call);
    const { VpcId = DEFAULT_VPC.id } = call.input;
    requireGroupWords(call.input);
    requireVpc(VpcId);
    return [
      {
        action: 'ec2:CreateSecurityGroup',
        resource: ec2Arn(call, account, 'security-group', '*'),
        context: newTags('security-group', call.input),
      },
      {
        action: 'ec2:CreateSecurityGroup',
        resource: ec2Arn(call, account, 'vpc', VpcId),
        context: vpcConditions(VpcId),
      },
      ...tagDemands(call, 'CreateSecurityGroup', ['security-group']),
    ];
  },
  handle: (call) => {
    const { input } = call;
    refuseEc2DryRun(input);
    const account = ownEc2Account(call);
    const { GroupName: name, Description: description, VpcId: vpcId = DEFAULT_VPC.id } = input;
    const groups = groupsOf(account);
    if (Object.values(groups).some((group) => group.name === name)) {
      throw new ServiceError(
        'InvalidGroup.Duplicate',
        `The security group '${name}' already exists for VPC '${vpcId}'`,
      );
    }
    const id = `sg-${randomBytes(9).toString('hex').slice(0, 17)}`;
    const tags = tagsFor('security-group', input);
    account.securityGroups = { ...groups, [id]: { id, name, description, vpcId, tags, ingress: [] } };
    return {
      GroupId: id,
      SecurityGroupArn: ec2Arn(call, account, 'security-group', id),
      Tags: shownTags(tags),
    };
  },
});

/**
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html; the messages on names are
 * inferred.
 */
function requireGroupWords({ GroupName = '', Description = '' }: InputOf<CreateSecurityGroupCommand>): void {
  const invalid = (text: string) => new ServiceError('InvalidParameterValue', text);
  if (GroupName.toLowerCase() === 'default') {
    throw new ServiceError('InvalidGroup.Reserved', `Cannot use reserved security group name: ${GroupName}`);
  }
  if (/^sg-/i.test(GroupName)) throw invalid(`Group names may not be in the format sg-*.`);
  if (!isGroupText(GroupName)) throw invalid(`Invalid security group name. ${GROUP_TEXT}`);
  if (!isGroupText(Description)) throw invalid(`Invalid security group description. ${GROUP_TEXT}`);
}

export const DeleteSecurityGroup = operation<DeleteSecurityGroupCommand>()({
  schema: DeleteSecurityGroup$,
  demands: (call) => onGroup(call, 'ec2:DeleteSecurityGroup'),
  handle: (call) => {
    refuseEc2DryRun(call.input);
    const account = ownEc2Account(call);
    const { id } = requireGroup(account, groupId(call.input));
    const used = Object.values(account.instances).some(({ securityGroups }) =>
      securityGroups.some((group) => group.id === id),
    );
    if (used) throw new ServiceError('DependencyViolation', `resource ${id} has a dependent object`);
    const { [id]: _, ...others } = groupsOf(account);
    account.securityGroups = others;
    return { Return: true, GroupId: id };
  },
});
