import {
  GenerateDataKeyPairWithoutPlaintext$,
  type GenerateDataKeyPairWithoutPlaintextCommand,
} from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { refuseDryRun } from '../cryptography.ts';
import { newKeyPair, pairContext } from '../key-pair.ts';

export const GenerateDataKeyPairWithoutPlaintext = onKey<GenerateDataKeyPairWithoutPlaintextCommand>()({
  schema: GenerateDataKeyPairWithoutPlaintext$,
  readOnly: true,
  aliases: true,
  foreign: true,
  context: ({ input }) => pairContext(input),
  handle: async ({ input, key }) => {
    refuseDryRun(input);
    return (await newKeyPair(key, input)).answer;
  },
});
