import { type Change, RESOURCE_ORDER } from '../contract/resource.ts';

/** Towards the end of the page, or back to where the account was. */
export type Direction = 'forward' | 'back';

/**
 * The order of writes. Forward: as the page has it. Back: the other way round, so that the key policy, which decides who
 * may write at all, comes home early. Either way a user is made before, and removed after, the key policy that names it:
 * KMS refuses a policy that names nobody.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 */
export function inOrder(changes: readonly Change[], direction: Direction): readonly Change[] {
  const rank = ({ resource, after }: Change): number => {
    if (resource === 'user') return after === undefined ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    const place = RESOURCE_ORDER.indexOf(resource);
    return direction === 'forward' ? place : -place;
  };
  return [...changes].sort((a, b) => compare(rank(a), rank(b)));
}

const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);
