import type { Decision } from './decision.ts';
import type { PolicyDocument } from './document.ts';
import { evaluatePolicies } from './evaluate.ts';
import { operationKeys } from './kms-context.ts';
import type { Caller, Context, NotPrincipalModel, Policies } from './request.ts';

/** Who would write a key policy, and what else decides about them. */
export interface LockOutQuestion {
  readonly caller: Caller;
  readonly keyArn: string;
  /** The document about to be written. */
  readonly keyPolicy: PolicyDocument;
  readonly policies: Pick<Policies, 'identity' | 'boundary' | 'session'>;
  readonly notPrincipal?: NotPrincipalModel;
  /** The request's condition keys: a statement that requires MFA does not help a caller without it. */
  readonly context?: Context;
}

const ACTION = 'kms:PutKeyPolicy';

/**
 * May this caller still call PutKeyPolicy once the document is in force? KMS checks the same before it writes a
 * policy, for the caller's whole authorization and not only for the document, and refuses with “The new key policy
 * will not allow you to update the key policy in the future.”
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html (BypassPolicyLockoutSafetyCheck)
 */
export function keepsControl({
  caller,
  keyArn,
  keyPolicy,
  policies,
  notPrincipal,
  context,
}: LockOutQuestion): Decision {
  const [, , , , owner = ''] = keyArn.split(':');
  return evaluatePolicies(
    { caller, action: ACTION, resource: keyArn, context: { ...operationKeys(ACTION), ...context } },
    { ...policies, owner, resource: { name: 'the key policy', document: keyPolicy } },
    notPrincipal ? { notPrincipal } : {},
  );
}
