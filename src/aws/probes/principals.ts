import type { KMSClient } from '@aws-sdk/client-kms';
import type { AwsCredentialIdentity } from '@smithy/types';
import { PRINCIPALS, type PrincipalId } from '../../contract/access.ts';
import { type Facts, iamArn } from '../../contract/facts.ts';
import type { Caller, Context } from '../../policy/request.ts';
import type { Clients } from '../client/clients.ts';
import { ifAllowed } from '../client/failure.ts';
import type { IamPolicies, IamReader } from '../client/iam-policies.ts';
import { whoAmI } from '../client/operator.ts';
import type { ProfileRow, Target } from '../client/target.ts';
import { type AsUser, USER_ROWS, type UserRow } from './as-user.ts';
import { isProfileRow, profileCredentials, requireFits } from './profiles.ts';

/** A principal of the matrix: who it is, and what IAM gives it. */
export interface Member {
  readonly id: PrincipalId;
  readonly caller: Caller;
  readonly policies: IamPolicies;
  readonly context?: Context;
}

/** How to act as a principal. */
export interface Actor {
  readonly kms: KMSClient;
  readonly caller: Caller;
  /** How it signed in, where that is not plain. */
  readonly how?: string;
}

/** `undefined` for whom we cannot act as. */
export type Actors = { readonly [id in PrincipalId]: Promise<Actor | undefined> };

/** The matrix's rows. */
export const EVERYBODY = Object.keys(PRINCIPALS) as readonly PrincipalId[];

interface Lent {
  readonly credentials: AwsCredentialIdentity;
  readonly how?: string;
}

type Sketch = Omit<Member, 'policies'> & {
  readonly policies: IamPolicies | Promise<IamPolicies>;
};

const NOTHING: IamPolicies = { identity: [] };

/** Nobody gave anything to a user that is not there. */
const orNothing = (found: IamPolicies | undefined): IamPolicies => found ?? NOTHING;

const everything = (name: string, action: string): IamPolicies => ({
  identity: [{ name, document: { Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] } }],
});

/** Ten minutes ago is twice the page's five; a minute ago is well within. Seconds. */
export const withMfa = (seconds: number): Context => ({
  'aws:MultiFactorAuthPresent': 'true',
  'aws:MultiFactorAuthAge': String(seconds),
});

/** Gathers the matrix's principals as they stand in the account now. */
export class Cast {
  readonly #clients: Clients;
  readonly #target: Target;
  readonly #facts: Facts;
  readonly #iam: IamReader;
  readonly #asUser: AsUser;
  /** By access key: a client, and who it is. */
  readonly #acting = new Map<string, Promise<Actor>>();
  readonly #profiles = new Map<ProfileRow, () => Promise<AwsCredentialIdentity>>();
  readonly #operatorKms: KMSClient;

  constructor(clients: Clients, target: Target, facts: Facts, iam: IamReader, asUser: AsUser) {
    this.#clients = clients;
    this.#target = target;
    this.#facts = facts;
    this.#iam = iam;
    this.#asUser = asUser;
    this.#operatorKms = clients.actingAs(target.credentials).kms;
    for (const [row, profile] of Object.entries(target.profiles ?? {}) as [ProfileRow, string][]) {
      this.#profiles.set(row, profileCredentials(row, profile, facts.region, target));
    }
  }

