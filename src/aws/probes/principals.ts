import type { KMSClient } from '@aws-sdk/client-kms';
import type { AwsCredentialIdentity } from '@smithy/types';
import { PRINCIPALS, type PrincipalId } from '../../contract/access.ts';
import type { Facts } from '../../contract/facts.ts';
import type { IamPolicies, KeyStanding, MatrixPrincipal } from '../../contract/key-situation.ts';
import type { Decision } from '../../policy/decision.ts';
import type { PolicyDocument } from '../../policy/document.ts';
import { evaluatePolicies } from '../../policy/evaluate.ts';
import type { Caller, Context, KeyGrant } from '../../policy/request.ts';
import type { Clients } from '../client/clients.ts';
import { ifAllowed } from '../client/failure.ts';
import type { IamReader } from '../client/iam-policies.ts';
import { keptAnswer } from '../client/kept-answer.ts';
import { whoAmI } from '../client/operator.ts';
import type { AwsTarget, LentCredentials, ProfileRow } from '../client/target.ts';
import {
  bystanderContext,
  type ContextFor,
  instanceContext,
  operatorContext,
  readSigning,
} from '../request-context.ts';
import { type AsUser, USER_ROWS, type UserRow } from './as-user.ts';
import { readGrants, readKeyContext, readKeyPolicy } from './key-standing.ts';
import { isProfileRow, profileCredentials, requireFits } from './profiles.ts';
import { everything, NOTHING, type Sketch, sketchOf } from './sketch.ts';

/** How to act as a principal. */
export interface Actor {
  readonly kms: KMSClient;
  readonly caller: Caller;
  /** How it signed in, if that is not obvious. */
  readonly how?: string;
  /** With temporary credentials, which include whether an MFA code was given. */
  readonly temporary: boolean;
}

/** `undefined` for a principal that we cannot act as. */
export type Actors = { readonly [id in PrincipalId]: Promise<Actor | undefined> };

/** The matrix's rows. */
export const EVERYBODY = Object.keys(PRINCIPALS) as readonly PrincipalId[];

interface Lent {
  readonly credentials: AwsCredentialIdentity;
  readonly how?: string;
}

/** Gathers the matrix's principals as they are in the account now. */
export class Cast {
  readonly #clients: Clients;
  readonly #target: AwsTarget;
  readonly #facts: Facts;
  readonly #iam: IamReader;
  readonly #asUser: AsUser;
  /** By access key: a client, and its identity. */
  readonly #acting = new Map<string, Promise<Actor>>();
  readonly #profiles = new Map<ProfileRow, () => Promise<AwsCredentialIdentity>>();
  readonly #operatorKms: KMSClient;
  readonly #now: () => Date;

