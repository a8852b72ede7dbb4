import type { KMSClient } from '@aws-sdk/client-kms';
import { PRINCIPALS, type PrincipalId } from '../../contract/access.ts';
import { type Facts, iamArn } from '../../contract/facts.ts';
import type { Caller, Context } from '../../policy/request.ts';
import type { Clients } from '../clients.ts';
import type { IamPolicies, IamReader } from '../iam-policies.ts';
import { whoAmI } from '../operator.ts';
import type { Target } from '../target.ts';

/** A principal of the matrix: who it is, what IAM gives it, and how to act as it. */
export interface Member {
  readonly id: PrincipalId;
  readonly caller: Caller;
  readonly policies: IamPolicies;
  readonly context?: Context;
  /** Absent where we cannot act as it. */
  readonly kms?: KMSClient;
}

type Sketch = Omit<Member, 'policies' | 'kms'> & { readonly policies: IamPolicies | Promise<IamPolicies> };

const NOTHING: IamPolicies = { identity: [] };

const everything = (name: string, action: string): IamPolicies => ({
  identity: [{ name, document: { Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] } }],
});

/** Ten minutes ago is twice the page's five; a minute ago is well within. Seconds. */
const withMfa = (seconds: number): Context => ({
  'aws:MultiFactorAuthPresent': 'true',
  'aws:MultiFactorAuthAge': String(seconds),
});

/** Gathers the matrix's principals as they stand in the account now. */
export class Cast {
  readonly #clients: Clients;
  readonly #target: Target;
  readonly #facts: Facts;
  readonly #iam: IamReader;
  /** By access key: a client, and who it is. */
  readonly #acting = new Map<string, Promise<{ readonly kms: KMSClient; readonly caller: Caller }>>();
  readonly #operatorKms: KMSClient;

  constructor(clients: Clients, target: Target, facts: Facts, iam: IamReader) {
    this.#clients = clients;
    this.#target = target;
    this.#facts = facts;
    this.#iam = iam;
    this.#operatorKms = clients.actingAs(target.credentials).kms;
  }

  gather(): Promise<readonly Member[]> {
    const userA = this.#ofUser(this.#facts.userName);
    return Promise.all(
      (Object.keys(PRINCIPALS) as PrincipalId[]).map(async (id) => {
        const sketch = this.#sketch(id, userA);
        const [acting, policies] = await Promise.all([
          id === 'operator' ? { kms: this.#operatorKms, caller: sketch.caller } : this.#actAs(id),
          sketch.policies,
        ]);
        return { ...sketch, ...acting, policies };
      }),
    );
  }

  /** What IAM gives the operator; the root user needs nothing from IAM. */
  operatorPolicies(): IamPolicies | Promise<IamPolicies> {
    const { operator } = this.#facts;
    if (operator.kind === 'user') return this.#ofUser(lastName(operator.arn));
    if (operator.kind === 'role-session') return this.#iam.ofRole(lastName(operator.roleArn));
    return NOTHING;
  }

  /** Nobody gave anything to a user that is not there yet. */
  async #ofUser(name: string): Promise<IamPolicies> {
    return (await this.#iam.ofUser(name)) ?? NOTHING;
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

  async #actAs(id: PrincipalId): Promise<Pick<Member, 'kms' | 'caller'> | undefined> {
    const credentials = await this.#target.actAs(id);
    if (!credentials) return undefined;
    const known = this.#acting.get(credentials.accessKeyId);
    if (known) return known;
    const { kms, sts } = this.#clients.actingAs(credentials);
    const roleReader = id === 'instance-role' ? this.#clients.iam : undefined;
    const acting = whoAmI(sts, roleReader).then((caller) => ({ kms, caller }));
    this.#acting.set(credentials.accessKeyId, acting);
    // Credentials that are new may not be known everywhere yet.
    acting.catch(() => this.#acting.delete(credentials.accessKeyId));
    return acting;
  }
}

const lastName = (arn: string): string => arn.split('/').at(-1) ?? '';
