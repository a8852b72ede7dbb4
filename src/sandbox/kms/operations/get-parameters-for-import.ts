import { randomBytes } from 'node:crypto';
import { GetParametersForImport$, type GetParametersForImportCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { newWrappingKey, requireAlgorithm } from '../wrapping.ts';

const VALID_MS = 24 * 3600 * 1000;
const TOKEN_BYTES = 256;

/**
 * Only the latest parameters are valid; on AWS, earlier ones are, too, until they expire.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GetParametersForImport.html
 */
export const GetParametersForImport = onKey<GetParametersForImportCommand>()({
  schema: GetParametersForImport$,
  context: ({ input }) => ({
    'kms:WrappingAlgorithm': input.WrappingAlgorithm,
    'kms:WrappingKeySpec': input.WrappingKeySpec,
  }),
  handle: async ({ input, key, now }) => {
    const { WrappingAlgorithm: algorithm, WrappingKeySpec: keySpec } = input;
    requireAlgorithm(algorithm, keySpec);
    const { publicKey, privateKey } = await newWrappingKey(keySpec);
    const token = randomBytes(TOKEN_BYTES);
    const validTo = new Date(now.getTime() + VALID_MS);
    key.importing = {
      privateKey: privateKey.toString('base64'),
      token: token.toString('base64'),
      algorithm,
      validTo: validTo.toISOString(),
    };
    return { KeyId: key.arn, ImportToken: token, PublicKey: publicKey, ParametersValidTo: validTo };
  },
});