  constructor(
    clients: Clients,
    target: AwsTarget,
    facts: Facts,
    iam: IamReader,
    asUser: AsUser,
    now: () => Date = () => new Date(),
  ) {
    this.#now = now;
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

  /** Throws for a profile that does not fit its row. */
  async requireProfiles(): Promise<void> {
    await Promise.all([...this.#profiles].map(async ([row, find]) => this.#actor(row, await find())));
  }

  /** Signs in every row. `acting`: the rows that will make calls. Other rows get no credentials of their own. */
  signIn(acting: readonly PrincipalId[]): Actors {
    const lent = this.#target.actAs(EVERYBODY);
    const actors = EVERYBODY.map(
      (id) => [id, this.#actAs(id, acting.includes(id) ? 'acting' : 'predicted', lent)] as const,
    );
    return Object.fromEntries(actors) as Actors;
  }

  /** In the order of the rows. */
  gather(actors: Actors): Promise<readonly MatrixPrincipal[]> {
    const policies = {
      operator: this.#operatorPolicies(),
      role: this.#iam.ofRole(this.#facts.role.name),
      userA: this.#iam.ofUserIfThere(this.#facts.userName).then((found) => found ?? NOTHING),
    };
    const operatorsContext = this.operatorContext();
    return Promise.all(
      EVERYBODY.map(async (id) => {
        const sketch = sketchOf(id, this.#facts, policies);
        const [actor, usual, operators] = await Promise.all([actors[id], sketch.policies, operatorsContext]);
        const { caller } = actor ?? sketch;
        // Only a principal that exists has policies to read.
        const held = actor && id === 'another-admin' ? await this.#policiesOfAnother(caller) : usual;
        const context = await this.#contextOf(sketch, held, actor, operators);
        return { id, caller, policies: held, context };
      }),
    );
  }

  /** The operator, with everything that decides about its own requests. */
  async operator(): Promise<MatrixPrincipal> {
    const [policies, context] = await Promise.all([this.#operatorPolicies(), this.operatorContext()]);
    return { id: 'operator', caller: this.#facts.operator, policies, context: context('kms') };
  }

  /** What AWS would decide about the operator's call on a resource without a policy. Session policies are unknown. */
  async operatorMay(action: string, resource: string, more: Context = {}): Promise<Decision> {
    const [policies, contextFor] = await Promise.all([this.#operatorPolicies(), this.operatorContext()]);
    const { operator: caller, accountId: owner } = this.#facts;
    const context = { ...contextFor(action.split(':')[0] ?? ''), ...more };
    return evaluatePolicies({ caller, action, resource, context }, { ...policies, owner });
  }

  /** The condition keys of the operator's requests, by service. */
  async operatorContext(): Promise<ContextFor> {
    const { operator, region, role, key } = this.#facts;
    const [policies, keyPolicy] = await Promise.all([
      this.#operatorPolicies(),
      readKeyPolicy(this.#clients, this.#facts),
    ]);
    return operatorContext({
      ...{ clients: this.#clients, operator, region, role, key, policies, keyPolicy, now: this.#now() },
      grants: () => this.#grants(),
    });
  }

  /** What decides about the key besides the documents. `asked`: the policies that may use its condition keys. */
  async keyStanding(asked: readonly PolicyDocument[]): Promise<KeyStanding> {
    const [grants, context] = await Promise.all([this.#grants(), this.keyContext(asked)]);
    return { grants, context };
  }

  /** Only the condition keys: a grant never allows writing a key policy. */
  keyContext(asked: readonly PolicyDocument[]): Promise<Context> {
    return readKeyContext(this.#clients, this.#facts, JSON.stringify(asked));
  }

  #grants(): Promise<readonly KeyGrant[]> {
    return readGrants(this.#clients, this.#facts);
  }

  /** The other principals call from where the operator is, except the instance, which has its own address. */
  async #contextOf(
    { id, mfa }: Omit<Sketch, 'policies'>,
    policies: IamPolicies,
    actor: Actor | undefined,
    operators: ContextFor,
  ): Promise<Context> {
    if (id === 'operator') return operators('kms');
    const now = this.#now();
    const isInstance = id === 'instance-role';
    const base = isInstance
      ? instanceContext(await readSigning(this.#clients), this.#facts, operators('kms'), now)
      : operators('kms');
    const signedIn = isInstance || mfa || actor?.temporary ? 'by-session' : 'by-key';
    return { ...bystanderContext(base, signedIn, policies, now), ...mfa };
  }

  /** What IAM allows the operator. */
  #operatorPolicies(): IamPolicies | Promise<IamPolicies> {
    return this.#held(this.#facts.operator);
  }

  /** The root user needs nothing from IAM. */
  #held(caller: Caller): IamPolicies | Promise<IamPolicies> {
    return 'accountId' in caller ? this.#iam.ofCaller(caller) : NOTHING;
  }

  /**
   * A principal of whom the lab writes nothing. If the operator may not read its policies, it is assumed to be an
   * administrator, and is marked as such.
   */
  async #policiesOfAnother(caller: Caller): Promise<IamPolicies> {
    const look = () => ifAllowed(Promise.resolve(this.#held(caller)));
    const held = await ('arn' in caller ? this.#clients.reads.throughWrites(caller.arn, look) : look());
    return held ?? everything('AdministratorAccess (assumed: its policies may not be read)', '*');
  }

  async #actAs(
    id: PrincipalId,
    what: 'acting' | 'predicted',
    byTarget: Promise<LentCredentials>,
  ): Promise<Actor | undefined> {
    if (id === 'operator') {
      const { longTerm } = await readSigning(this.#clients);
      return { kms: this.#operatorKms, caller: this.#facts.operator, temporary: !longTerm };
    }
    const lent = await this.#lent(id, what, byTarget);
    if (!lent) return undefined;
    const { credentials, ...how } = lent;
    return { ...(await this.#actor(id, credentials)), ...how };
  }

  async #lent(
    id: PrincipalId,
    what: 'acting' | 'predicted',
    byTarget: Promise<LentCredentials>,
  ): Promise<Lent | undefined> {
    if (this.#asUser.writes && isUserRow(id)) {
      return what === 'acting' ? this.#asUser.signIn(id) : undefined;
    }
    const ofProfile = isProfileRow(id) ? this.#profiles.get(id) : undefined;
    const credentials = ofProfile ? await ofProfile() : (await byTarget)[id];
    return credentials && { credentials };
  }

  /** New credentials may not work everywhere yet: a failure is not kept. */
  #actor(id: PrincipalId, credentials: AwsCredentialIdentity): Promise<Actor> {
    return keptAnswer(this.#acting, credentials.accessKeyId, () => this.#meet(id, credentials));
  }

  async #meet(id: PrincipalId, credentials: AwsCredentialIdentity): Promise<Actor> {
    const { kms, sts } = this.#clients.actingAs(credentials);
    const profile = isProfileRow(id) ? this.#target.profiles?.[id] : undefined;
    const ofAccount = id === 'instance-role' || (id === 'another-admin' && profile !== undefined);
    const caller = await whoAmI(sts, ofAccount ? this.#clients.iam : undefined);
    if (profile !== undefined && isProfileRow(id)) requireFits(id, profile, caller, this.#facts);
    return { kms, caller, temporary: credentials.sessionToken !== undefined };
  }
}

const isUserRow = (id: PrincipalId): id is UserRow => (USER_ROWS as readonly PrincipalId[]).includes(id);
