import {
  GenerateDataKeyPairWithoutPlaintext$,
  type GenerateDataKeyPairWithoutPlaintextCommand,
} from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { seal } from '../cipher.ts';
import { refuseDryRun } from '../cryptography.ts';
import { newKeyPair, pairContext } from '../key-pair.ts';
import { shownMaterialId } from '../material.ts';

export const GenerateDataKeyPairWithoutPlaintext = onKey<GenerateDataKeyPairWithoutPlaintextCommand>()({
  schema: GenerateDataKeyPairWithoutPlaintext$,
  readOnly: true,
  aliases: true,
  foreign: true,
  context: ({ input }) => pairContext(input),
  handle: async ({ input, key }) => {
    refuseDryRun(input);
    const { privateKey, publicKey } = await newKeyPair(input.KeyPairSpec);
    return {
      KeyId: key.arn,
      KeyPairSpec: input.KeyPairSpec,
      PublicKey: publicKey,
      PrivateKeyCiphertextBlob: seal(key, privateKey, input.EncryptionContext ?? {}),
      KeyMaterialId: shownMaterialId(key),
    };
  },
});
