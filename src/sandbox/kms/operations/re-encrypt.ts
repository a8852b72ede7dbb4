import { ReEncrypt$, type ReEncryptCommand } from '@aws-sdk/client-kms';
import { type InputOf, operation } from '../../operation.ts';
import { beginKmsCall, demandOn, keyOfCall } from '../call.ts';
import { seal } from '../cipher.ts';
import { demandToOpen, open, type Sealed } from '../ciphertext.ts';
import { cryptographicContext, refuseKmsDryRun, SYMMETRIC } from '../cryptography.ts';
import { shownMaterialId } from '../material.ts';
import { requireState } from '../states.ts';

const NAMING = { aliases: true, foreign: true } as const;

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ReEncrypt.html */
export const ReEncrypt = operation<ReEncryptCommand>()({
  schema: ReEncrypt$,
  readOnly: true,
  demands: (call) => {
    beginKmsCall(call);
    const { input } = call;
    const from = cryptographicContext({
      EncryptionContext: input.SourceEncryptionContext,
      EncryptionAlgorithm: input.SourceEncryptionAlgorithm,
    });
    const to = cryptographicContext({
      EncryptionContext: input.DestinationEncryptionContext,
      EncryptionAlgorithm: input.DestinationEncryptionAlgorithm,
    });
    const source = demandToOpen(call, 'kms:ReEncryptFrom', sealedOf(input), from);
    const destination = demandOn(call, 'kms:ReEncryptTo', input.DestinationKeyId, NAMING, to);
    const same = { 'kms:ReEncryptOnSameKey': String(source.resource === destination.resource) };
    return [source, destination].map((demand) => ({ ...demand, context: { ...demand.context, ...same } }));
  },
  handle: (call) => {
    const { input } = call;
    const source = open(call, 'ReEncrypt', sealedOf(input));
    const destination = keyOfCall(call, input.DestinationKeyId, NAMING);
    requireState(destination, 'ReEncrypt');
    refuseKmsDryRun(input);
    return {
      CiphertextBlob: seal(destination, source.plaintext, input.DestinationEncryptionContext ?? {}),
      SourceKeyId: source.key.arn,
      KeyId: destination.arn,
      SourceEncryptionAlgorithm: SYMMETRIC,
      DestinationEncryptionAlgorithm: SYMMETRIC,
      SourceKeyMaterialId: source.materialId,
      DestinationKeyMaterialId: shownMaterialId(destination),
    };
  },
});

const sealedOf = ({
  CiphertextBlob,
  SourceKeyId,
  SourceEncryptionContext = {},
}: InputOf<ReEncryptCommand>): Sealed => ({
  blob: CiphertextBlob,
  keyId: SourceKeyId,
  context: SourceEncryptionContext,
});
