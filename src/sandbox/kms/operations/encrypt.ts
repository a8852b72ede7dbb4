import { Encrypt$, type EncryptCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { seal } from '../cipher.ts';
import { cryptographicContext, refuseKmsDryRun, SYMMETRIC } from '../cryptography.ts';

export const Encrypt = onKey<EncryptCommand>()({
  schema: Encrypt$,
  readOnly: true,
  aliases: true,
  foreign: true,
  context: ({ input }) => cryptographicContext(input),
  handle: ({ input, key }) => {
    refuseKmsDryRun(input);
    return {
      KeyId: key.arn,
      CiphertextBlob: seal(key, input.Plaintext, input.EncryptionContext ?? {}),
      EncryptionAlgorithm: SYMMETRIC,
    };
  },
});
