import type { Decision } from './decision.ts';
import type { PolicyDocument } from './document.ts';
import { evaluatePolicies } from './evaluate.ts';
import { operationKeys } from './kms-context.ts';
import type { Caller, Context, KeyGrant, NotPrincipalModel, Policies } from './request.ts';
import { type Unsupplied, unsuppliedIn } from './unsupplied.ts';

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
  /** Condition keys that AWS may have and the prediction lacks; absent if no condition depends on one. */
  readonly unsupplied?: readonly Unsupplied[];
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
    actions.map((action) => {
      const asked = { ...ofKey, ...operationKeys(action), ...context };
      const request = { caller, action, resource: arn, context: asked };
      const counted = { ...policies, owner, resource, ...(grants ? { grants } : {}) };
      const unsupplied = unsuppliedIn(request, counted);
      return {
        principal: id,
        action,
        decision: evaluatePolicies(request, counted, options),
        ...(unsupplied.length > 0 ? { unsupplied } : {}),
      };
    }),
  );
}
