import type { Suggestion } from './suggestion.ts';

/** The rest of the account, which the lab must not change: a value in words for each facet. */
export type AccountSurroundings = Readonly<Record<string, string>>;

/** The value of a facet that the operator may not read. It is compared with nothing. */
export const UNREADABLE = 'not readable';

/** The kinds of facets of the rest of the account: `grants`, `bucket-policy`, `key-state` … */
export type AroundId =
  | 'bucket-policy'
  | 'sample-file'
  | 'role-trust'
  | 'role-boundary'
  | 'role-attached'
  | 'role-inline'
  | 'other-users'
  | 'other-policies'
  | 'key-state'
  | 'key-material'
  | 'grants'
  | 'other-aliases'
  | 'other-keys';

/** One facet of the rest of the account that differs from the baseline, and how to undo it. */
export interface FacetChange {
  readonly about: AroundId;
  readonly facet: string;
  readonly before: string;
  readonly now: string;
  /** The difference in one or more sentences; for a list, only what is new in it, and what is gone. */
  readonly says: string;
  /** What to type to undo the difference or, if nothing undoes it, to accept it. */
  readonly undo: readonly Suggestion[];
  /** A teardown and a setup create this again: if they are needed anyway, there is nothing else to undo. */
  readonly madeAnew?: true;
}

/** The facets that both have: a baseline of an older version has fewer. */
export const comparableFacets = (before: AccountSurroundings, now: AccountSurroundings): readonly string[] =>
  Object.keys(now).filter((facet) =>
    [before, now].every((one) => one[facet] !== undefined && one[facet] !== UNREADABLE),
  );
