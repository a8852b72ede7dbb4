import { GenerateDataKeyPair$, type GenerateDataKeyPairCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { refuseKmsDryRun } from '../cryptography.ts';
import { newKeyPair, pairContext } from '../key-pair.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPair.html */
export const GenerateDataKeyPair = onKey<GenerateDataKeyPairCommand>()({
  schema: GenerateDataKeyPair$,
  readOnly: true,
  aliases: true,
  foreign: true,
  context: ({ input }) => pairContext(input),
  handle: async ({ input, key }) => {
    refuseKmsDryRun(input);
    const { privateKey, answer } = await newKeyPair(key, input);
    return { ...answer, PrivateKeyPlaintext: privateKey };
  },
});
