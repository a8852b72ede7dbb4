import {
  type Cell,
  type Foreseen,
  type LabAction,
  MATRIX_ACTIONS,
  type PrincipalId,
} from '../../contract/access.ts';
import type { Facts } from '../../contract/facts.ts';
import type { Snapshot } from '../../contract/resource.ts';
import { predictMatrix } from '../../policy/access-matrix.ts';
import type { Decision } from '../../policy/decision.ts';
import { type PolicyDocument, statementsOf } from '../../policy/document.ts';
import { KMS_ACTIONS } from '../../policy/kms-actions.ts';
import { keepsControl } from '../../policy/lock-out.ts';
import { NOT_PRINCIPAL_MODELS } from '../../policy/not-principal.ts';
import type { NotPrincipalModel } from '../../policy/request.ts';
import { mfaKeys } from '../../policy/request-context.ts';
import { isPolicy } from '../client/iam-policies.ts';
import type { KeyStanding } from './key-standing.ts';
import type { MatrixPrincipal } from './principals.ts';
import { takingAway } from './taking-away.ts';

/** Everything that decides who may do what with the key, read once; predictions from it are pure. */
export interface KeySituation extends KeyStanding {
  readonly facts: Facts;
  /** The current one, if none is planned. */
  readonly keyPolicy: PolicyDocument;
  readonly members: readonly MatrixPrincipal[];
  readonly notPrincipal: NotPrincipalModel;
}

export interface ForeseeAs {
  readonly mfaAge?: number;
  readonly of?: readonly PrincipalId[];
}

/** The matrix once the documents are in the account, with what other readings of NotPrincipal predict. */
export function predictCells(situation: KeySituation, documents: Snapshot): readonly Cell[] {
  const { members, notPrincipal } = situation;
  const under = (model: NotPrincipalModel) =>
    foreseeFor(situation, members, MATRIX_ACTIONS, documents, model);
  // The readings differ in nothing else.
  const models = statementsOf(policyIn(situation, documents)).some(({ NotPrincipal }) => NotPrincipal)
    ? NOT_PRINCIPAL_MODELS
    : [];
  const others = models
    .filter((model) => model !== notPrincipal)
    .map((model) => [model, under(model)] as const);
  return under(notPrincipal).map(({ principal, action, decision: predicted, next, unsupplied }, index) => {
    const differing = others
      .map(([model, cells]) => [model, cells[index]?.decision.outcome] as const)
      .filter(([, outcome]) => outcome !== predicted.outcome);
    return {
      principal,
      action: action as LabAction,
      predicted,
      ...(differing.length > 0 ? { otherwise: Object.fromEntries(differing) } : {}),
      ...(next ? { next } : {}),
      ...(unsupplied ? { unsupplied } : {}),
    };
  });
}

/** The same for every action of KMS, under the first reading; see `Access.foresee`. */
export function foreseeAll(
  situation: KeySituation,
  documents: Snapshot,
  { mfaAge, of }: ForeseeAs = {},
): readonly Foreseen[] {
  const asked = of ? situation.members.filter(({ id }) => of.includes(id)) : situation.members;
  const signedIn =
    mfaAge === undefined
      ? asked
      : asked.map((member) => ({ ...member, context: { ...member.context, ...mfaKeys(mfaAge) } }));
  return foreseeFor(situation, signedIn, KMS_ACTIONS, documents, situation.notPrincipal);
}

/** May the operator still write the key policy, once this one is in force? */
export const operatorControls = (
  { facts, context, notPrincipal }: Pick<KeySituation, 'facts' | 'context' | 'notPrincipal'>,
  operator: MatrixPrincipal,
  keyPolicy: PolicyDocument,
): Decision =>
  keepsControl({
    caller: operator.caller,
    keyArn: facts.key.arn,
    keyPolicy,
    policies: operator.policies,
    notPrincipal,
    context: { ...context, ...operator.context },
  });

const policyIn = ({ keyPolicy }: KeySituation, documents: Snapshot): PolicyDocument =>
  documents['key-policy'] ?? keyPolicy;

const foreseeFor = (
  situation: KeySituation,
  members: readonly MatrixPrincipal[],
  actions: readonly string[],
  documents: Snapshot,
  notPrincipal: NotPrincipalModel,
): readonly Foreseen[] => {
  const { facts, grants, context } = situation;
  const policy = policyIn(situation, documents);
  return predictMatrix(
    members.map((member) => withRolePolicy(member, documents, facts)),
    actions,
    { arn: facts.key.arn, owner: facts.accountId, policy, grants, context },
    { notPrincipal },
  ).map((cell) => {
    const member = members.find(({ id }) => id === cell.principal);
    const next = member ? takingAway(member, cell.decision, facts) : [];
    return { ...cell, principal: cell.principal as PrincipalId, ...(next.length > 0 ? { next } : {}) };
  });
};

/** Replaces the current role policy with the planned one; an inline policy that was deleted is there again. */
export function withRolePolicy(
  member: MatrixPrincipal,
  documents: Snapshot,
  { rolePolicy }: Facts,
): MatrixPrincipal {
  const planned = documents['role-policy'];
  if (member.id !== 'instance-role' || !planned) return member;
  const { identity } = member.policies;
  const stands = identity.some((policy) => isPolicy(policy, rolePolicy));
  // A managed policy that is not attached gives the role nothing, whatever it says.
  if (!stands && rolePolicy.kind === 'managed') return member;
  const replaced = stands
    ? identity.map((policy) => (isPolicy(policy, rolePolicy) ? { ...policy, document: planned } : policy))
    : [...identity, { name: rolePolicy.name, document: planned }];
  return { ...member, policies: { ...member.policies, identity: replaced } };
}
