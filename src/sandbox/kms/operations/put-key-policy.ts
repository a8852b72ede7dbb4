import { PutKeyPolicy$, type PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { acceptPolicy, bypassContext } from '../new-policy.ts';
import { requirePolicyName } from '../policy-name.ts';

/** Works in every state of the key. https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html */
export const PutKeyPolicy = onKey<PutKeyPolicyCommand>()({
  schema: PutKeyPolicy$,
  context: bypassContext,
  handle: (call) => {
    requirePolicyName(call.input);
    call.key.policy = acceptPolicy(call, call.key.arn, call.input.Policy);
    return {};
  },
});
