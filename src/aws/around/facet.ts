import type { Suggestion } from '../../contract/suggestion.ts';
import { type AroundId, type FacetChange, UNREADABLE } from '../../contract/surroundings.ts';
import { isForbidden } from '../client/failure.ts';

/** One thing that the lab reads and never changes: its value in words, and what restores it. */
export interface AccountFacet {
  readonly about: AroundId;
  /** `policies attached to KMSWorkshop-InstanceInitRole`: its name in a baseline, so it must never change. */
  readonly name: string;
  readonly madeAnew?: FacetChange['madeAnew'];
  /** Throws anything that is not a refusal. */
  read(): Promise<string>;
  /** Equal by meaning. Absent: equal as text. */
  same?(before: string, now: string): boolean;
  /** What is different, in one or more sentences. Pure. */
  says(before: string, now: string): string;
  /** What to type to bring `now` back to `before`. Pure: knows only these two texts. */
  undo(before: string, now: string): readonly Suggestion[];
}

export const NONE = 'none';

/** `X` of `arn:aws:iam::111122223333:policy/X` */
export const nameIn = (arn: string): string => arn.split('/').at(-1) ?? arn;

/** For a difference that no command undoes. */
export const ACCEPT: Suggestion = {
  why: 'accepts the rest of the account as it is now, as part of the baseline',
  run: ['checkpoint', 'rebase'],
};

export const SETUP: Suggestion = { why: 'creates what the page needs and is missing', run: ['setup'] };

/** What the operator may not read is left out, and marked as such. */
export async function readFacet({ read }: AccountFacet): Promise<string> {
  try {
    return await read();
  } catch (error) {
    if (isForbidden(error)) return UNREADABLE;
    throw error;
  }
}

interface Listed {
  readonly about: AroundId;
  readonly name: string;
  items(): Promise<readonly string[] | undefined>;
  /** The text if `items` returns `undefined`: what would have the items does not exist. */
  readonly without?: string;
  /** Between the items; `, ` if absent. */
  readonly separator?: string;
  /** The part of an item that counts. Absent: all of it. */
  meaning?(item: string): string;
  /** A sentence about a new item, and one about a missing one. */
  added(item: string): string;
  gone(item: string): string;
  /** What removes a new item, and what restores a missing one. */
  remove(item: string): readonly Suggestion[];
  restore(item: string): readonly Suggestion[];
}

/** A facet that is an unordered list. */
export function listed({ items, separator = ', ', meaning = (item) => item, ...list }: Listed): AccountFacet {
  const { about, name, without = NONE, added, gone, remove, restore } = list;
  const split = (text: string) => (text === NONE || text === without ? [] : text.split(separator));
  const lacking = (of: string, from: string): readonly string[] => {
    const rest = split(from).map(meaning);
    return split(of).filter((item) => {
      const at = rest.indexOf(meaning(item));
      if (at >= 0) rest.splice(at, 1);
      return at < 0;
    });
  };
  return {
    about,
    name,
    async read() {
      const found = await items();
      return found ? [...found].sort().join(separator) || NONE : without;
    },
    same: (before, now) => lacking(before, now).length === 0 && lacking(now, before).length === 0,
    says(before, now) {
      const sentences = [...lacking(now, before).map(added), ...lacking(before, now).map(gone)];
      return sentences.length > 0 ? sentences.join(' ') : `The ${name}: ${before} before, ${now} now.`;
    },
    undo(before, now) {
      return [...lacking(now, before).flatMap(remove), ...lacking(before, now).flatMap(restore)];
    },
  };
}
