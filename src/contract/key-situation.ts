import { predictMatrix } from '../policy/access-matrix.ts';
import type { Decision } from '../policy/decision.ts';
import { type PolicyDocument, statementsOf } from '../policy/document.ts';
import { NOT_PRINCIPAL_MODELS } from '../policy/not-principal.ts';
import type {
  Caller,
  Context,
  KeyGrant,
  NamedPolicy,
  NotPrincipalModel,
  Policies,
} from '../policy/request.ts';
import type { Unsupplied } from '../policy/unsupplied.ts';
import { type Cell, type LabAction, MATRIX_ACTIONS, type PrincipalId } from './access.ts';
import type { Facts, RolePolicyFact } from './facts.ts';
import type { Snapshot } from './resource.ts';
import type { Suggestion } from './suggestion.ts';

/** A policy of a user or a role, and where it is kept. */
export interface AttachedPolicy extends NamedPolicy {
  /** Absent for an inline policy. */
  readonly arn?: string;
  /** The group that has it, and gives it to the user. */
  readonly group?: string;
}

/** What IAM allows a user or a role, before any resource policy. */
export interface IamPolicies extends Pick<Policies, 'boundary'> {
  readonly identity: readonly AttachedPolicy[];
  /** Of the user or role: condition keys of its requests. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A principal of the matrix: its identity, and what IAM allows it. */
export interface MatrixPrincipal {
  readonly id: PrincipalId;
  readonly caller: Caller;
  readonly policies: IamPolicies;
  /** Condition keys of its requests to KMS. */
  readonly context: Context;
}

/** What decides about the key besides its policy and the principals’ own policies. */
export interface KeyStanding {
  readonly grants: readonly KeyGrant[];
  /** Condition keys that the key determines. */
  readonly context: Context;
}

/**
 * Everything that decides who may do what with the key, as data that can be sent as JSON. Predictions from it are pure,
 * and need no account.
 */
export interface KeySituation extends KeyStanding {
  readonly facts: Facts;
  /** The current one, if none is planned. */
  readonly keyPolicy: PolicyDocument;
  readonly members: readonly MatrixPrincipal[];
  readonly notPrincipal: NotPrincipalModel;
}

/** What to type to change a decision about a principal, when the lab does not write that itself. */
export type RemedyFor = (member: MatrixPrincipal, decision: Decision, facts: Facts) => readonly Suggestion[];

/** A prediction for one principal and any action. */
export interface PredictedFor {
  readonly principal: PrincipalId;
  readonly action: string;
  readonly decision: Decision;
  readonly unsupplied?: readonly Unsupplied[];
}

/** A managed and an inline policy of one role may have the same name. */
export const isPolicy = ({ name, arn }: AttachedPolicy, fact: RolePolicyFact): boolean =>
  fact.kind === 'managed' ? arn === fact.arn : arn === undefined && name === fact.name;

/** The matrix once the documents are in the account, with what other readings of NotPrincipal predict. */
export function predictCells(
  situation: KeySituation,
  documents: Snapshot,
  remedyFor: RemedyFor = () => [],
): readonly Cell[] {
  const { members, notPrincipal, facts } = situation;
  const under = (model: NotPrincipalModel) =>
    predictFor({ ...situation, notPrincipal: model }, members, MATRIX_ACTIONS, documents);
  // The readings differ in nothing else.
  const models = statementsOf(policyIn(situation, documents)).some(({ NotPrincipal }) => NotPrincipal)
    ? NOT_PRINCIPAL_MODELS
    : [];
  const others = models
    .filter((model) => model !== notPrincipal)
    .map((model) => [model, under(model)] as const);
  return under(notPrincipal).map(({ principal, action, decision: predicted, unsupplied }, index) => {
    const differing = others
      .map(([model, cells]) => [model, cells[index]?.decision.outcome] as const)
      .filter(([, outcome]) => outcome !== predicted.outcome);
    const member = members.find(({ id }) => id === principal);
    const next = member ? remedyFor(member, predicted, facts) : [];
    return {
      principal,
      action: action as LabAction,
      predicted,
      ...(differing.length > 0 ? { otherwise: Object.fromEntries(differing) } : {}),
      ...(next.length > 0 ? { next } : {}),
      ...(unsupplied ? { unsupplied } : {}),
    };
  });
}

const policyIn = ({ keyPolicy }: KeySituation, documents: Snapshot): PolicyDocument =>
  documents['key-policy'] ?? keyPolicy;

/** The same for any members and actions, under the situation's reading of NotPrincipal. */
export function predictFor(
  situation: KeySituation,
  members: readonly MatrixPrincipal[],
  actions: readonly string[],
  documents: Snapshot,
): readonly PredictedFor[] {
  const { facts, grants, context, notPrincipal } = situation;
  const policy = policyIn(situation, documents);
  return predictMatrix(
    members.map((member) => withRolePolicy(member, documents, facts)),
    actions,
    { arn: facts.key.arn, owner: facts.accountId, policy, grants, context },
    { notPrincipal },
  ).map((cell) => ({ ...cell, principal: cell.principal as PrincipalId }));
}

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
