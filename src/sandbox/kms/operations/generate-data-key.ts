import { GenerateDataKey$, type GenerateDataKeyCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { seal } from '../cipher.ts';
import { dataKeyContext, newDataKey, refuseKmsDryRun } from '../cryptography.ts';
import { shownMaterialId } from '../material.ts';

export const GenerateDataKey = onKey<GenerateDataKeyCommand>()({
  schema: GenerateDataKey$,
  readOnly: true,
  aliases: true,
  foreign: true,
  context: ({ input }) => dataKeyContext(input),
  handle: ({ input, key }) => {
    refuseKmsDryRun(input);
    const dataKey = newDataKey(input);
    return {
      KeyId: key.arn,
      Plaintext: dataKey,
      CiphertextBlob: seal(key, dataKey, input.EncryptionContext ?? {}),
      KeyMaterialId: shownMaterialId(key),
    };
  },
});
