import { DisableKeyRotation$, type DisableKeyRotationCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';

export const DisableKeyRotation = onKey<DisableKeyRotationCommand>()({
  schema: DisableKeyRotation$,
  handle: ({ key }) => {
    delete key.rotation;
    return {};
  },
});
