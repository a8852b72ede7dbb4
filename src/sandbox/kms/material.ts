import { createHash } from 'node:crypto';
import type { Key } from '../world.ts';
import { pendingImport } from './states.ts';

/** SHA-256 of the material, base64, as `Key.materialId` has it. */
export const fingerprint = (material: Uint8Array): string =>
  createHash('sha256').update(material).digest('base64');

/** The 256 bits. Throws KMSInvalidStateException where there are none. */
export function materialOf(key: Key): Buffer {
  if (key.material === undefined) throw pendingImport(key);
  return Buffer.from(key.material, 'base64');
}

export const materialIdOf = (key: Key): string => key.materialId ?? fingerprint(materialOf(key));

/** 64 hexadecimal digits, as KMS's answers have it; absent before the first import. */
export const shownMaterialId = (key: Key): string | undefined =>
  key.material === undefined && key.materialId === undefined
    ? undefined
    : Buffer.from(materialIdOf(key), 'base64').toString('hex');
