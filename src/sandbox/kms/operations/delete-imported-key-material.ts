import { DeleteImportedKeyMaterial$, type DeleteImportedKeyMaterialCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { forgetMaterial } from '../imported.ts';
import { notFound } from '../keys.ts';
import { materialsOf, shownId, shownMaterialId } from '../material.ts';

/** Does nothing for a key without material. Without an id, it is about the current material. */
export const DeleteImportedKeyMaterial = onKey<DeleteImportedKeyMaterialCommand>()({
  schema: DeleteImportedKeyMaterial$,
  handle: ({ input: { KeyMaterialId: id }, key }) => {
    const named = id === undefined ? key : materialsOf(key).find((one) => shownId(one.id) === id)?.material;
    if (!named) throw notFound(`Key material ${id} does not exist.`);
    const KeyMaterialId = shownMaterialId(named);
    forgetMaterial(key, named);
    return { KeyId: key.arn, KeyMaterialId };
  },
});
