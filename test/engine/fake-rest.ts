import {
  type AccountSurroundings,
  comparableFacets,
  type FacetChange,
} from '../../src/contract/surroundings.ts';

/** `Lab.changedSince` for facets that are compared as text, and that only `checkpoint rebase` accepts. */
export const fakeChanges = (before: AccountSurroundings, now: AccountSurroundings): readonly FacetChange[] =>
  comparableFacets(before, now)
    .filter((facet) => before[facet] !== now[facet])
    .map(
      (facet): FacetChange => ({
        about: 'other-users',
        ...{ facet, before: before[facet]!, now: now[facet]! },
        says: `${facet} changed.`,
        undo: [{ run: ['checkpoint', 'rebase'] }],
      }),
    );
