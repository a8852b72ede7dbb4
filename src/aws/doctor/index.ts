import type { Examination } from './examination.ts';
import { IDENTITY } from './identity.ts';
import { INSTANCE } from './instance.ts';
import { KEY } from './key.ts';
import { PERMISSIONS } from './permissions.ts';
import { ROLE } from './role.ts';
import { STORAGE } from './storage.ts';
import { USER } from './user.ts';

/** Every examination, each behind those it needs. */
export const EXAMINATIONS: readonly Examination[] = [
  ...IDENTITY,
  ...KEY,
  ...ROLE,
  ...INSTANCE,
  ...STORAGE,
  ...USER,
  ...PERMISSIONS,
];
