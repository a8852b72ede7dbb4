import type { Decision } from './decision.ts';
import type { PolicyDocument } from './document.ts';
import { evaluatePolicies } from './evaluate.ts';
import { operationKeys } from './kms-context.ts';
import type { Caller, Context, NotPrincipalModel, Policies } from './request.ts';

/** Who would write a key policy, and what else has a say over them. */
export interface LockOutQuestion {
  readonly caller: Caller;
  readonly keyArn: string;
  /** The document about to be written. */
  readonly keyPolicy: PolicyDocument;
  readonly policies: Pick<Policies, 'identity' | 'boundary' | 'session'>;
  readonly notPrincipal?: NotPrincipalModel;
  /** The request's condition keys: a statement that asks for MFA does not save a caller without it. */
  readonly context?: Context;
}

const ACTION = 'kms:PutKeyPolicy';

/**
 * May this caller still call PutKeyPolicy once the document is in force? KMS asks the same before it writes one, of the
 * caller's whole authorization and not of the document alone, and refuses with “The new key policy will not allow you
 * to update the key policy in the future.”
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
