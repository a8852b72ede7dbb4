import { EnableKey$, type EnableKeyCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';

export const EnableKey = onKey<EnableKeyCommand>()({
  schema: EnableKey$,
  handle: ({ key }) => {
    key.state = 'Enabled';
    return {};
  },
});
