import type { PrincipalId } from '../../contract/access.ts';
import { type Facts, iamArn } from '../../contract/facts.ts';
import type { IamPolicies, MatrixPrincipal } from '../../contract/key-situation.ts';
import type { Caller, Context } from '../../policy/request.ts';
import { mfaKeys } from '../../policy/request-context.ts';

/** Who a row of the matrix stands for, before signing in as it: enough to predict. */
export type Sketch = Omit<MatrixPrincipal, 'policies' | 'context'> & {
  readonly policies: IamPolicies | Promise<IamPolicies>;
  /** For rows that specify how the principal signed in. */
  readonly mfa?: Context;
};

/** What the account says about the principals that it has. */
interface Held {
  readonly operator: IamPolicies | Promise<IamPolicies>;
  readonly role: Promise<IamPolicies>;
  readonly userA: Promise<IamPolicies>;
}

/** Also the policies of a user that does not exist. */
export const NOTHING: IamPolicies = { identity: [] };

export const everything = (name: string, action: string): IamPolicies => ({
  identity: [{ name, document: { Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] } }],
});

export function sketchOf(id: PrincipalId, facts: Facts, held: Held): Sketch {
  const { role, instance, operator, accountId, partition, userName } = facts;
  const user = (name: string): Caller => ({
    kind: 'user',
    accountId,
    arn: iamArn(facts, `user/${name}`),
    id: `AIDA-of-${name}`,
  });
  const userA = { id, caller: user(userName), policies: held.userA };
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
        policies: held.role,
      };
    case 'operator':
      return { id, caller: operator, policies: held.operator };
    case 'another-admin':
      return { id, caller: user('another-admin'), policies: everything('AdministratorAccess', '*') };
    case 'user-a':
      return userA;
    // Ten minutes is twice the page's limit of five; one minute is well within it.
    case 'user-a-fresh-mfa':
      return { ...userA, mfa: mfaKeys(60) };
    case 'user-a-stale-mfa':
      return { ...userA, mfa: mfaKeys(600) };
    case 'root':
      return { id, caller: { kind: 'root', accountId, arn: iamArn(facts, 'root') }, policies: NOTHING };
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
