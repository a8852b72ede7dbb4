import type { Decision, DecisionOutcome } from '../policy/decision.ts';
import type { KeyControl } from '../policy/lock-out.ts';
import type { NotPrincipalModel } from '../policy/request.ts';
import type { Unsupplied } from '../policy/unsupplied.ts';
import type { Snapshot } from './resource.ts';
import type { Suggestion } from './suggestion.ts';

/** The matrix's rows, in the order they are shown. */
export const PRINCIPALS = {
  'instance-role': 'the instance role',
  operator: 'the operator',
  'another-admin': 'another admin',
  'user-a': 'userA, no MFA',
  'user-a-fresh-mfa': 'userA, MFA 60 s ago',
  'user-a-stale-mfa': 'userA, MFA 600 s ago',
  root: 'the account root',
  outsider: 'an outsider (kms:* in IAM)',
} as const satisfies Record<string, string>;

/** One row of the access matrix: whom the lab asks about. */
export type PrincipalId = keyof typeof PRINCIPALS;

/** The matrix's columns. */
export const MATRIX_ACTIONS = [
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:Decrypt',
  'kms:PutKeyPolicy',
  'kms:ScheduleKeyDeletion',
] as const;

/** One column of the access matrix: an action of KMS. */
export type LabAction = (typeof MATRIX_ACTIONS)[number];

/** What the account answered when kms-lab acted as the principal. */
export interface Observation {
  readonly outcome: DecisionOutcome | 'denied';
  /** The answer in short: `AccessDeniedException … with an explicit deny in a resource-based policy`. */
  readonly evidence: string;
}

/** One cell of the access matrix: what the policies predict, and what was observed. */
export interface Cell {
  readonly principal: PrincipalId;
  readonly action: LabAction;
  readonly predicted: Decision;
  /** What to type to change the decision, when the lab does not write that itself. */
  readonly next?: readonly Suggestion[];
  /** What another reading of NotPrincipal predicts, if it differs. */
  readonly otherwise?: { readonly [model in NotPrincipalModel]?: DecisionOutcome };
  /** Condition keys that the prediction lacks, and that may decide otherwise on AWS. */
  readonly unsupplied?: readonly Unsupplied[];
  /** Absent if kms-lab cannot act as the principal, or if acting would change the account. */
  readonly observed?: Observation;
  /** Why the target's answer does not count as an observation: the target does not enforce policies. */
  readonly unenforced?: string;
}

/** Who may do what with the key: one cell for each principal and action. */
export type AccessMatrix = readonly Cell[];

/** The evaluator's prediction for one principal and any action of KMS, in the matrix or not. */
export interface Foreseen {
  readonly principal: PrincipalId;
  /** `kms:DeleteAlias` */
  readonly action: string;
  readonly decision: Decision;
  /** As in a cell. */
  readonly unsupplied?: readonly Unsupplied[];
  /** What to type to change the decision, as in a cell. */
  readonly next?: readonly Suggestion[];
}

/** Answers who may do what with the key: predicted, or observed where that is possible. */
export interface Access {
  /** Predicted and, where possible, observed. `of`: try only these rows; predict the others. */
  matrix(of?: readonly PrincipalId[]): Promise<AccessMatrix>;
  /**
   * Predicted only, for documents that are not in the account yet. Resources that are not named are read from the
   * account.
   */
  predict(documents: Snapshot): Promise<AccessMatrix>;
  /**
   * The same for every action of KMS. `mfaAge`: as if every principal had given an MFA code this many seconds ago.
   * `of`: only these principals.
   */
  foresee(
    documents: Snapshot,
    as?: { readonly mfaAge?: number; readonly of?: readonly PrincipalId[] },
  ): Promise<readonly Foreseen[]>;
  /** May the operator still call PutKeyPolicy, or this action, once this key policy is in force? */
  operatorKeepsControl(documents: Snapshot, action?: KeyControl): Promise<Decision>;
}
