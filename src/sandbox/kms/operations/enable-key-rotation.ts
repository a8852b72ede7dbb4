import { EnableKeyRotation$, type EnableKeyRotationCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';

const DEFAULT_DAYS = 365;

export const EnableKeyRotation = onKey<EnableKeyRotationCommand>()({
  schema: EnableKeyRotation$,
  context: ({ input: { RotationPeriodInDays: days = DEFAULT_DAYS } }) => ({
    'kms:RotationPeriodInDays': String(days),
  }),
  handle: ({ input: { RotationPeriodInDays: days = DEFAULT_DAYS }, key, now }) => {
    key.rotation = { since: now.toISOString(), days };
    return {};
  },
});
