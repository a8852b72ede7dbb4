import { ScheduleKeyDeletion$, type ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { kmsValidationError } from '../constraints.ts';

const MIN_DAYS = 7;
const MAX_DAYS = 30;
const DEFAULT_DAYS = 30;

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html */
export const ScheduleKeyDeletion = onKey<ScheduleKeyDeletionCommand>()({
  schema: ScheduleKeyDeletion$,
  context: ({ input: { PendingWindowInDays: days = DEFAULT_DAYS } }) => ({
    'kms:ScheduleKeyDeletionPendingWindowInDays': String(days),
  }),
  handle: ({ input: { PendingWindowInDays: days = DEFAULT_DAYS }, key, now }) => {
    if (days < MIN_DAYS || days > MAX_DAYS) {
      throw kmsValidationError(`PendingWindowInDays must be between ${MIN_DAYS} and ${MAX_DAYS}.`);
    }
    const deletion = new Date(now.getTime() + days * 24 * 3600 * 1000);
    key.state = 'PendingDeletion';
    key.deletionDate = deletion.toISOString();
    return { KeyId: key.arn, KeyState: key.state, DeletionDate: deletion, PendingWindowInDays: days };
  },
});
