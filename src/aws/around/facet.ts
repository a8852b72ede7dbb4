import type { Suggestion } from '../../contract/suggestion.ts';
import { type AroundId, type FacetChange, UNREADABLE } from '../../contract/surroundings.ts';
import { isForbidden } from '../client/failure.ts';

/** One thing that the lab reads and never changes: how it stands in words, and what puts it back. */
export interface AccountFacet {
  readonly about: AroundId;
  /** `policies attached to KMSWorkshop-InstanceInitRole`: its name in a baseline, where it stays. */
  readonly name: string;
  readonly madeAnew?: FacetChange['madeAnew'];
  /** Throws what is no refusal. */
  read(): Promise<string>;
  /** Equal by meaning. Absent: equal as texts. */
  same?(before: string, now: string): boolean;
  /** What is different, in one or more sentences. Pure. */
  says(before: string, now: string): string;
  /** What to type to bring `now` back to `before`. Pure; it has their words only. */
  undo(before: string, now: string): readonly Suggestion[];
}

export const NONE = 'none';

/** `X` of `arn:aws:iam::111122223333:policy/X` */
export const nameIn = (arn: string): string => arn.split('/').at(-1) ?? arn;

/** For what no command brings back. */
export const ACCEPT: Suggestion = {
  why: 'accepts the rest of the account as it is now, as part of the baseline',
  run: ['checkpoint', 'rebase'],
};

export const SETUP: Suggestion = { why: 'creates what the page needs where it is missing', run: ['setup'] };

/** What the operator may not read is left aside, and said to be. */
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
  /** What is said where `items` gives `undefined`: what they belong to is not there. */
  readonly without?: string;
  /** Between the items; `, ` where absent. */
  readonly separator?: string;
  /** What of an item counts. Absent: all of it. */
  meaning?(item: string): string;
  /** A sentence about an item that is new, and one about an item that is gone. */
  added(item: string): string;
  gone(item: string): string;
  /** What takes away an item that is new, and what brings back one that is gone. */
  remove(item: string): readonly Suggestion[];
  restore(item: string): readonly Suggestion[];
}

/** A facet that is a list, in no order. */
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
    same: (before, now) =>
      (before === without) === (now === without) &&
      lacking(before, now).length === 0 &&
      lacking(now, before).length === 0,
    says(before, now) {
      const sentences = [...lacking(now, before).map(added), ...lacking(before, now).map(gone)];
      return sentences.length > 0 ? sentences.join(' ') : `The ${name}: ${before} before, ${now} now.`;
    },
    undo(before, now) {
      if (without !== NONE && now === without) return [SETUP];
      if (without !== NONE && before === without) return [ACCEPT];
      return [...lacking(now, before).flatMap(remove), ...lacking(before, now).flatMap(restore)];
    },
  };
}
