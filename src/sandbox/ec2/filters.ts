import { ServiceError } from '../operation.ts';
import type { Account, Instance } from '../world.ts';
import { profileOf } from './describe.ts';

export interface Filter {
  readonly Name?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

type Values = (instance: Instance, account: Account) => readonly (string | undefined)[];

/** What each filter looks at: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
const FILTERS: Readonly<Record<string, Values>> = {
  'iam-instance-profile.arn': (instance, account) => [profileOf(account, instance)?.arn],
  'iam-instance-profile.id': (instance, account) => [profileOf(account, instance)?.id],
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

/** An instance must pass every filter, and a filter lets pass any of its values. Throws `InvalidParameterValue`. */
export function filterInstances(account: Account, filters: readonly Filter[]): readonly Instance[] {
  const tests = filters.map(({ Name = '', Values = [] }) => {
    const valuesOf = filterNamed(Name);
    const patterns = Values.map(toPattern);
    return (instance: Instance) =>
      valuesOf(instance, account).some(
        (value) => value !== undefined && patterns.some((pattern) => pattern.test(value)),
      );
  });
  return Object.values(account.instances).filter((instance) => tests.every((passes) => passes(instance)));
}

function filterNamed(name: string): Values {
  const [, tag] = /^tag:(.+)$/s.exec(name) ?? [];
  if (tag !== undefined) return ({ tags }) => (Object.hasOwn(tags, tag) ? [tags[tag]] : []);
  const found = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined;
  if (found) return found;
  throw new ServiceError('InvalidParameterValue', `The filter '${name}' is invalid`);
}

/** `*` and `?` stand for any characters and for one: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
const toPattern = (value: string): RegExp =>
  new RegExp(
    `^${value
      .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
      .replace(/\*+/g, '.*')
      .replaceAll('?', '.')}$`,
    's',
  );
