import { createHash, randomBytes } from 'node:crypto';
import { ServiceError } from '../operation.ts';
import type { Key, KeyMaterial } from '../world.ts';
import { invalidState, pendingImport } from './states.ts';

/** SHA-256 of the material, base64, as in `Key.materialId`. */
export const fingerprint = (material: Uint8Array): string =>
  createHash('sha256').update(material).digest('base64');

/** Created by KMS itself. */
export function newMaterial(): Required<Pick<Key, 'material' | 'materialId'>> {
  const material = randomBytes(32);
  return { material: material.toString('base64'), materialId: fingerprint(material) };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_RotateKeyOnDemand.html */
const MOST_ROTATIONS = 25;

/** To new material, or to that which waits for it. What was encrypted under the old one can still be decrypted. */
export function rotate(key: Key, now: Date): void {
  const next = key.origin === 'EXTERNAL' ? key.pending : newMaterial();
  if (!next) {
    throw invalidState(`No available key material pending rotation for the key: ${key.arn}.`);
  }
  if ((key.former?.length ?? 0) >= MOST_ROTATIONS) {
    throw new ServiceError(
      'LimitExceededException',
      `The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be performed for this key: ${key.arn}`,
    );
  }
  const { material, validTo, materialDescription } = key;
  const old = {
    material,
    materialId: materialIdOf(key),
    validTo,
    materialDescription,
    until: now.toISOString(),
  };
  key.former = [...(key.former ?? []), present(old)];
  for (const member of MEMBERS) delete key[member];
  delete key.pending;
  Object.assign(key, next);
}

const MEMBERS = ['material', 'materialId', 'validTo', 'materialDescription'] as const;

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the members that are undefined. */
const present = <T extends object>(value: T): Present<T> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Present<T>;

/** The 256 bits of the current material. Throws KMSInvalidStateException if there are none. */
export function materialOf(key: Key): Buffer {
  if (key.material === undefined) throw pendingImport(key);
  return Buffer.from(key.material, 'base64');
}

/** `material` must not be empty. */
export const materialIdOf = ({ material = '', materialId }: KeyMaterial): string =>
  materialId ?? fingerprint(Buffer.from(material, 'base64'));

/** The current material or an earlier one, by its id. */
export function materialNamed(key: Key, id: string): Buffer | undefined {
  if (id === materialIdOf(key)) return materialOf(key);
  const { material } = key.former?.find(({ materialId }) => materialId === id) ?? {};
  return material === undefined ? undefined : Buffer.from(material, 'base64');
}

interface Listed {
  readonly material: KeyMaterial;
  readonly id: string;
  readonly state: 'NON_CURRENT' | 'CURRENT' | 'PENDING_ROTATION';
  /** When the key was rotated to it; absent for the first one and for one that is pending. */
  readonly since?: string | undefined;
}

/** Every material of the key, oldest first. */
export function materialsOf(key: Key): readonly Listed[] {
  if (neverImported(key)) return [];
  const former = key.former ?? [];
  const used = [...former, key].map((material, at) => ({
    material,
    id: materialIdOf(material),
    state: material === key ? ('CURRENT' as const) : ('NON_CURRENT' as const),
    since: former[at - 1]?.until,
  }));
  const { pending } = key;
  return pending
    ? [...used, { material: pending, id: materialIdOf(pending), state: 'PENDING_ROTATION' }]
    : used;
}

/** Nothing was ever imported into it. */
export const neverImported = ({ material, materialId }: KeyMaterial): boolean =>
  material === undefined && materialId === undefined;

/** 64 hexadecimal digits, as in KMS's answers; absent before the first import. */
export const shownMaterialId = (material: KeyMaterial): string | undefined =>
  neverImported(material) ? undefined : shownId(materialIdOf(material));

export const shownId = (id: string): string => Buffer.from(id, 'base64').toString('hex');
