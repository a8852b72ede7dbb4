import { Decrypt$, type DecryptCommand } from '@aws-sdk/client-kms';
import { type InputOf, operation } from '../../operation.ts';
import { beginKmsCall } from '../call.ts';
import { demandToOpen, open, type Sealed } from '../ciphertext.ts';
import { cryptographicContext, refuseKmsDryRun, SYMMETRIC } from '../cryptography.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html */
export const Decrypt = operation<DecryptCommand>()({
  schema: Decrypt$,
  readOnly: true,
  demands: (call) => {
    beginKmsCall(call);
    return [demandToOpen(call, 'kms:Decrypt', sealedOf(call.input), cryptographicContext(call.input))];
  },
  handle: (call) => {
    const { key, plaintext, materialId } = open(call, 'Decrypt', sealedOf(call.input));
    refuseKmsDryRun(call.input);
    return {
      KeyId: key.arn,
      Plaintext: plaintext,
      EncryptionAlgorithm: SYMMETRIC,
      KeyMaterialId: materialId,
    };
  },
});

const sealedOf = ({ CiphertextBlob, KeyId, EncryptionContext = {} }: InputOf<DecryptCommand>): Sealed => ({
  blob: CiphertextBlob,
  keyId: KeyId,
  context: EncryptionContext,
});
