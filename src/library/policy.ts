import type { MatrixKey, MatrixMember } from '../policy/access-matrix.ts';
import { type PredictedCell, predictMatrix } from '../policy/access-matrix.ts';
import { type CanonicalDocument, canonical, sameDocument } from '../policy/canonical.ts';
import type { Decision } from '../policy/decision.ts';
import { type DocumentDiff, diffDocuments } from '../policy/diff.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { evaluatePolicies } from '../policy/evaluate.ts';
import { keepsControl, type LockOutQuestion } from '../policy/lock-out.ts';
import type { NotPrincipalModel, Policies, Request } from '../policy/request.ts';
import { checkArgument } from './check-arguments.ts';
import {
  ACTION_LIST,
  DOCUMENT,
  EVALUATION,
  LOCK_OUT_QUESTION,
  MATRIX_KEY,
  MATRIX_MEMBERS,
  POLICIES,
  REQUEST,
} from './policy-shapes.ts';

export type { MatrixKey, MatrixMember, PredictedCell } from '../policy/access-matrix.ts';
export type { CanonicalDocument, CanonicalStatement } from '../policy/canonical.ts';
export type {
  DecidingStatement,
  Decision,
  DecisionOutcome as Outcome,
  DecisionSource,
  PolicySource,
} from '../policy/decision.ts';
export type { DocumentDiff, MemberChange, StatementChange } from '../policy/diff.ts';
export type {
  ConditionBlock,
  ConditionValue,
  OneOrMore,
  PolicyDocument,
  PrincipalElement,
  PrincipalKind,
  Statement,
} from '../policy/document.ts';
export type { LockOutQuestion } from '../policy/lock-out.ts';
export type {
  Caller,
  Context,
  KeyGrant,
  NamedPolicy,
  NotPrincipalModel,
  Policies,
  Request as AccessRequest,
} from '../policy/request.ts';
export type { RefusalCode } from '../policy/validate/refusal.ts';
export { callerOf } from './caller-of.ts';
export { LibraryError, type LibraryErrorCode } from './library-error.ts';
export { policyOf as readPolicy } from './read-policy.ts';
export { type PolicyPlace, type ServiceRefusal, validate } from './validate.ts';

/** How to decide what AWS does not document. */
export interface EvaluationOptions {
  /** How `Deny` with `NotPrincipal` treats a role's session; `all-facets` if absent. */
  readonly notPrincipal?: NotPrincipalModel;
}

/**
 * Decides one request as AWS documents it: identity policies, permissions boundary, session policies, the policy of
 * the resource, grants of a key, within an account and across accounts. Service and resource control policies are not
 * included. Documents are parsed once and cached, so do not change them in place. Throws `ERR_USAGE`, `ERR_DOCUMENT`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function evaluate(request: Request, policies: Policies, options: EvaluationOptions = {}): Decision {
  checkArgument(REQUEST, request, 'request');
  checkArgument(POLICIES, policies, 'policies');
  checkArgument(EVALUATION, options, 'options');
  return evaluatePolicies(request, policies, options);
}

/**
 * Who may do what with a key: a cell for each member and action, member by member. Actions are named as in policies,
 * `kms:Decrypt`. Throws `ERR_USAGE`, `ERR_DOCUMENT`.
 */
export function accessMatrix(
  members: readonly MatrixMember[],
  actions: readonly string[],
  key: MatrixKey,
  options: EvaluationOptions = {},
): readonly PredictedCell[] {
  checkArgument(MATRIX_MEMBERS, members, 'members');
  checkArgument(ACTION_LIST, actions, 'actions');
  checkArgument(MATRIX_KEY, key, 'key');
  checkArgument(EVALUATION, options, 'options');
  return predictMatrix(members, actions, key, options);
}

/**
 * Whether the caller may still call PutKeyPolicy once the key policy is in force. If the outcome is not `allowed`,
 * KMS refuses to write the policy, and this caller could not manage a key that had it. Throws `ERR_USAGE`,
 * `ERR_DOCUMENT`.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html (BypassPolicyLockoutSafetyCheck)
 */
export function checkLockOut(question: LockOutQuestion): Decision {
  checkArgument(LOCK_OUT_QUESTION, question, 'question');
  return keepsControl(question);
}

/**
 * The document in the canonical spelling of its meaning: no `Sid`, no `Id`, lists everywhere, each sorted and without
 * repetition. Throws `ERR_DOCUMENT`.
 */
export function canonicalPolicy(policy: PolicyDocument): CanonicalDocument {
  checkArgument(DOCUMENT, policy, 'policy');
  return canonical(policy);
}

/** Whether two documents have the same meaning, however they are spelled. Throws `ERR_DOCUMENT`. */
export function samePolicy(one: PolicyDocument, other: PolicyDocument): boolean {
  checkArgument(DOCUMENT, one, 'one');
  checkArgument(DOCUMENT, other, 'other');
  return sameDocument(one, other);
}

/**
 * What differs in meaning, statement by statement. Statements are paired by `Sid`, then by similarity; one without a
 * partner was added or removed. Throws `ERR_DOCUMENT`.
 */
export function diffPolicies(before: PolicyDocument, after: PolicyDocument): DocumentDiff {
  checkArgument(DOCUMENT, before, 'before');
  checkArgument(DOCUMENT, after, 'after');
  return diffDocuments(before, after);
}
