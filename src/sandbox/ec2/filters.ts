import { globOf, matchesGlob } from '../../policy/match/wildcard.ts';
import { ServiceError } from '../operation.ts';
import type { Ec2Instance, Tags, WorldAccount } from '../world.ts';
import { instanceProfileOf } from './describe.ts';

export interface Filter {
  readonly Name?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

type Values<T> = (item: T, account: WorldAccount) => readonly (string | undefined)[];

/** The values that each filter compares. */
export type Filters<T> = Readonly<Record<string, Values<T>>>;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
const INSTANCE_FILTERS: Filters<Ec2Instance> = {
  'iam-instance-profile.arn': (instance, account) => [instanceProfileOf(account, instance)?.arn],
  'iam-instance-profile.id': (instance, account) => [instanceProfileOf(account, instance)?.id],
  'image-id': ({ imageId }) => [imageId],
  'instance-id': ({ id }) => [id],
  'instance-state-name': ({ state }) => [state],
  'instance-type': ({ type }) => [type],
  'instance.group-id': ({ securityGroups }) => securityGroups.map(({ id }) => id),
  'instance.group-name': ({ securityGroups }) => securityGroups.map(({ name }) => name),
  'ip-address': ({ publicIp }) => [publicIp],
  'owner-id': (_, { id }) => [id],
  'private-ip-address': ({ privateIp }) => [privateIp],
  'subnet-id': ({ subnetId }) => [subnetId],
  'tag-key': ({ tags }) => Object.keys(tags),
  'tag-value': ({ tags }) => Object.values(tags),
  'vpc-id': ({ vpcId }) => [vpcId],
};

export const filterInstances = (account: WorldAccount, filters: readonly Filter[]): readonly Ec2Instance[] =>
  filter(Object.values(account.instances), account, filters, (name) => {
    return tagFilter<Ec2Instance>(name) ?? named(INSTANCE_FILTERS, name);
  });

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

/** An item must match every filter, and matches a filter if it has any of its values. Throws `InvalidParameterValue`. */
export function filter<T>(
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
    if (!valuesOf) throw new ServiceError('InvalidParameterValue', `The filter '${Name}' is invalid`);
    // `*` matches any characters, `?` exactly one.
    const patterns = Values.map(globOf);
    return (item: T) =>
      valuesOf(item, account).some(
        (value) => value !== undefined && patterns.some((pattern) => matchesGlob(pattern, value)),
      );
  });
  return items.filter((item) => tests.every((passes) => passes(item)));
}

export const named = <T>(filters: Filters<T>, name: string): Values<T> | undefined =>
  Object.hasOwn(filters, name) ? filters[name] : undefined;
