import {
  GenerateDataKeyPairWithoutPlaintext$,
  type GenerateDataKeyPairWithoutPlaintextCommand,
} from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { refuseKmsDryRun } from '../cryptography.ts';
import { newKeyPair, pairContext } from '../key-pair.ts';

export const GenerateDataKeyPairWithoutPlaintext = onKey<GenerateDataKeyPairWithoutPlaintextCommand>()({
  schema: GenerateDataKeyPairWithoutPlaintext$,
  readOnly: true,
  aliases: true,
  foreign: true,
  context: ({ input }) => pairContext(input),
  handle: async ({ input, key }) => {
    refuseKmsDryRun(input);
    return (await newKeyPair(key, input)).answer;
  },
});
