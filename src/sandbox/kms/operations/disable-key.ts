import { DisableKey$, type DisableKeyCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';

export const DisableKey = onKey<DisableKeyCommand>()({
  schema: DisableKey$,
  handle: ({ key }) => {
    key.state = 'Disabled';
    return {};
  },
});
