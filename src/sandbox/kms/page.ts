import { ServiceError } from '../operation.ts';

export interface KmsPageRequest {
  readonly Limit?: number | undefined;
  readonly Marker?: string | undefined;
}

interface Page<T> {
  readonly items: readonly T[];
  /** The members that every paged answer has. */
  readonly rest: { readonly Truncated: boolean; readonly NextMarker?: string };
}

/** One page of a list, in the order of the items' names. A marker names the next page's first item. */
export function kmsPage<T>(
  items: readonly T[],
  { Marker, Limit = 50 }: KmsPageRequest,
  nameOf: (item: T) => string,
): Page<T> {
  const sorted = [...items].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const start = Marker === undefined ? 0 : sorted.findIndex((item) => encode(nameOf(item)) === Marker);
  if (start < 0) throw new ServiceError('InvalidMarkerException', 'The marker is not valid.');
  const next = sorted[start + Limit];
  return {
    items: sorted.slice(start, start + Limit),
    rest: next === undefined ? { Truncated: false } : { Truncated: true, NextMarker: encode(nameOf(next)) },
  };
}

const encode = (name: string): string => Buffer.from(name).toString('base64url');
