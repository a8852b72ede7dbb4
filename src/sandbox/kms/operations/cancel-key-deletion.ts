import { CancelKeyDeletion$, type CancelKeyDeletionCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { isComplete } from '../imported.ts';

/** The key is then disabled. That a key without material is pending import again is inferred. */
export const CancelKeyDeletion = onKey<CancelKeyDeletionCommand>()({
  schema: CancelKeyDeletion$,
  handle: ({ key }) => {
    delete key.deletionDate;
    key.state = isComplete(key) ? 'Disabled' : 'PendingImport';
    return { KeyId: key.arn };
  },
});
