import type { Lab } from '../contract/lab.ts';
import { RESOURCE_ORDER, type Resource, type ResourceId, type Snapshot } from '../contract/resource.ts';
import type { RoutePlace } from './route.ts';
import { sameSnapshot } from './snapshot.ts';

export interface Located {
  /** Index of the place in the route. */
  readonly index: number;
  /** The step after it has begun: every document is this place's or the next one's. */
  readonly halfDone: boolean;
}

interface Knowing {
  /** Where the lab left the account. */
  readonly position?: string | undefined;
  /** The resources that could be read; absent: all. */
  readonly ids?: readonly ResourceId[];
}

/**
 * Where the account is, judged by its documents. Steps that only look leave no trace, so several places can match:
 * then the one where the lab left it (`position`) counts, otherwise the earliest, because looking again does no harm.
 * `undefined` if no place matches: another user changed the account.
 */
export function locateDocuments(
  lab: Lab,
  places: readonly RoutePlace[],
  now: Snapshot,
  { position, ids }: Knowing = {},
): Located | undefined {
  const fits = (match: (index: number) => boolean): number | undefined => {
    const indexes = places.map((_, index) => index).filter(match);
    return indexes.find((index) => places[index]?.id === position) ?? indexes[0];
  };
  const exact = fits((index) => sameSnapshot(lab, now, places[index]!.documents, ids));
  if (exact !== undefined) return { index: exact, halfDone: false };
  const between = fits((index) => {
    const next = places[index + 1];
    return next !== undefined && liesBetween(lab, now, places[index]!.documents, next.documents, ids);
  });
  return between === undefined ? undefined : { index: between, halfDone: true };
}

const liesBetween = (
  lab: Lab,
  now: Snapshot,
  before: Snapshot,
  after: Snapshot,
  ids: readonly ResourceId[] = RESOURCE_ORDER,
): boolean =>
  ids.every((id) => {
    const { same } = lab.resources[id] as Resource;
    return same(now[id], before[id]) || same(now[id], after[id]);
  });
