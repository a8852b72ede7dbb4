import type { Lab } from '../contract/lab.ts';
import { type Change, RESOURCE_ORDER } from '../contract/resource.ts';

/** Toward the end of the page, or back to where the account was. */
export type Direction = 'forward' | 'back';

/**
 * The order of writes. Forward: as on the page. Back: reversed, so that what decides who may write at all is restored
 * early. In both directions, a resource is created before, and removed after, everything that must come after it.
 */
export function inOrder(
  { resources }: Pick<Lab, 'resources'>,
  changes: readonly Change[],
  direction: Direction,
): readonly Change[] {
  const rank = ({ resource }: Change): number =>
    RESOURCE_ORDER.indexOf(resource) * (direction === 'forward' ? 1 : -1);
  const follows = (later: Change, earlier: Change): boolean =>
    earlier.after === undefined ? false : resources[later.resource].after.includes(earlier.resource);
  const letsGoOf = (earlier: Change, later: Change): boolean =>
    later.after === undefined && resources[earlier.resource].after.includes(later.resource);
  const sorted = [...changes].sort((a, b) => rank(a) - rank(b));
  const ordered = new Set<Change>();
  const visited = new Set<Change>();
  const place = (change: Change): void => {
    if (visited.has(change)) return;
    visited.add(change);
    for (const other of sorted) if (follows(change, other) || letsGoOf(other, change)) place(other);
    ordered.add(change);
  };
  sorted.forEach(place);
  return [...ordered];
}
