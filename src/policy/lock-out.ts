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

/** What writes a key policy, and what kms-lab has to read before it can write one back. */
export const KEY_CONTROL = ['kms:PutKeyPolicy', 'kms:GetKeyPolicy', 'kms:DescribeKey'] as const;

/** One of the actions without which kms-lab cannot restore a key policy. */
export type KeyControl = (typeof KEY_CONTROL)[number];

/**
 * May this caller still call PutKeyPolicy, or the given action, once the document is in force? Of PutKeyPolicy, KMS
 * checks the same before it writes a policy, for the caller's whole authorization and not only for the document, and
 * refuses with “The new key policy will not allow you to update the key policy in the future.”
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html (BypassPolicyLockoutSafetyCheck)
 */
export function keepsControl(
  { caller, keyArn, keyPolicy, policies, notPrincipal, context }: LockOutQuestion,
  action: KeyControl = 'kms:PutKeyPolicy',
): Decision {
  const [, , , , owner = ''] = keyArn.split(':');
  return evaluatePolicies(
    { caller, action, resource: keyArn, context: { ...operationKeys(action), ...context } },
    { ...policies, owner, resource: { name: 'the key policy', document: keyPolicy } },
    notPrincipal ? { notPrincipal } : {},
  );
}
