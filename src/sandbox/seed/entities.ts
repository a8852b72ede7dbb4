import { createHash } from 'node:crypto';
import type { PolicyDocument } from '../../policy/document.ts';
import { dictionary } from '../dictionary.ts';
import { awsManagedPolicy } from '../iam/aws-managed.ts';
import { type EntityPrefix, fixedEntityId } from '../ids.ts';
import type { AccessKey, User, WorldAccount } from '../world.ts';

export const administrator = (account: string, created: string, name: string): User => ({
  ...seedUser(account, created, name),
  attached: [awsManaged('AdministratorAccess')],
});

export const seedUser = (account: string, created: string, name: string): User => ({
  ...entity('AIDA', 'user', account, created, name),
  accessKeys: [accessKey(account, created, name)],
  inline: dictionary(),
  attached: [],
  groups: [],
});

/** No one can sign in to it yet: the seed also adds a root key. */
export const emptyAccount = (id: string): WorldAccount => ({
  id,
  users: dictionary(),
  roles: dictionary(),
  groups: dictionary(),
  policies: dictionary(),
  instanceProfiles: dictionary(),
  mfaDevices: dictionary(),
  keys: dictionary(),
  aliases: dictionary(),
  buckets: dictionary(),
  instances: dictionary(),
});

export const freshAccount = (id: string, created: string): WorldAccount => ({
  ...emptyAccount(id),
  rootKey: accessKey(id, created, 'root'),
});

/** With the users who administer it. */
export const staffedAccount = (id: string, created: string): WorldAccount => ({
  ...freshAccount(id, created),
  users: byName([administrator(id, created, 'operator'), administrator(id, created, 'another-admin')]),
});

export const entity = (
  prefix: EntityPrefix,
  type: string,
  account: string,
  created: string,
  name: string,
) => ({
  id: fixedEntityId(prefix, `${account}/${name}`),
  arn: `arn:aws:iam::${account}:${type}/${name}`,
  name,
  path: '/',
  created,
  tags: dictionary<string>(),
});

export const seedPolicy = (actions: readonly string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Sid: 'VisualEditor0', Effect: 'Allow', Action: actions, Resource: '*' }],
});

/** Derived from the name: the sandbox listens on loopback only, and its keys work nowhere else. */
function accessKey(account: string, created: string, name: string): AccessKey {
  const id = fixedEntityId('AIDA', `access key of ${account}/${name}`).slice(4, 20);
  const secret = createHash('sha256').update(`secret of ${account}/${name}`).digest('base64').slice(0, 40);
  return { id: `AKIA${id}`, secret, status: 'Active', created };
}

export function awsManaged(name: string): string {
  const arn = `arn:aws:iam::aws:policy/${name}`;
  if (!awsManagedPolicy(arn)) throw new TypeError(`${arn} is not among the AWS managed policies.`);
  return arn;
}

export const byName = <T extends { readonly name: string }>(things: readonly T[]): Record<string, T> =>
  dictionary(things.map((thing) => [thing.name, thing]));
