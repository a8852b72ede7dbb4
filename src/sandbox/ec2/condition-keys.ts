import type { Context } from '../../policy/request.ts';
import type { ApiCall } from '../operation.ts';
import type { Ec2Instance, SecurityGroup, Tags, WorldAccount } from '../world.ts';
import { ec2Arn, zoneOf } from './account.ts';
import { DEFAULT_SUBNET, DEFAULT_VPC } from './default-vpc.ts';

/**
 * The condition keys of each type of resource.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html#amazonec2-resources-for-iam-policies
 */

type TagList = readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[];

/** Of the tags that a request sets or removes. */
export const ec2RequestTags = (tags: TagList): Context => ({
  ...Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [`aws:RequestTag/${Key}`, Value])),
  'aws:TagKeys': tags.map(({ Key = '' }) => Key),
});

const resourceTags = (tags: Tags = {}): Context =>
  Object.fromEntries(
    Object.entries(tags).flatMap(([name, value]) => [
      [`aws:ResourceTag/${name}`, value],
      [`ec2:ResourceTag/${name}`, value],
    ]),
  );

/** The metadata options that a request names; other launches have none of these keys. */
export interface MetadataOptions {
  readonly HttpTokens?: string | undefined;
  readonly HttpEndpoint?: string | undefined;
}

interface Launched {
  readonly type: string;
  readonly profile?: string | undefined;
  readonly metadata?: MetadataOptions | undefined;
}

/** Of an instance that is there, or about to be. */
export const launchKeys = (
  { region }: Pick<ApiCall<unknown>, 'region'>,
  { type, profile, metadata = {} }: Launched,
): Context => ({
  'ec2:AvailabilityZone': zoneOf(region),
  'ec2:EbsOptimized': 'false',
  'ec2:InstanceMarketType': 'on-demand',
  'ec2:InstanceType': type,
  'ec2:RootDeviceType': 'ebs',
  'ec2:Tenancy': 'default',
  ...(profile === undefined ? {} : { 'ec2:InstanceProfile': profile }),
  ...(metadata.HttpTokens === undefined ? {} : { 'ec2:MetadataHttpTokens': metadata.HttpTokens }),
  ...(metadata.HttpEndpoint === undefined ? {} : { 'ec2:MetadataHttpEndpoint': metadata.HttpEndpoint }),
});

export const instanceConditions = (
  call: Pick<ApiCall<unknown>, 'region'>,
  { id, type, instanceProfile: profile, tags, httpTokens = 'optional' }: Ec2Instance,
): Context => ({
  'ec2:InstanceID': id,
  'ec2:MetadataHttpPutResponseHopLimit': '1',
  ...launchKeys(call, { type, profile, metadata: { HttpTokens: httpTokens, HttpEndpoint: 'enabled' } }),
  ...resourceTags(tags),
});

/** The root volume of an image of Amazon's; encryption by default is off. */
export const volumeConditions = ({ region }: Pick<ApiCall<unknown>, 'region'>): Context => ({
  'ec2:AvailabilityZone': zoneOf(region),
  'ec2:Encrypted': 'false',
  'ec2:VolumeSize': '8',
  'ec2:VolumeType': 'gp3',
});

export const imageConditions = (ImageId: string): Context => ({
  'ec2:ImageID': ImageId,
  'ec2:ImageType': 'machine',
  'ec2:Owner': 'amazon',
  'ec2:Public': 'true',
  'ec2:RootDeviceType': 'ebs',
});

/** A network is named by its ARN. */
const inVpc = (call: ApiCall<unknown>, account: WorldAccount): Context => ({
  'ec2:Vpc': ec2Arn(call, account, 'vpc', DEFAULT_VPC.id),
});

export const subnetConditions = (call: ApiCall<unknown>, account: WorldAccount): Context => ({
  'ec2:AvailabilityZone': zoneOf(call.region),
  'ec2:SubnetID': DEFAULT_SUBNET.id,
  ...inVpc(call, account),
});

export const interfaceConditions = (
  call: ApiCall<unknown>,
  account: WorldAccount,
  isPublic: boolean,
): Context => ({
  'ec2:AssociatePublicIpAddress': String(isPublic),
  'ec2:AvailabilityZone': zoneOf(call.region),
  'ec2:Subnet': ec2Arn(call, account, 'subnet', DEFAULT_SUBNET.id),
  ...inVpc(call, account),
});

export const groupConditions = (
  call: ApiCall<unknown>,
  account: WorldAccount,
  { id, tags }: SecurityGroup,
): Context => ({
  'ec2:SecurityGroupID': id,
  ...inVpc(call, account),
  ...resourceTags(tags),
});

export const vpcConditions = (VpcId: string): Context => ({ 'ec2:VpcID': VpcId, 'ec2:Tenancy': 'default' });
