import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  EC2Client,
  RunInstancesCommand,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { openHome, refusal } from '../home.ts';

const run = (more: Partial<RunInstancesCommandInput>) =>
  new RunInstancesCommand({ ImageId: 'ami-0123456789abcdef0', MinCount: 1, MaxCount: 1, ...more });
const group = (GroupName: string, Description = 'For tests') =>
  new CreateSecurityGroupCommand({ GroupName, Description });
const rule = (Description: string) =>
  new AuthorizeSecurityGroupIngressCommand({
    GroupId: 'sg-0123456789abcdef0',
    IpPermissions: [
      { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '10.0.0.0/8', Description }] },
    ],
  });
const CHARACTERS =
  'Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*';

test.each<[string, object, string, string]>([
  [
    'no image',
    run({ ImageId: undefined }),
    'MissingParameter',
    'The request must contain the parameter ImageId',
  ],
  [
    'an image that is no id',
    run({ ImageId: 'linux' }),
    'InvalidAMIID.Malformed',
    'Invalid id: "linux" (expecting "ami-...")',
  ],
  [
    'a type that does not exist',
    run({ InstanceType: 't9.huge' as 't2.micro' }),
    'InvalidParameterValue',
    "Invalid value 't9.huge' for InstanceType.",
  ],
  [
    'a kind of token that does not exist',
    run({ MetadataOptions: { HttpTokens: 'never' as 'optional' } }),
    'InvalidParameterValue',
    'Value (never) for parameter HttpTokens is invalid.',
  ],
  [
    'tags for what a launch does not make',
    run({ TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'a', Value: 'b' }] }] }),
    'InvalidParameterValue',
    "'vpc' is not a valid taggable resource type for this operation.",
  ],
  [
    'the default group’s name',
    group('default'),
    'InvalidGroup.Reserved',
    'Cannot use reserved security group name: default',
  ],
  [
    'a group’s id as its name',
    group('sg-mine'),
    'InvalidParameterValue',
    'Group names may not be in the format sg-*.',
  ],
  [
    'an apostrophe in a group’s description',
    group('mine', "The workshop's"),
    'InvalidParameterValue',
    `Invalid security group description. ${CHARACTERS}`,
  ],
  [
    'an apostrophe in a rule’s description',
    rule("The lab's"),
    'InvalidParameterValue',
    `Invalid rule description. ${CHARACTERS}`,
  ],
])('EC2 refuses %s', async (_, command, code, message) => {
  const asked = openHome()
    .client(EC2Client)
    .send(command as RunInstancesCommand);
  expect(await refusal(asked)).toEqual({ code, status: 400, message });
});

test.each([
  ['a tag by its key', [{ Key: 'a' }], ['b']],
  ['a tag with its value', [{ Key: 'a', Value: '1' }], ['b']],
  ['no tag with another value', [{ Key: 'a', Value: '2' }], ['a', 'b']],
  ['no tag with an empty value', [{ Key: 'a', Value: '' }], ['a', 'b']],
  ['every tag, without a list', undefined, []],
])('DeleteTags removes %s', async (_, Tags, left) => {
  const { client, home } = openHome();
  const ec2 = client(EC2Client);
  const [instance] = Object.values(home.instances);
  instance!.tags = {};
  const Resources = [instance!.id];
  const added = ['a', 'b'].map((Key) => ({ Key, Value: '1' }));
  await ec2.send(new CreateTagsCommand({ Resources, Tags: added }));
  await ec2.send(new DeleteTagsCommand({ Resources, Tags }));
  expect(Object.keys(instance!.tags)).toEqual(left);
});

test.each([
  [{ InstanceIds: ['server'] }, 'ValidationException'],
  [{ DocumentVersion: '99' }, 'InvalidDocumentVersion'],
])('Systems Manager refuses %j', async (more, code) => {
  const { client, home } = openHome();
  const InstanceIds = Object.keys(home.instances);
  const Parameters = { commands: ['true'] };
  const command = new SendCommandCommand({
    DocumentName: 'AWS-RunShellScript',
    InstanceIds,
    Parameters,
    ...more,
  });
  expect(await refusal(client(SSMClient).send(command))).toMatchObject({ code });
});
