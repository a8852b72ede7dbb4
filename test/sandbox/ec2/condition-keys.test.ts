import {
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeInstancesCommand,
  EC2Client,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { judge } from '../../../src/sandbox/judge.ts';
import { HOME, openHome, refusal } from '../home.ts';

const ec2Arn = (resource: string) => `arn:aws:ec2:us-east-1:${HOME}:${resource}`;
const [INSTANCE, VOLUME, IMAGE] = [
  ec2Arn('instance/*'),
  ec2Arn('volume/*'),
  'arn:aws:ec2:us-east-1::image/*',
];

const run = (more: Partial<RunInstancesCommandInput> = {}) =>
  new RunInstancesCommand({
    ImageId: 'ami-0123456789abcdef0',
    InstanceType: 't3.micro',
    MinCount: 1,
    MaxCount: 1,
    ...more,
  });
const tagged = (ResourceType: 'instance' | 'volume') =>
  run({ TagSpecifications: [{ ResourceType, Tags: [{ Key: 'CostCenter', Value: '42' }] }] });
const HERE = '(the instance)';
const stop = new StopInstancesCommand({ InstanceIds: [HERE] });
const untag = new DeleteTagsCommand({ Resources: [HERE], Tags: [{ Key: 'Name' }] });
const tag = new CreateTagsCommand({ Resources: [HERE], Tags: [{ Key: 'CostCenter', Value: '42' }] });
const describeAll = new DescribeInstancesCommand({});
const group = new CreateSecurityGroupCommand({ GroupName: 'g', Description: 'g' });

type Outcome = 'denied' | 'allowed';

/** An administrator’s Deny of `ec2:*` on the resource under this condition, and what it does to the request. */
test.each<[string, object, { readonly input: object }, Outcome]>([
  ['*', { StringNotEquals: { 'ec2:Region': 'us-east-1' } }, describeAll, 'allowed'],
  ['*', { StringEquals: { 'ec2:Region': 'us-east-1' } }, describeAll, 'denied'],
  [INSTANCE, { Null: { 'aws:RequestTag/CostCenter': 'true' } }, run(), 'denied'],
  [INSTANCE, { Null: { 'aws:RequestTag/CostCenter': 'true' } }, tagged('instance'), 'allowed'],
  [INSTANCE, { Null: { 'aws:RequestTag/CostCenter': 'true' } }, tagged('volume'), 'denied'],
  [VOLUME, { Null: { 'aws:RequestTag/CostCenter': 'true' } }, tagged('volume'), 'allowed'],
  [VOLUME, { Bool: { 'ec2:Encrypted': 'false' } }, run(), 'denied'],
  [INSTANCE, { StringNotEquals: { 'ec2:InstanceType': ['t3.micro'] } }, run(), 'allowed'],
  [INSTANCE, { StringNotEquals: { 'ec2:InstanceType': ['m5.large'] } }, stop, 'denied'],
  [INSTANCE, { StringNotEquals: { 'ec2:MetadataHttpTokens': 'required' } }, run(), 'denied'],
  [
    INSTANCE,
    { StringNotEquals: { 'ec2:MetadataHttpTokens': 'required' } },
    run({ MetadataOptions: { HttpTokens: 'required' } }),
    'allowed',
  ],
  [INSTANCE, { StringNotEquals: { 'ec2:Tenancy': 'default' } }, stop, 'allowed'],
  [INSTANCE, { StringNotEquals: { 'ec2:RootDeviceType': 'ebs' } }, stop, 'allowed'],
  [INSTANCE, { Null: { 'ec2:InstanceProfile': 'false' } }, stop, 'denied'],
  [IMAGE, { StringNotEquals: { 'ec2:Owner': 'amazon' } }, run(), 'allowed'],
  [
    ec2Arn('subnet/*'),
    { ArnNotEquals: { 'ec2:Vpc': ec2Arn('vpc/vpc-0123456789abcdef0') } },
    run(),
    'allowed',
  ],
  [ec2Arn('vpc/*'), { StringEquals: { 'ec2:VpcID': 'vpc-0123456789abcdef0' } }, group, 'denied'],
  [INSTANCE, { StringEquals: { 'aws:ResourceTag/Name': 'KMSWorkshop-Instance' } }, untag, 'denied'],
  [INSTANCE, { StringEquals: { 'ec2:ResourceTag/Name': 'KMSWorkshop-Instance' } }, tag, 'denied'],
  [INSTANCE, { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['CostCenter'] } }, tag, 'denied'],
])('a Deny on %s under %j: %o is %s', async (Resource, Condition, { input }, outcome) => {
  const { client, home } = openHome({ judge });
  home.users.operator!.inline.limit = {
    Version: '2012-10-17',
    Statement: { Effect: 'Deny', Action: 'ec2:*', Resource, Condition } as never,
  };
  const id = Object.keys(home.instances)[0]!;
  const known = [stop, untag, tag, describeAll, group].find((one) => one.input === input);
  const named = JSON.parse(JSON.stringify(input).replaceAll(HERE, id)) as never;
  const Command = (known?.constructor ?? RunInstancesCommand) as typeof DescribeInstancesCommand;
  const asked = client(EC2Client).send(new Command(named));
  if (outcome === 'allowed') await expect(asked).resolves.toBeDefined();
  else expect(await refusal(asked)).toMatchObject({ code: 'UnauthorizedOperation' });
});
