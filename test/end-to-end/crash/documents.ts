import type { Account, World } from '../../../src/sandbox/world.ts';

/** The whole home account, without what differs from one making of a thing to the next: ids, dates, ciphertexts. */
export function documentsOf({ accounts, home }: World): unknown {
  const account = accounts[home]!;
  const { users, roles, policies, keys, aliases, buckets, instances, ...rest } = account;
  const all = {
    users: mapped(users, ({ id: _, created: __, ...user }) => user),
    roles,
    policies: mapped(policies, ({ versions, defaultVersion }) => ({
      inForce: versions[defaultVersion]?.document,
      versions: Object.values(versions).map(({ document }) => document),
    })),
    keys: mapped(keys, ({ policy, state, grants }) => ({ policy, state, grants })),
    aliases: mapped(aliases, ({ keyId }) => keyId),
    objects: mapped(buckets, ({ objects }) => Object.keys(objects).sort()),
    webApps: mapped(instances, ({ webApp, files }) => ({
      files: Object.keys(files).sort(),
      ...(webApp ? { keyId: webApp.keyId, port: webApp.port } : {}),
    })),
    others: Object.keys(rest),
  };
  return JSON.parse(named(JSON.stringify(all), account));
}

/** KMS keeps a principal by its unique id. */
const named = (text: string, { users }: Account): string =>
  Object.values(users).reduce((soFar, { id, name }) => soFar.replaceAll(id, `the id of ${name}`), text);

const mapped = <T, U>(things: Record<string, T>, to: (thing: T) => U): Record<string, U> =>
  Object.fromEntries(
    Object.entries(things)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, thing]) => [name, to(thing)]),
  );
