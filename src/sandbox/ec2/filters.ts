import { globOf, matchesGlob } from '../../policy/match/wildcard.ts';
import { ServiceError } from '../operation.ts';
import type { Ec2Instance, Tags, WorldAccount } from '../world.ts';
import { instanceOf, instanceProfileOf, reservationId } from './describe.ts';
import { type DOCUMENTED, isDocumented } from './documented-filters.ts';

export interface Filter {
  readonly Name?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

type Values<T> = (item: T, account: WorldAccount) => readonly (string | undefined)[];

/** The values that each filter compares. */
export type Filters<T> = Readonly<Record<string, Values<T>>>;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
const INSTANCE_FILTERS: Filters<Listed> = {
  architecture: ({ shown }) => [shown.Architecture],
  'availability-zone': ({ shown }) => [shown.Placement.AvailabilityZone],
  'client-token': ({ clientToken }) => [clientToken],
  'dns-name': ({ shown }) => [shown.PublicDnsName],
  hypervisor: ({ shown }) => [shown.Hypervisor],
  'iam-instance-profile.arn': (instance, account) => [instanceProfileOf(account, instance)?.arn],
  'iam-instance-profile.id': (instance, account) => [instanceProfileOf(account, instance)?.id],
  'image-id': ({ imageId }) => [imageId],
  'instance-id': ({ id }) => [id],
  'instance-state-code': ({ shown }) => [String(shown.State.Code)],
  'instance-state-name': ({ state }) => [state],
  'instance-type': ({ type }) => [type],
  'instance.group-id': ({ securityGroups }) => securityGroups.map(({ id }) => id),
  'instance.group-name': ({ securityGroups }) => securityGroups.map(({ name }) => name),
  'ip-address': ({ publicIp }) => [publicIp],
  // No instance has a key pair: RunInstances refuses a KeyName.
  'key-name': () => [],
  'launch-index': ({ shown }) => [String(shown.AmiLaunchIndex)],
  'launch-time': ({ launched }) => [launched],
  'metadata-options.http-endpoint': ({ shown }) => [shown.MetadataOptions.HttpEndpoint],
  'metadata-options.http-put-response-hop-limit': ({ shown }) => [
    String(shown.MetadataOptions.HttpPutResponseHopLimit),
  ],
  'metadata-options.http-tokens': ({ shown }) => [shown.MetadataOptions.HttpTokens],
  'metadata-options.state': ({ shown }) => [shown.MetadataOptions.State],
  'monitoring-state': ({ shown }) => [shown.Monitoring.State],
  'owner-id': (_, { id }) => [id],
  'placement-group-name': ({ shown }) => [shown.Placement.GroupName],
  'private-dns-name': ({ shown }) => [shown.PrivateDnsName],
  'private-ip-address': ({ privateIp }) => [privateIp],
  'reservation-id': ({ id }) => [reservationId(id)],
  'root-device-name': ({ shown }) => [shown.RootDeviceName],
  'root-device-type': ({ shown }) => [shown.RootDeviceType],
  'subnet-id': ({ subnetId }) => [subnetId],
  'tag-key': ({ tags }) => Object.keys(tags),
  'tag-value': ({ tags }) => Object.values(tags),
  tenancy: ({ shown }) => [shown.Placement.Tenancy],
  'virtualization-type': ({ shown }) => [shown.VirtualizationType],
  'vpc-id': ({ vpcId }) => [vpcId],
};

/** An instance, and how it is described. */
type Listed = Ec2Instance & { readonly shown: ReturnType<typeof instanceOf> };

export const filterInstances = (
  account: WorldAccount,
  region: string,
  filters: readonly Filter[],
): readonly Ec2Instance[] => {
  const listed = Object.values(account.instances).map((instance) => ({
    ...instance,
    shown: instanceOf(account, region, instance),
  }));
  return filter('instances', listed, account, filters, (name) => {
    return tagFilter<Listed>(name) ?? named(INSTANCE_FILTERS, name);
  });
};

/** `tag:Name`: the value of the tag with that key. */
export function tagFilter<T extends { readonly tags?: Tags }>(name: string): Values<T> | undefined {
  const [, tag] = /^tag:(.+)$/s.exec(name) ?? [];
  if (tag === undefined) return undefined;
  return ({ tags = {} }) => (Object.hasOwn(tags, tag) ? [tags[tag]] : []);
}

/**
 * The code and message of a refusal for length are inferred.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html, …/APIReference/errors-overview.html
 */
const MOST_FILTERS = 50;
const MOST_VALUES = 200;
const LONGEST = 255;

/**
 * An item must match every filter, and matches a filter if it has any of its values. Throws `InvalidParameterValue`,
 * and `UnsupportedOperation` for a filter of AWS's that the sandbox does not have.
 */
export function filter<T>(
  of: keyof typeof DOCUMENTED,
  items: readonly T[],
  account: WorldAccount,
  filters: readonly Filter[],
  find: (name: string) => Values<T> | undefined,
): readonly T[] {
  if (filters.length > MOST_FILTERS || filters.some(({ Values = [] }) => Values.length > MOST_VALUES)) {
    throw new ServiceError(
      'FilterLimitExceeded',
      'The request uses too many filters or too many filter values.',
    );
  }
  const tests = filters.map(({ Name = '', Values = [] }) => {
    const long = [Name, ...Values].find((text) => text.length > LONGEST);
    if (long !== undefined) {
      throw new ServiceError('InvalidParameterValue', `A filter has more than ${LONGEST} characters`);
    }
    const valuesOf = find(Name);
    if (!valuesOf) throw unknownFilter(of, Name);
    // `*` matches any characters, `?` exactly one.
    const patterns = Values.map(globOf);
    return (item: T) =>
      valuesOf(item, account).some(
        (value) => value !== undefined && patterns.some((pattern) => matchesGlob(pattern, value)),
      );
  });
  return items.filter((item) => tests.every((passes) => passes(item)));
}

const unknownFilter = (of: keyof typeof DOCUMENTED, name: string): ServiceError =>
  isDocumented(of, name)
    ? new ServiceError('UnsupportedOperation', `The filter '${name}' is not in the sandbox.`)
    : new ServiceError('InvalidParameterValue', `The filter '${name}' is invalid`);

export const named = <T>(filters: Filters<T>, name: string): Values<T> | undefined =>
  Object.hasOwn(filters, name) ? filters[name] : undefined;
