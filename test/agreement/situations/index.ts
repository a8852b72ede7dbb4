import type { Situation, Subject } from '../situation.ts';
import { boundariesAndGrants } from './boundaries-and-grants.ts';
import { keyPolicies } from './key-policies.ts';
import { keys } from './keys.ts';
import { operators } from './operators.ts';
import { rolePolicies } from './role-policies.ts';
import { storageAndInstances } from './storage-and-instances.ts';
import { versionsAndUsers } from './versions-and-users.ts';

export const SUBJECTS: readonly Subject[] = [
  keyPolicies,
  rolePolicies,
  boundariesAndGrants,
  keys,
  versionsAndUsers,
  storageAndInstances,
  operators,
];

export const SITUATIONS: readonly Situation[] = SUBJECTS.flatMap(({ situations }) => situations);
