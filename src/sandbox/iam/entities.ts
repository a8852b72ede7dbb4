import { type ApiCall, ServiceError } from '../operation.ts';
import type { Group, InstanceProfile, Role, Tags, User, WorldAccount } from '../world.ts';
import type { IamCall } from './call.ts';
import { entityAlreadyExists, noSuchEntity, requireQuota } from './refusals.ts';

export interface Entity {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly tags?: Tags;
  readonly boundary?: string;
}

/** What IAM stores by name. */
export interface Kind<Member extends string, E extends Entity> {
  /** The member of an input that names it. */
  readonly member: Member;
  /** `role`, as in messages; `PoliciesPerRole`, as in quotas. */
  readonly noun: string;
  readonly title: string;
  readonly arnType: string;
  /** As many as an account may have: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
  readonly most: number;
  /** IAM's messages for a name that does not exist, and for one that is already used. */
  missing(name: string): string;
  taken(name: string): string;
  all(account: WorldAccount): Record<string, E>;
}

export type NameInput<Member extends string> = Readonly<Record<Member, string>>;

export const USER_KIND: Kind<'UserName', User> = {
  member: 'UserName',
  noun: 'user',
  title: 'User',
  arnType: 'user',
  most: 5000,
  missing: (name) => `The user with name ${name} cannot be found.`,
  taken: (name) => `User with name ${name} already exists.`,
  all: ({ users }) => users,
};

export const ROLE_KIND: Kind<'RoleName', Role> = {
  member: 'RoleName',
  noun: 'role',
  title: 'Role',
  arnType: 'role',
  most: 1000,
  missing: (name) => `The role with name ${name} cannot be found.`,
  taken: (name) => `Role with name ${name} already exists.`,
  all: ({ roles }) => roles,
};

export const GROUP_KIND: Kind<'GroupName', Group> = {
  member: 'GroupName',
  noun: 'group',
  title: 'Group',
  arnType: 'group',
  most: 300,
  missing: (name) => `The group with name ${name} cannot be found.`,
  taken: (name) => `Group with name ${name} already exists.`,
  all: ({ groups }) => groups,
};

export const INSTANCE_PROFILE_KIND: Kind<'InstanceProfileName', InstanceProfile> = {
  member: 'InstanceProfileName',
  noun: 'instance profile',
  title: 'InstanceProfile',
  arnType: 'instance-profile',
  most: 1000,
  missing: (name) => `Instance Profile ${name} cannot be found.`,
  taken: (name) => `Instance Profile ${name} already exists.`,
  all: ({ instanceProfiles }) => instanceProfiles,
};

/** `arn:aws:iam::111122223333:role/path/name` */
export const sandboxIamArn = (account: WorldAccount, type: string, path: string, name: string): string =>
  `arn:aws:iam::${account.id}:${type}${path}${name}`;

/** The entity that the input names, or IAM's NoSuchEntity. */
export function find<Member extends string, E extends Entity>(
  kind: Kind<Member, E>,
  { account, input }: IamCall<NameInput<Member>>,
): E {
  return findByName(kind, account, input[kind.member]);
}

export function findByName<E extends Entity>(kind: Kind<string, E>, account: WorldAccount, name: string): E {
  const found = peek(kind.all(account), name);
  if (!found) throw noSuchEntity(kind.missing(name));
  return found;
}

/** Names must differ in more than case: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export function refuseTakenName(kind: Kind<string, Entity>, account: WorldAccount, name: string): void {
  const taken = Object.keys(kind.all(account)).some((other) => other.toLowerCase() === name.toLowerCase());
  if (taken) throw entityAlreadyExists(kind.taken(name));
}

/** Throws LimitExceeded if the account has as many as it may. */
export const requireRoom = ({ title, most, all }: Kind<string, Entity>, account: WorldAccount): void =>
  requireQuota(`${title}sPerAccount`, Object.keys(all(account)).length, most);

/** The user that an input names or, if it names none, the caller. */
export function userNameOf({
  input,
  identity: { caller },
}: Pick<ApiCall<{ readonly UserName?: string | undefined }>, 'input' | 'identity'>): string {
  if (input.UserName !== undefined) return input.UserName;
  if (caller.kind === 'user') return caller.arn.slice(caller.arn.lastIndexOf('/') + 1);
  throw new ServiceError('ValidationError', 'Must specify userName when calling with non-User credentials');
}

export const userOrCaller = (call: IamCall<{ readonly UserName?: string | undefined }>): User =>
  findByName(USER_KIND, call.account, userNameOf(call));

export const peek = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
