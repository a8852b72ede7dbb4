import type { Decision } from './decision.ts';
import type { PolicyDocument } from './document.ts';
import { evaluate } from './evaluate.ts';
import type { Caller, Context, NotPrincipalModel, Policies } from './request.ts';

/** A row: somebody, with the IAM policies and condition keys of theirs. */
export interface MatrixMember {
  readonly id: string;
  readonly caller: Caller;
  readonly policies: Pick<Policies, 'identity' | 'boundary'>;
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
  key: { readonly arn: string; readonly owner: string; readonly policy: PolicyDocument },
  options: { readonly notPrincipal?: NotPrincipalModel } = {},
): readonly PredictedCell[] {
  const resource = { name: 'the key policy', document: key.policy };
  return members.flatMap(({ id, caller, policies, context }) =>
    actions.map((action) => ({
      principal: id,
      action,
      decision: evaluate(
        { caller, action, resource: key.arn, ...(context ? { context } : {}) },
        { ...policies, owner: key.owner, resource },
        options,
      ),
    })),
  );
}