  /** Throws for a profile that cannot stand for its row. */
  async requireProfiles(): Promise<void> {
    await Promise.all([...this.#profiles.keys()].map((row) => this.#actAs(row, 'predicted')));
  }

  /** Signs everybody in. To be `predicted`, nobody is made credentials for. */
  signIn(what: 'acting' | 'predicted'): Actors {
    const actors = EVERYBODY.map((id) => [id, this.#actAs(id, what)] as const);
    return Object.fromEntries(actors) as Actors;
  }

  /** In the order of the rows. */
  gather(actors: Actors): Promise<readonly Member[]> {
    const userA = this.#iam.ofUserIfThere(this.#facts.userName).then(orNothing);
    return Promise.all(
      EVERYBODY.map(async (id) => {
        const sketch = this.#sketch(id, userA);
        const [actor, usual] = await Promise.all([actors[id], sketch.policies]);
        const { caller } = actor ?? sketch;
        const known = actor && id === 'another-admin' && this.#profiles.has(id);
        return { ...sketch, caller, policies: known ? await this.#policiesOf(caller) : usual };
      }),
    );
  }

  /** What IAM gives the operator. */
  operatorPolicies(): IamPolicies | Promise<IamPolicies> {
    return this.#held(this.#facts.operator);
  }

  /** The root user needs nothing from IAM. */
  #held(caller: Caller): IamPolicies | Promise<IamPolicies> {
    return 'accountId' in caller ? this.#iam.ofCaller(caller) : NOTHING;
  }

  /** What the operator may not read is taken for an administrator's, and says that it is. */
  async #policiesOf(caller: Caller): Promise<IamPolicies> {
    const held = await ifAllowed(Promise.resolve(this.#held(caller)));
    return held ?? everything('AdministratorAccess (assumed: its policies may not be read)', '*');
  }

  /** Whom the row stands for, before anybody has acted as it: enough to predict. */
  #sketch(id: PrincipalId, userA: Promise<IamPolicies>): Sketch {
    const { role, instance, operator, accountId, partition, userName } = this.#facts;
    const user = (name: string): Caller => ({
      kind: 'user',
      accountId,
      arn: iamArn(this.#facts, `user/${name}`),
      id: `AIDA-of-${name}`,
    });
    switch (id) {
      case 'instance-role':
        return {
          id,
          // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html (EC2: the instance id)
          caller: {
            kind: 'role-session',
            accountId,
            arn: `arn:${partition}:sts::${accountId}:assumed-role/${role.name}/${instance.id}`,
            roleArn: role.arn,
            id: `AROA-of-${role.name}`,
            sessionName: instance.id,
          },
          policies: this.#iam.ofRole(role.name),
        };
      case 'operator':
        return { id, caller: operator, policies: this.operatorPolicies() };
      case 'another-admin':
        return { id, caller: user('another-admin'), policies: everything('AdministratorAccess', '*') };
      case 'user-a':
        return { id, caller: user(userName), policies: userA };
      case 'user-a-fresh-mfa':
        return { id, caller: user(userName), policies: userA, context: withMfa(60) };
      case 'user-a-stale-mfa':
        return { id, caller: user(userName), policies: userA, context: withMfa(600) };
      case 'root':
        return {
          id,
          caller: { kind: 'root', accountId, arn: iamArn(this.#facts, 'root') },
          policies: NOTHING,
        };
      case 'outsider': {
        const elsewhere = '000000000000';
        const arn = `arn:${partition}:iam::${elsewhere}:user/outsider`;
        return {
          id,
          caller: { kind: 'user', accountId: elsewhere, arn, id: 'AIDA-of-outsider' },
          policies: everything('a policy of its own account', 'kms:*'),
        };
      }
    }
  }

  async #actAs(id: PrincipalId, what: 'acting' | 'predicted'): Promise<Actor | undefined> {
    if (id === 'operator') return { kms: this.#operatorKms, caller: this.#facts.operator };
    const lent = await this.#lent(id, what);
    if (!lent) return undefined;
    const { credentials, ...how } = lent;
    return { ...(await this.#actor(id, credentials)), ...how };
  }

  async #lent(id: PrincipalId, what: 'acting' | 'predicted'): Promise<Lent | undefined> {
    if (this.#asUser.writes && isUserRow(id)) {
      return what === 'acting' ? this.#asUser.signIn(id) : undefined;
    }
    const ofProfile = isProfileRow(id) ? this.#profiles.get(id) : undefined;
    const credentials = await (ofProfile ? ofProfile() : this.#target.actAs(id));
    return credentials && { credentials };
  }

  #actor(id: PrincipalId, credentials: AwsCredentialIdentity): Promise<Actor> {
    const known = this.#acting.get(credentials.accessKeyId);
    if (known) return known;
    const acting = this.#meet(id, credentials);
    this.#acting.set(credentials.accessKeyId, acting);
    // Credentials that are new may not be known everywhere yet.
    acting.catch(() => this.#acting.delete(credentials.accessKeyId));
    return acting;
  }

  async #meet(id: PrincipalId, credentials: AwsCredentialIdentity): Promise<Actor> {
    const { kms, sts } = this.#clients.actingAs(credentials);
    const profile = isProfileRow(id) ? this.#target.profiles?.[id] : undefined;
    const ofAccount = id === 'instance-role' || (id === 'another-admin' && profile !== undefined);
    const caller = await whoAmI(sts, ofAccount ? this.#clients.iam : undefined);
    if (profile !== undefined && isProfileRow(id)) requireFits(id, profile, caller, this.#facts);
    return { kms, caller };
  }
}

const isUserRow = (id: PrincipalId): id is UserRow => (USER_ROWS as readonly PrincipalId[]).includes(id);
