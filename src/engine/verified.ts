import type { Checkpoint } from '../contract/checkpoint.ts';
import { LabError } from '../contract/errors.ts';

type Unverified = Pick<Checkpoint, 'id' | 'unverified'>;

const WHY: Readonly<Record<NonNullable<Checkpoint['unverified']>, string>> = {
  changed: 'was changed after it was saved',
  'without digest': 'has no digest, so kms-lab cannot tell whether it was changed',
};

/** What is not as it should be, as a sentence; `undefined` if it is as it was saved. */
export const doubtOf = ({ id, unverified }: Unverified): string | undefined =>
  unverified && `The checkpoint ${id} ${WHY[unverified]}.`;

/** Throws `ERR_UNVERIFIED` before anything is written by a checkpoint that another user or a program may have edited. */
export function requireVerified(checkpoint: Unverified | undefined): void {
  const doubt = checkpoint && doubtOf(checkpoint);
  if (doubt === undefined) return;
  throw new LabError('ERR_UNVERIFIED', `${doubt} Nothing was written.`, {
    hint: 'In a terminal, without --yes and --json, rollback and reset show what it would change, and ask. Or move its file away.',
    next: [{ run: ['checkpoint', 'show', checkpoint!.id], why: 'shows the documents that it holds' }],
  });
}
