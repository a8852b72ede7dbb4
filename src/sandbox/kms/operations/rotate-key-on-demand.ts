import { RotateKeyOnDemand$, type RotateKeyOnDemandCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { rotate } from '../material.ts';

export const RotateKeyOnDemand = onKey<RotateKeyOnDemandCommand>()({
  schema: RotateKeyOnDemand$,
  handle: ({ key, now }) => {
    rotate(key, now);
    return { KeyId: key.arn };
  },
});
