import { GetKeyRotationStatus$, type GetKeyRotationStatusCommand } from '@aws-sdk/client-kms';
import type { Key } from '../../world.ts';
import { onKey } from '../call.ts';

/**
 * A key that is pending deletion is not rotated; its status returns if the deletion is canceled.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html
 */
export const GetKeyRotationStatus = onKey<GetKeyRotationStatusCommand>()({
  schema: GetKeyRotationStatus$,
  readOnly: true,
  foreign: true,
  handle: ({ key: { arn, rotation, state }, now }) =>
    rotation && state !== 'PendingDeletion'
      ? {
          KeyId: arn,
          KeyRotationEnabled: true,
          RotationPeriodInDays: rotation.days,
          NextRotationDate: nextRotation(rotation, now),
        }
      : { KeyId: arn, KeyRotationEnabled: false },
});

function nextRotation({ since, days }: NonNullable<Key['rotation']>, now: Date): Date {
  const period = days * 24 * 3600 * 1000;
  const passed = Math.floor((now.getTime() - Date.parse(since)) / period);
  return new Date(Date.parse(since) + (passed + 1) * period);
}
