import { RotateKeyOnDemand$, type RotateKeyOnDemandCommand } from '@aws-sdk/client-kms';
import { ServiceError } from '../../operation.ts';
import { onKey } from '../call.ts';
import { rotate } from '../material.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_RotateKeyOnDemand.html */
const MOST_ROTATIONS = 25;

export const RotateKeyOnDemand = onKey<RotateKeyOnDemandCommand>()({
  schema: RotateKeyOnDemand$,
  handle: ({ key, now }) => {
    if ((key.former?.length ?? 0) >= MOST_ROTATIONS) {
      throw new ServiceError(
        'LimitExceededException',
        `${key.arn} has been rotated on demand ${MOST_ROTATIONS} times.`,
      );
    }
    rotate(key, now);
    return { KeyId: key.arn };
  },
});
