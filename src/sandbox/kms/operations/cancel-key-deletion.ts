import { CancelKeyDeletion$, type CancelKeyDeletionCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';

/** The key is disabled then. That one without material waits for its import again is inferred. */
export const CancelKeyDeletion = onKey<CancelKeyDeletionCommand>()({
  schema: CancelKeyDeletion$,
  handle: ({ key }) => {
    delete key.deletionDate;
    key.state = key.material === undefined ? 'PendingImport' : 'Disabled';
    return { KeyId: key.arn };
  },
});
