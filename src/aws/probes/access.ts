import {
  ACTIONS,
  type Access,
  type Cell,
  type LabAction,
  type Observation,
  type PrincipalId,
} from '../../contract/access.ts';
import { LabError } from '../../contract/errors.ts';
import type { Facts } from '../../contract/facts.ts';
import type { Resources, Snapshot } from '../../contract/resource.ts';
import { predictMatrix } from '../../policy/access-matrix.ts';
import type { PolicyDocument } from '../../policy/document.ts';
import { keepsControl } from '../../policy/lock-out.ts';
import type { NotPrincipalModel } from '../../policy/request.ts';
import { type AttachedPolicy, isPolicy } from '../iam-policies.ts';
import type { Cast, Member } from './cast.ts';
import { observe } from './observe.ts';
import type { AskRole } from './on-instance.ts';

/** Who may do what with the key: the evaluator's answer beside the account's. */
export function openAccess(
  facts: Facts,
  resources: Resources,
  cast: Cast,
  /** For each round anew: asks the instance role where nobody holds its credentials. */
  askRole: () => AskRole = () => async () => undefined,
  notPrincipal: NotPrincipalModel = 'all-facets',
): Access {
  /** The key policy that is planned, or else the one that stands. */
  const keyPolicyOf = async (documents: Snapshot): Promise<PolicyDocument> => {
    const keyPolicy = documents['key-policy'] ?? (await resources['key-policy'].read());
    if (keyPolicy) return keyPolicy;
    throw new LabError('ERR_NOT_FOUND', `${facts.key.arn} has no key policy.`);
  };

  const predictFor = (
    members: readonly Member[],
    policy: PolicyDocument,
    documents: Snapshot,
  ): readonly Cell[] =>
    predictMatrix(
      members.map((member) => withRolePolicy(member, documents, facts)),
      ACTIONS,
      { arn: facts.key.arn, owner: facts.accountId, policy },
      { notPrincipal },
    ).map(({ principal, action, decision }) => ({
      principal: principal as PrincipalId,
      action: action as LabAction,
      predicted: decision,
    }));

  return {
    async matrix() {
      const [keyPolicy, members] = await Promise.all([keyPolicyOf({}), cast.gather()]);
      const role = askRole();
      const asked = ({ principal, action }: Cell): Promise<Observation | undefined> | undefined => {
        const kms = members.find(({ id }) => id === principal)?.kms;
        if (kms) return observe(kms, action, facts.key.arn);
        return principal === 'instance-role' ? role(action) : undefined;
      };
      return Promise.all(
        predictFor(members, keyPolicy, {}).map(async (cell) => {
          const observed = await asked(cell);
          return observed ? { ...cell, observed } : cell;
        }),
      );
    },

    async predict(wanted) {
      const [keyPolicy, members] = await Promise.all([keyPolicyOf(wanted), cast.gather()]);
      return predictFor(members, keyPolicy, wanted);
    },

    async operatorKeepsControl(wanted) {
      return keepsControl({
        caller: facts.operator,
        keyArn: facts.key.arn,
        keyPolicy: await keyPolicyOf(wanted),
        policies: await cast.operatorPolicies(),
        notPrincipal,
      });
    },
  };
}

/** Puts a role policy that is only planned in the place of the one that stands. */
function withRolePolicy(member: Member, documents: Snapshot, { rolePolicy }: Facts): Member {
  const planned = documents['role-policy'];
  if (member.id !== 'instance-role' || !planned) return member;
  const replaced = (policy: AttachedPolicy): AttachedPolicy =>
    isPolicy(policy, rolePolicy) ? { ...policy, document: planned } : policy;
  return { ...member, policies: { ...member.policies, identity: member.policies.identity.map(replaced) } };
}
