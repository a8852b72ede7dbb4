import { createHash, randomBytes } from 'node:crypto';
import type { Key } from '../world.ts';
import { pendingImport } from './states.ts';

/** SHA-256 of the material, base64, as in `Key.materialId`. */
export const fingerprint = (material: Uint8Array): string =>
  createHash('sha256').update(material).digest('base64');

/** Created by KMS itself. */
export function newMaterial(): Required<Pick<Key, 'material' | 'materialId'>> {
  const material = randomBytes(32);
  return { material: material.toString('base64'), materialId: fingerprint(material) };
}

/** What was encrypted under the old material can still be decrypted. */
export function rotate(key: Key, now: Date): void {
  const old = { material: materialOf(key).toString('base64'), materialId: materialIdOf(key) };
  key.former = [...(key.former ?? []), { ...old, until: now.toISOString() }];
  Object.assign(key, newMaterial());
}

/** The 256 bits. Throws KMSInvalidStateException if there are none. */
export function materialOf(key: Key): Buffer {
  if (key.material === undefined) throw pendingImport(key);
  return Buffer.from(key.material, 'base64');
}

export const materialIdOf = (key: Key): string => key.materialId ?? fingerprint(materialOf(key));

/** The current material or an earlier one, by its id. */
export function materialNamed(key: Key, id: string): Buffer | undefined {
  if (id === materialIdOf(key)) return materialOf(key);
  const former = key.former?.find(({ materialId }) => materialId === id);
  return former && Buffer.from(former.material, 'base64');
}

/** All earlier materials and the current one, oldest first; the first one has the key's own time. */
export function materialsOf(key: Key): readonly { readonly id: string; readonly since?: string }[] {
  if (key.material === undefined && key.materialId === undefined) return [];
  const former = key.former ?? [];
  const ids = [...former.map(({ materialId }) => materialId), materialIdOf(key)];
  return ids.map((id, at) => ({ id, ...(at > 0 ? { since: former[at - 1]?.until } : {}) }));
}

/** 64 hexadecimal digits, as in KMS's answers; absent before the first import. */
export const shownMaterialId = (key: Key): string | undefined =>
  key.material === undefined && key.materialId === undefined ? undefined : shownId(materialIdOf(key));

export const shownId = (id: string): string => Buffer.from(id, 'base64').toString('hex');
