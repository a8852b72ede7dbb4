import { ServiceError } from '../operation.ts';

export interface IamPageRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface IamPage<T> {
  readonly items: readonly T[];
  /** The members that every paged answer has. */
  readonly rest: { readonly IsTruncated: boolean; readonly Marker?: string };
}

const DEFAULT_MAX_ITEMS = 100;

/**
 * One page of a list. A marker names the next page's first item, so a client that deletes what a page lists can still
 * request the next page.
 */
export function iamPage<T>(
  items: readonly T[],
  { Marker, MaxItems = DEFAULT_MAX_ITEMS }: IamPageRequest,
  keyOf: (item: T, index: number) => string,
): IamPage<T> {
  const start =
    Marker === undefined ? 0 : items.findIndex((item, index) => encode(keyOf(item, index)) === Marker);
  if (start < 0) throw new ServiceError('ValidationError', 'Invalid Marker.');
  const end = start + MaxItems;
  const next = items[end];
  return {
    items: items.slice(start, end),
    rest:
      next === undefined ? { IsTruncated: false } : { IsTruncated: true, Marker: encode(keyOf(next, end)) },
  };
}

/** By name, case-insensitively, as IAM lists; `keyOf` must be unique. */
export const pageByName = <T>(
  items: Iterable<T>,
  request: IamPageRequest,
  keyOf: (item: T) => string,
): IamPage<T> =>
  iamPage(
    [...items].sort((a, b) => compare(keyOf(a), keyOf(b))),
    request,
    keyOf,
  );

const { compare } = new Intl.Collator('en', { sensitivity: 'base' });

const encode = (key: string): string => Buffer.from(key).toString('base64url');
