import type { Caller } from '../policy/request.ts';
import { userCaller } from './callers.ts';
import { openSession } from './sts/sessions.ts';
import type { AccessKey, RoleSession, World, WorldAccount } from './world.ts';

/** What an SDK client signs with. */
export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** By this machine's clock, which clients use, whatever the sandbox's clock says. */
  readonly expiration?: Date;
}

/** A caller with an account; services have none. */
type Lendable = Extract<Caller, { readonly accountId: string }>;

/** Temporary credentials that the sandbox hands out, with their account. */
export interface Lent extends SigningCredentials {
  readonly accountId: string;
}

/** How the session came about. */
interface SignedIn {
  /** Seconds since an MFA code was given. */
  readonly mfaAge?: number;
  /** The instance that got it, by id. */
  readonly instance?: string;
}

/** Seconds. */
const LENT_FOR = 3600;
const MFA_AGE = { 'user-a-fresh-mfa': 60, 'user-a-stale-mfa': 600 } as const;
/** Seconds. An MFA session is renewed when it is this much older than its name says. */
const TOLERANCE = 30;

/**
 * Hands out the credentials of every principal in the sandbox: users and root by their access keys, and sessions that
 * on AWS only the instance, or a user with an MFA device, could get. These sessions are in memory only, not in the
 * world.
 */
export class Lender {
  readonly sessions = new Map<string, RoleSession>();
  readonly #world: World;
  readonly #now: () => Date;
  /** The session last handed out, by the name it was requested by. */
  readonly #lent = new Map<string, RoleSession>();

  constructor(world: World, now: () => Date) {
    this.#world = world;
    this.#now = now;
  }

  /**
   * `root`, `instance-role`, `user-a`, `user-a-fresh-mfa`, `user-a-stale-mfa`, or a user's name; in the home account,
   * or in the account after an `@`: `operator@222200000002`.
   */
  credentials(name: string): Lent | undefined {
    const { home, accounts } = this.#world;
    const [, who, id = ''] = /^(.+)@(\d{12})$/.exec(name) ?? [];
    const named = Object.hasOwn(accounts, id) ? accounts[id] : undefined;
    if (who && named) return this.#of(named, who);
    for (const account of [accounts[home]!, ...Object.values(accounts)]) {
      const found = account.id === home ? this.#of(account, name) : ofUser(account, name);
      if (found) return found;
    }
    return undefined;
  }

  /** What the instance's metadata service would return: a session of its role, named after the instance. */
  ofInstance(instanceId: string): Lent | undefined {
    const account = Object.values(this.#world.accounts).find(({ instances }) =>
      Object.hasOwn(instances, instanceId),
    );
    if (!account) return undefined;
    const { id: accountId, instances, instanceProfiles, roles } = account;
    const profile = instances[instanceId]?.instanceProfile?.split('/').at(-1) ?? '';
    const role = roles[instanceProfiles[profile]?.roles[0] ?? ''];
    if (!role) return undefined;
    const caller = {
      kind: 'role-session',
      accountId,
      arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${instanceId}`,
      roleArn: role.arn,
      id: role.id,
      sessionName: instanceId,
    } as const;
    return this.#lend(`${instanceId} ${role.id}`, caller, { instance: instanceId });
  }

  #of(account: WorldAccount, name: string): Lent | undefined {
    if (name === 'root') return fromKey(account, account.rootKey);
    if (name === 'instance-role') return this.ofInstance(Object.keys(account.instances)[0] ?? '');
    if (name === 'user-a' || name === 'user-a-fresh-mfa' || name === 'user-a-stale-mfa')
      return this.#userA(account, name);
    return ofUser(account, name) ?? (name === 'userA' ? this.#userA(account, 'user-a') : undefined);
  }

  #userA({ id, users }: WorldAccount, name: 'user-a' | keyof typeof MFA_AGE): Lent | undefined {
    const user = users.userA;
    if (!user) return undefined;
    const age = name === 'user-a' ? undefined : MFA_AGE[name];
    return this.#lend(`${name} ${user.id}`, userCaller(id, user), age === undefined ? {} : { mfaAge: age });
  }

  #lend(name: string, caller: Lendable, { mfaAge, instance }: SignedIn): Lent {
    const now = this.#now();
    const mfaAt = mfaAge === undefined ? undefined : new Date(now.getTime() - mfaAge * 1000);
    const known = this.#lent.get(name);
    if (known && isFresh(known, mfaAt, now)) return fromSession(caller, known, now);
    const session = openSession({
      ...{ caller, seconds: LENT_FOR, now },
      ...(mfaAt ? { mfaAt } : {}),
      ...(instance === undefined ? {} : { instance }),
    });
    this.#lent.set(name, session);
    this.sessions.set(session.accessKeyId, session);
    return fromSession(caller, session, now);
  }
}

function isFresh({ expires, mfaAt }: RoleSession, wanted: Date | undefined, now: Date): boolean {
  if (Date.parse(expires) - now.getTime() < (LENT_FOR / 2) * 1000) return false;
  return wanted === undefined || wanted.getTime() - Date.parse(mfaAt ?? '') <= TOLERANCE * 1000;
}

function ofUser(account: WorldAccount, name: string): Lent | undefined {
  const user = Object.hasOwn(account.users, name) ? account.users[name] : undefined;
  return fromKey(
    account,
    user?.accessKeys.find(({ status }) => status === 'Active'),
  );
}

const fromKey = ({ id: accountId }: WorldAccount, key: AccessKey | undefined): Lent | undefined =>
  key && { accountId, accessKeyId: key.id, secretAccessKey: key.secret };

const fromSession = (
  { accountId }: Lendable,
  { accessKeyId, secret, token, expires }: RoleSession,
  now: Date,
): Lent => ({
  accountId,
  accessKeyId,
  secretAccessKey: secret,
  sessionToken: token,
  expiration: new Date(Date.now() + Date.parse(expires) - now.getTime()),
});

/** All principals whose credentials can be requested by name. */
export const credentialNames = (world: World): readonly string[] => [
  ...new Set(
    Object.values(world.accounts).flatMap(({ users }) =>
      Object.values(users).flatMap(({ name, accessKeys }) => (accessKeys.length > 0 ? [name] : [])),
    ),
  ),
];
