import { GenerateDataKeyPair$, type GenerateDataKeyPairCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { seal } from '../cipher.ts';
import { refuseDryRun } from '../cryptography.ts';
import { newKeyPair, pairContext } from '../key-pair.ts';
import { shownMaterialId } from '../material.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPair.html */
export const GenerateDataKeyPair = onKey<GenerateDataKeyPairCommand>()({
  schema: GenerateDataKeyPair$,
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
      PrivateKeyPlaintext: privateKey,
      PrivateKeyCiphertextBlob: seal(key, privateKey, input.EncryptionContext ?? {}),
      KeyMaterialId: shownMaterialId(key),
    };
  },
});
