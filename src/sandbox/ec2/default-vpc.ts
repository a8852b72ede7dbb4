import {
  DescribeSubnets$,
  type DescribeSubnetsCommand,
  DescribeVpcs$,
  type DescribeVpcsCommand,
  type Subnet,
  type Vpc,
} from '@aws-sdk/client-ec2';
import { type ApiCall, operation, ServiceError } from '../operation.ts';
import type { Tags, WorldAccount } from '../world.ts';
import { ec2Arn, ownEc2Account, refuseEc2DryRun, zoneOf } from './account.ts';
import { type Filters, filter, named, tagFilter } from './filters.ts';
import { ec2Page } from './page.ts';

/** An account's only network: https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html */
export const DEFAULT_VPC = { id: 'vpc-0123456789abcdef0', cidr: '172.31.0.0/16' } as const;
export const DEFAULT_SUBNET = { id: 'subnet-0123456789abcdef0', cidr: '172.31.0.0/20' } as const;

interface Place {
  readonly id: string;
  readonly cidr: string;
  readonly isDefault: string;
  readonly tags?: Tags;
}

/** Neither has tags. */
const PLACE_FILTERS: Filters<Place> = {
  'owner-id': (_, { id }) => [id],
  state: () => ['available'],
  'tag-key': () => [],
  'vpc-id': () => [DEFAULT_VPC.id],
};
const VPC_FILTERS: Filters<Place> = {
  ...PLACE_FILTERS,
  cidr: ({ cidr }) => [cidr],
  'is-default': ({ isDefault }) => [isDefault],
  isDefault: ({ isDefault }) => [isDefault],
};
const subnetFilters = (region: string): Filters<Place> => ({
  ...PLACE_FILTERS,
  'availability-zone': () => [zoneOf(region)],
  availabilityZone: () => [zoneOf(region)],
  cidr: ({ cidr }) => [cidr],
  'cidr-block': ({ cidr }) => [cidr],
  cidrBlock: ({ cidr }) => [cidr],
  'default-for-az': ({ isDefault }) => [isDefault],
  defaultForAz: ({ isDefault }) => [isDefault],
  'map-public-ip-on-launch': () => ['true'],
  'subnet-arn': ({ id }, account) => [`arn:aws:ec2:${region}:${account.id}:subnet/${id}`],
  'subnet-id': ({ id }) => [id],
});

export const DescribeVpcs = operation<DescribeVpcsCommand>()({
  schema: DescribeVpcs$,
  readOnly: true,
  demands: () => [{ action: 'ec2:DescribeVpcs', resource: '*' }],
  handle: (call) => {
    const { input } = call;
    refuseEc2DryRun(input);
    const account = ownEc2Account(call);
    const unknown = input.VpcIds?.find((id) => id !== DEFAULT_VPC.id);
    if (unknown !== undefined) throw notFound('InvalidVpcID.NotFound', `The vpc ID '${unknown}'`);
    const all = filter(
      'vpcs',
      [{ ...DEFAULT_VPC, isDefault: 'true' }],
      account,
      input.Filters ?? [],
      (name) => tagFilter<Place>(name) ?? named(VPC_FILTERS, name),
    );
    const { items, rest } = ec2Page(all, input);
    return { Vpcs: items.map(() => vpcOf(account)), ...rest };
  },
});

export const DescribeSubnets = operation<DescribeSubnetsCommand>()({
  schema: DescribeSubnets$,
  readOnly: true,
  demands: () => [{ action: 'ec2:DescribeSubnets', resource: '*' }],
  handle: (call) => {
    const { input } = call;
    refuseEc2DryRun(input);
    const account = ownEc2Account(call);
    for (const id of input.SubnetIds ?? []) requireSubnet(id);
    const all = filter(
      'subnets',
      [{ ...DEFAULT_SUBNET, isDefault: 'true' }],
      account,
      input.Filters ?? [],
      (name) => tagFilter<Place>(name) ?? named(subnetFilters(call.region), name),
    );
    const { items, rest } = ec2Page(all, input);
    return { Subnets: items.map(() => subnetOf(call, account)), ...rest };
  },
});

export function requireSubnet(id: string): void {
  if (id !== DEFAULT_SUBNET.id) throw notFound('InvalidSubnetID.NotFound', `The subnet ID '${id}'`);
}

export function requireVpc(id: string): void {
  if (id !== DEFAULT_VPC.id) throw notFound('InvalidVpcID.NotFound', `The vpc ID '${id}'`);
}

const notFound = (code: string, what: string): ServiceError =>
  new ServiceError(code, `${what} does not exist`);

const vpcOf = (account: WorldAccount): Vpc => ({
  VpcId: DEFAULT_VPC.id,
  OwnerId: account.id,
  CidrBlock: DEFAULT_VPC.cidr,
  IsDefault: true,
  InstanceTenancy: 'default',
  State: 'available',
  Tags: [],
});

const subnetOf = (call: ApiCall<unknown>, account: WorldAccount): Subnet => ({
  SubnetId: DEFAULT_SUBNET.id,
  SubnetArn: ec2Arn(call, account, 'subnet', DEFAULT_SUBNET.id),
  VpcId: DEFAULT_VPC.id,
  OwnerId: account.id,
  CidrBlock: DEFAULT_SUBNET.cidr,
  AvailabilityZone: zoneOf(call.region),
  DefaultForAz: true,
  MapPublicIpOnLaunch: true,
  State: 'available',
  Tags: [],
});
