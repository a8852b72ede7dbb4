import type { Facts } from '../../contract/facts.ts';
import { type AccountSurroundings, comparableFacets, type FacetChange } from '../../contract/surroundings.ts';
import type { Clients } from '../client/clients.ts';
import { bucketFacets, iamFacets } from './account-facets.ts';
import { type AccountFacet, readFacet } from './facet.ts';
import { keyFacets } from './key-facets.ts';
import { roleFacets } from './role-facets.ts';

/** What the lab reads and never changes: the surroundings of what it does change. */
export interface RestOfAccount {
  /** What the operator may not read is `UNREADABLE`. */
  read(): Promise<AccountSurroundings>;
  /** Pure. */
  changedSince(before: AccountSurroundings, now: AccountSurroundings): readonly FacetChange[];
}

/** `known`: as in the baseline, if there is one. */
export function restOfAccount(clients: Clients, facts: Facts, known?: AccountSurroundings): RestOfAccount {
  const { iam, kms, s3 } = clients;
  // In the order in which to undo them: what uses a key comes before the key.
  const facets: readonly AccountFacet[] = [
    ...bucketFacets(s3, facts),
    ...roleFacets(iam, facts),
    ...iamFacets(iam, facts),
    ...keyFacets(kms, facts, known?.['keys of the account']),
  ];
  return {
    read: async () =>
      Object.fromEntries(
        await Promise.all(facets.map(async (facet) => [facet.name, await readFacet(facet)] as const)),
      ),
    changedSince(before, now) {
      const comparable = new Set(comparableFacets(before, now));
      return facets.flatMap(({ about, name: facet, same = (a, b) => a === b, says, undo, madeAnew }) => {
        const [then = '', today = ''] = [before[facet], now[facet]];
        if (!comparable.has(facet) || same(then, today)) return [];
        const change = { about, facet, before: then, now: today, says: says(then, today) };
        return [{ ...change, undo: undo(then, today), ...(madeAnew ? { madeAnew } : {}) }];
      });
    },
  };
}
