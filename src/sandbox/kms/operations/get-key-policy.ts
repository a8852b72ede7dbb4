import { GetKeyPolicy$, type GetKeyPolicyCommand } from '@aws-sdk/client-kms';
import { toArns } from '../../principals.ts';
import { onKey } from '../call.ts';
import { POLICY_NAME, requirePolicyName } from '../policy-name.ts';
import { policyText } from '../policy-text.ts';

export const GetKeyPolicy = onKey<GetKeyPolicyCommand>()({
  schema: GetKeyPolicy$,
  readOnly: true,
  handle: ({ input, key, world }) => {
    requirePolicyName(input);
    return { Policy: policyText(toArns(world, key.policy)), PolicyName: POLICY_NAME };
  },
});
