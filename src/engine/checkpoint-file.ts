import * as v from 'valibot';
import type { Checkpoint } from '../contract/checkpoint.ts';
import { KEPT, MOMENT, SNAPSHOT } from './kept-shapes.ts';
import type { SealedState } from './state-file.ts';

/** What a checkpoint’s file holds, with its digest. */
export const CHECKPOINT = v.looseObject({
  ...KEPT,
  id: v.string(),
  kind: v.picklist(['baseline', 'step', 'named']),
  takenAt: MOMENT,
  documents: SNAPSHOT,
  surroundings: v.optional(v.record(v.string(), v.string())),
  provisional: v.optional(v.literal(true)),
});

const UNVERIFIED = { intact: undefined, broken: 'changed', none: 'without digest' } as const;

/** The same as a checkpoint, with what its digest says. */
export function checkpointOfFile({
  content,
  seal,
}: SealedState<v.InferOutput<typeof CHECKPOINT>>): Checkpoint {
  const { digest: _, unverified: __, ...members } = content;
  const unverified = UNVERIFIED[seal];
  return { ...members, ...(unverified ? { unverified } : {}) } as unknown as Checkpoint;
}

/** A checkpoint's name is also a file's name, and must not be a path. */
export const FILE_NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;
