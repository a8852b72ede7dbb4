import { DeleteImportedKeyMaterial$, type DeleteImportedKeyMaterialCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { forgetMaterial, notFound } from '../keys.ts';
import { shownMaterialId } from '../material.ts';

/** Does nothing for a key without material. */
export const DeleteImportedKeyMaterial = onKey<DeleteImportedKeyMaterialCommand>()({
  schema: DeleteImportedKeyMaterial$,
  handle: ({ input, key }) => {
    const id = shownMaterialId(key);
    if (input.KeyMaterialId !== undefined && input.KeyMaterialId !== id) {
      throw notFound(`Key material ${input.KeyMaterialId} does not exist.`);
    }
    forgetMaterial(key);
    return { KeyId: key.arn, KeyMaterialId: id };
  },
});
