import type { Examination } from './examination.ts';
import { IDENTITY } from './identity.ts';
import { INSTANCE } from './instance.ts';
import { KEY } from './key.ts';
import { PERMISSIONS } from './permissions.ts';
import { ROLE_EXAMINATIONS } from './role.ts';
import { STORAGE } from './storage.ts';
import { USER_EXAMINATIONS } from './user.ts';

/** Every examination, each after those that it needs. */
export const EXAMINATIONS: readonly Examination[] = [
  ...IDENTITY,
  ...KEY,
  ...ROLE_EXAMINATIONS,
  ...INSTANCE,
  ...STORAGE,
  ...USER_EXAMINATIONS,
  ...PERMISSIONS,
];
