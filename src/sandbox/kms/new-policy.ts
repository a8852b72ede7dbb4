import type { PolicyDocument } from '../../policy/document.ts';
import { keepsControl } from '../../policy/lock-out.ts';
import type { Context } from '../../policy/request.ts';
import { PolicyRefusal, validateKeyPolicy } from '../../policy/validate.ts';
import { callerPolicies } from '../caller-policies.ts';
import { type ApiCall, ServiceError } from '../operation.ts';
import { principalsIn, toUniqueIds } from '../principals.ts';
import { contextOf } from '../request-context.ts';

interface Bypass {
  readonly BypassPolicyLockoutSafetyCheck?: boolean | undefined;
}

/**
 * A key policy that is about to be written, in the form that the key stores. Refused unless its principals exist and
 * its writer could write it again; the writer may ask to skip the second check.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 */
export function acceptPolicy(call: ApiCall<Bypass>, keyArn: string, text: string): PolicyDocument {
  const document = validated(call, text);
  if (!call.input.BypassPolicyLockoutSafetyCheck) refuseLockOut(call, keyArn, document);
  return toUniqueIds(call.world, document);
}

/** An administrator can forbid skipping the check. */
export const bypassContext = ({ input }: ApiCall<Bypass>): Context => ({
  'kms:BypassPolicyLockoutSafetyCheck': String(input.BypassPolicyLockoutSafetyCheck ?? false),
});

function validated({ world }: ApiCall<unknown>, text: string): PolicyDocument {
  try {
    return validateKeyPolicy(text, principalsIn(world));
  } catch (error) {
    throw error instanceof PolicyRefusal ? new ServiceError(`${error.code}Exception`, error.message) : error;
  }
}

function refuseLockOut(call: ApiCall<Bypass>, keyArn: string, keyPolicy: PolicyDocument): void {
  const [, , , , owner = ''] = keyArn.split(':');
  const { outcome } = keepsControl({
    caller: call.identity.caller,
    keyArn,
    keyPolicy,
    policies: callerPolicies(call),
    context: contextOf(
      call,
      { action: 'kms:PutKeyPolicy', resource: keyArn, context: bypassContext(call) },
      owner,
    ),
  });
  if (outcome === 'allowed') return;
  throw new ServiceError(
    'MalformedPolicyDocumentException',
    'The new key policy will not allow you to update the key policy in the future.',
  );
}
