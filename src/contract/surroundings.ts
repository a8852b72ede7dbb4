import type { Suggestion } from './suggestion.ts';

/** The rest of the account, which the lab must not change: a value in words for each facet. */
export type AccountSurroundings = Readonly<Record<string, string>>;

/** The words of a facet that the operator may not read: it is compared with nothing. */
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
  /** The difference in one or more sentences. */
  readonly says: string;
  /** What to type to bring it back, or, where nothing does, to accept it. */
  readonly undo: readonly Suggestion[];
  /** Part of what a teardown and a setup make anew: where they are due, there is nothing to undo. */
  readonly madeAnew?: true;
}

/** `state of the key: Enabled → Disabled` */
export const changeInWords = ({ facet, before, now }: FacetChange): string => `${facet}: ${before} → ${now}`;

/** The facets that both know: a baseline of an older version knows fewer. */
export const comparableFacets = (before: AccountSurroundings, now: AccountSurroundings): readonly string[] =>
  Object.keys(now).filter((facet) =>
    [before, now].every((one) => one[facet] !== undefined && one[facet] !== UNREADABLE),
  );
