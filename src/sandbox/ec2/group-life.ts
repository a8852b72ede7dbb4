import { randomBytes } from 'node:crypto';
import {
  CreateSecurityGroup$,
  type CreateSecurityGroupCommand,
  DeleteSecurityGroup$,
  type DeleteSecurityGroupCommand,
} from '@aws-sdk/client-ec2';
import { operation, ServiceError } from '../operation.ts';
import { ec2Arn, ownEc2Account, refuseEc2DryRun } from './account.ts';
import { vpcConditions } from './condition-keys.ts';
import { DEFAULT_VPC, requireVpc } from './default-vpc.ts';
import { groupId, groupsOf, onGroup, requireGroup } from './security-groups.ts';
import { newTags, shownTags, tagDemands, tagsFor } from './tags.ts';

export const CreateSecurityGroup = operation<CreateSecurityGroupCommand>()({
  schema: CreateSecurityGroup$,
  demands: (call) => {
    const account = ownEc2Account(call);
    const { VpcId = DEFAULT_VPC.id } = call.input;
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
      ...tagDemands(call, 'CreateSecurityGroup'),
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
