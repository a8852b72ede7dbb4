import type { Decision } from './decision.ts';
import type { PolicyDocument } from './document.ts';
import { evaluatePolicies } from './evaluate.ts';
import { operationKeys } from './kms-context.ts';
import type { Caller, Context, KeyGrant, NotPrincipalModel, Policies } from './request.ts';

/** A row: a caller, with its IAM policies and condition keys. */
export interface MatrixMember {
  readonly id: string;
  readonly caller: Caller;
  readonly policies: Pick<Policies, 'identity' | 'boundary' | 'session'>;
  readonly context?: Context;
}

/** The key, and everything on its side that decides. */
export interface MatrixKey {
  readonly arn: string;
  readonly owner: string;
  readonly policy: PolicyDocument;
  readonly grants?: readonly KeyGrant[];
  /** Condition keys that the key determines. */
  readonly context?: Context;
}

export interface PredictedCell {
  readonly principal: string;
  readonly action: string;
  readonly decision: Decision;
}

/** Who may do what with a key: one cell for each member and action, row by row. */
export function predictMatrix(
  members: readonly MatrixMember[],
  actions: readonly string[],
  { arn, owner, policy, grants, context: ofKey }: MatrixKey,
  options: { readonly notPrincipal?: NotPrincipalModel } = {},
): readonly PredictedCell[] {
  const resource = { name: 'the key policy', document: policy };
  return members.flatMap(({ id, caller, policies, context }) =>
    actions.map((action) => ({
      principal: id,
      action,
      decision: evaluatePolicies(
        { caller, action, resource: arn, context: { ...ofKey, ...operationKeys(action), ...context } },
        { ...policies, owner, resource, ...(grants ? { grants } : {}) },
        options,
      ),
    })),
  );
}
