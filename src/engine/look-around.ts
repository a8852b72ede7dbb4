import type { Checkpoint } from '../contract/checkpoint.ts';
import type { Attempt } from '../contract/hint.ts';
import type { Lab } from '../contract/lab.ts';
import { errorOfOne } from './ends-everything.ts';
import { readableIn } from './read-account.ts';
import type { RoutePlace } from './route.ts';
import { changesBetween, type PartialReading } from './snapshot.ts';
import { lackingIn } from './whole.ts';

/** The documents as they were just read. */
export type Stands = Pick<PartialReading, 'documents' | 'unreadable'>;

/** What an attempt shows: the documents, and everything else that decides. `since`: ISO 8601. */
export async function lookAround(
  lab: Lab,
  { documents: now, unreadable }: Stands,
  { documents: wanted }: Pick<RoutePlace, 'documents'>,
  { surroundings }: Pick<Checkpoint, 'surroundings'>,
  since: string,
): Promise<Pick<Attempt, 'now' | 'missing' | 'elsewhere' | 'lacking' | 'changed' | 'byHand'>> {
  const [elsewhere, around] = await Promise.all([
    lab.elsewhere(),
    lab.surroundings().catch((thrown) => void errorOfOne(thrown)),
  ]);
  // The log is read last, because its last line appears a moment later.
  const byHand = await lab.writesByHand?.(since);
  return {
    now,
    missing: changesBetween(lab, now, wanted, readableIn({ unreadable })),
    elsewhere,
    lacking: lackingIn({ resources: lab.resources, missing: elsewhere.missing }, { unreadable }),
    changed: surroundings && around ? lab.changedSince(surroundings, around) : [],
    ...(byHand ? { byHand } : {}),
  };
}
