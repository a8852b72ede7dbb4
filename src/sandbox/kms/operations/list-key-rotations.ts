import {
  ListKeyRotations$,
  type ListKeyRotationsCommand,
  type RotationsListEntry,
} from '@aws-sdk/client-kms';
import type { Key, KeyMaterial } from '../../world.ts';
import { onKey } from '../call.ts';
import { requireOneOf } from '../constraints.ts';
import { materialsOf, shownId } from '../material.ts';
import { kmsPage } from '../page.ts';

type Materials = ReturnType<typeof materialsOf>;

/** The materials that the key was rotated to and, if requested, its first one and a pending one: oldest first. */
export const ListKeyRotations = onKey<ListKeyRotationsCommand>()({
  schema: ListKeyRotations$,
  readOnly: true,
  context: ({ input }) => {
    requireOneOf('IncludeKeyMaterial', input.IncludeKeyMaterial, ['ALL_KEY_MATERIAL', 'ROTATIONS_ONLY']);
    return {};
  },
  handle: ({ input, key }) => {
    const all = input.IncludeKeyMaterial === 'ALL_KEY_MATERIAL';
    const listed = materialsOf(key).filter(({ since }) => all || since !== undefined);
    const { items, rest } = kmsPage(listed, { Limit: 100, ...input }, ({ id }) => orderOf(listed, id));
    return { Rotations: items.map((item) => rotationEntry(key, item)), ...rest };
  },
});

const orderOf = (listed: Materials, id: string): string =>
  `${String(listed.findIndex((one) => one.id === id)).padStart(3, '0')} ${id}`;

const rotationEntry = (key: Key, { id, state, since, material }: Materials[number]): RotationsListEntry => ({
  KeyId: key.arn,
  KeyMaterialId: shownId(id),
  KeyMaterialState: state,
  ...(key.origin === 'EXTERNAL' ? importEntry(material) : {}),
  ...(since === undefined ? {} : { RotationDate: new Date(since), RotationType: 'ON_DEMAND' }),
});

const importEntry = ({
  material,
  validTo,
  materialDescription,
}: KeyMaterial): Partial<RotationsListEntry> => ({
  KeyMaterialDescription: materialDescription,
  ...(material === undefined
    ? { ImportState: 'PENDING_IMPORT' }
    : {
        ImportState: 'IMPORTED',
        ExpirationModel: validTo === undefined ? 'KEY_MATERIAL_DOES_NOT_EXPIRE' : 'KEY_MATERIAL_EXPIRES',
        ValidTo: validTo === undefined ? undefined : new Date(validTo),
      }),
});
