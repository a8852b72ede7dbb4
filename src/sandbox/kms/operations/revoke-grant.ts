import { RevokeGrant$, type RevokeGrantCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { refuseKmsDryRun } from '../cryptography.ts';
import { dropGrant } from '../grant-tokens.ts';
import { OF_GRANTS } from '../grants.ts';

export const RevokeGrant = onKey<RevokeGrantCommand>()({
  schema: RevokeGrant$,
  foreign: true,
  context: () => OF_GRANTS,
  handle: ({ input, key }) => {
    dropGrant(key, input.GrantId, () => refuseKmsDryRun(input));
    return {};
  },
});
