import {
  GenerateDataKeyWithoutPlaintext$,
  type GenerateDataKeyWithoutPlaintextCommand,
} from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { seal } from '../cipher.ts';
import { dataKeyContext, newDataKey, refuseKmsDryRun } from '../cryptography.ts';
import { shownMaterialId } from '../material.ts';

export const GenerateDataKeyWithoutPlaintext = onKey<GenerateDataKeyWithoutPlaintextCommand>()({
  schema: GenerateDataKeyWithoutPlaintext$,
  readOnly: true,
  aliases: true,
  foreign: true,
  context: ({ input }) => dataKeyContext(input),
  handle: ({ input, key }) => {
    refuseKmsDryRun(input);
    return {
      KeyId: key.arn,
      CiphertextBlob: seal(key, newDataKey(input), input.EncryptionContext ?? {}),
      KeyMaterialId: shownMaterialId(key),
    };
  },
});
