import type { World, WorldAccount } from '../../../src/sandbox/world.ts';

/** The whole home account, without what differs each time it is created: ids, dates, ciphertexts. */
export function documentsOf({ accounts, home }: World): unknown {
  const account = accounts[home]!;
  const {
    users,
    roles,
    policies,
    keys,
    aliases,
    buckets,
    instances,
    instanceProfiles,
    securityGroups,
    ...rest
  } = account;
  const all = {
    users: mapped(users, ({ id: _, ...user }) => user),
    roles: mapped(roles, ({ id: _, ...role }) => role),
    instanceProfiles: mapped(instanceProfiles, ({ roles }) => roles),
    securityGroups: mapped(securityGroups ?? {}, ({ name, ingress }) => ({
      name,
      ingress: ingress.map(({ id: _, ...rule }) => rule),
    })),
    policies: mapped(policies, ({ versions, defaultVersion }) => ({
      inForce: versions[defaultVersion]?.document,
      versions: Object.values(versions).map(({ document }) => document),
    })),
    keys: mapped(keys, ({ policy, state, grants }) => ({ policy, state, grants })),
    aliases: mapped(aliases, ({ keyId }) => keyId),
    objects: mapped(buckets, ({ objects }) => Object.keys(objects).sort()),
    instances: mapped(instances, ({ webApp, files, state, instanceProfile, securityGroups }) => ({
      state,
      instanceProfile,
      securityGroups,
      files: Object.keys(files).sort(),
      ...(webApp ? { keyId: webApp.keyId, port: webApp.port } : {}),
    })),
    others: Object.keys(rest),
  };
  return JSON.parse(named(JSON.stringify(all, withoutDates), account));
}

/** At any depth: a user's access key has a date too. */
const withoutDates = (member: string, value: unknown) => (member === 'created' ? undefined : value);

/** A resource with a random id is named by its name, or its number; KMS stores a principal by its unique id. */
function named(text: string, { users, roles, keys, instances, securityGroups = {} }: WorldAccount): string {
  const names = [
    ...Object.values(users).map(({ id, name }) => [id, `the id of ${name}`] as const),
    ...Object.values(roles).map(({ id, name }) => [id, `the id of ${name}`] as const),
    ...Object.entries({ key: keys, instance: instances, 'security group': securityGroups }).flatMap(
      ([kind, things]) => Object.keys(things).map((id, index) => [id, `${kind} ${index + 1}`] as const),
    ),
  ];
  return names.reduce((soFar, [id, name]) => soFar.replaceAll(id, name), text);
}

const mapped = <T, U>(things: Record<string, T>, to: (thing: T) => U): Record<string, U> =>
  Object.fromEntries(
    Object.entries(things)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, thing]) => [name, to(thing)]),
  );
