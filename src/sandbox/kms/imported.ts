import { ServiceError } from '../operation.ts';
import type { Key, KeyMaterial } from '../world.ts';
import { fingerprint, materialIdOf, materialsOf, neverImported, shownId } from './material.ts';
import { invalidState } from './states.ts';

/** What a request to ImportKeyMaterial says about the material. */
export interface Import {
  readonly material: Buffer;
  /** `undefined`: new for a key that never had any, existing otherwise. */
  readonly type: string | undefined;
  /** In the form of answers. */
  readonly id: string | undefined;
  readonly validTo: Date | undefined;
  /** `undefined` keeps that of the same material's last import. */
  readonly description: string | undefined;
}

const KEY_BYTES = 32;

/**
 * The first material of a key becomes its current one; a new one is pending until the key is rotated to it. Throws
 * IncorrectKeyMaterialException, or KMSInvalidStateException if there is a pending one already. Returns its id.
 * https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-import-key-material.html
 */
export function importInto(key: Key, { material, type, id: named, validTo, description }: Import): string {
  const id = fingerprint(material);
  if (material.length !== KEY_BYTES) throw incorrect('The key material is not 256 bits long.');
  if (named !== undefined && named !== shownId(id)) throw incorrect('The key material has another id.');
  const isNew = (type ?? (neverImported(key) ? NEW : 'EXISTING_KEY_MATERIAL')) === NEW;
  const place = isNew ? placeForNew(key, id) : placeOf(key, id);
  place.material = material.toString('base64');
  place.materialId = id;
  delete place.validTo;
  if (validTo) place.validTo = validTo.toISOString();
  if (description !== undefined) place.materialDescription = description;
  if (key.state === 'PendingImport' && isComplete(key)) key.state = 'Enabled';
  return shownId(id);
}

const NEW = 'NEW_KEY_MATERIAL';

function placeForNew(key: Key, id: string): KeyMaterial {
  if (neverImported(key)) return key;
  if (key.pending) {
    throw invalidState(
      `New key material (id: ${shownId(id)}) cannot be imported into KMS key ${key.arn}, because another key material (id: ${shownId(materialIdOf(key.pending))}) is pending rotation.`,
    );
  }
  if (materialsOf(key).some((one) => one.id === id)) {
    throw incorrect('The key material is already associated with the key.');
  }
  key.pending = {};
  return key.pending;
}

function placeOf(key: Key, id: string): KeyMaterial {
  const known = materialsOf(key).find((one) => one.id === id);
  if (!known) throw incorrect('The key material is not one that was imported before.');
  return known.material;
}

/** The messages are inferred. */
const incorrect = (text: string): ServiceError => new ServiceError('IncorrectKeyMaterialException', text);

/** Every material that the key is permanently associated with is there. */
export const isComplete = (key: Key): boolean =>
  [...(key.former ?? []), key].every(({ material }) => material !== undefined);

/**
 * Deletes one of the key's materials. A pending one is not associated with the key any more; without one of the
 * others, the key is pending import.
 * https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-delete-key-material.html
 */
export function forgetMaterial(key: Key, material: KeyMaterial = key): void {
  if (material === key.pending) {
    delete key.pending;
    return;
  }
  delete material.material;
  delete material.validTo;
  if (key.state !== 'PendingDeletion') key.state = 'PendingImport';
}

/** Imported material that has expired is deleted. */
export function letTimePass(key: Key, now: Date): void {
  for (const material of expiring(key)) {
    if (Date.parse(String(material.validTo)) <= now.getTime()) forgetMaterial(key, material);
  }
}

/** Runs for every key with every call, and most keys have only one material. */
function expiring(key: Key): readonly KeyMaterial[] {
  const { former, pending, validTo } = key;
  if (!former && !pending) return validTo === undefined ? [] : [key];
  return [...(former ?? []), key, ...(pending ? [pending] : [])].filter((one) => one.validTo !== undefined);
}
