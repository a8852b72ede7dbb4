import { ListKeyRotations$, type ListKeyRotationsCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { requireOneOf } from '../constraints.ts';
import { materialsOf, shownId } from '../material.ts';
import { kmsPage } from '../page.ts';

/** The materials that the key was rotated to and, if requested, its first one: oldest first. */
export const ListKeyRotations = onKey<ListKeyRotationsCommand>()({
  schema: ListKeyRotations$,
  readOnly: true,
  context: ({ input }) => {
    requireOneOf('IncludeKeyMaterial', input.IncludeKeyMaterial, ['ALL_KEY_MATERIAL', 'ROTATIONS_ONLY']);
    return {};
  },
  handle: ({ input, key }) => {
    const all = input.IncludeKeyMaterial === 'ALL_KEY_MATERIAL';
    const materials = materialsOf(key);
    const current = materials.at(-1);
    const listed = materials.filter(({ since }) => all || since !== undefined);
    const { items, rest } = kmsPage(listed, input, ({ id, since = '' }) => `${since} ${id}`);
    return {
      Rotations: items.map(({ id, since }) => ({
        KeyId: key.arn,
        KeyMaterialId: shownId(id),
        KeyMaterialState: id === current?.id ? ('CURRENT' as const) : ('NON_CURRENT' as const),
        ...(since === undefined ? {} : { RotationDate: new Date(since), RotationType: 'ON_DEMAND' as const }),
      })),
      ...rest,
    };
  },
});
