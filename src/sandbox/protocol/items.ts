import { Refusal } from './refusal.ts';

/**
 * Maximum members of one list or map of a call in JSON or a form. Each member has a smaller limit of its own in AWS's
 * models, where it has one; that nothing has more than the largest of them is inferred.
 */
const MOST_ITEMS = 1000;

/** Refuses a list before anything is done with its members. */
export function boundedItems<T>(items: readonly T[]): readonly T[] {
  if (items.length <= MOST_ITEMS) return items;
  throw new Refusal('malformed-input', `A list of the request has more than ${MOST_ITEMS} members`);
}
