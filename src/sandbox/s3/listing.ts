import { ServiceError } from '../operation.ts';
import type { StoredObject } from '../world-buckets.ts';

export interface ListingRequest {
  readonly prefix: string;
  readonly delimiter: string;
  /** Lists what follows this key, or the keys that a delimiter grouped under it. */
  readonly after: string;
  readonly max: number;
}

export interface Listing {
  readonly objects: readonly StoredObject[];
  /** `photos/2026/`: the common part, up to the delimiter after the prefix, of the keys that have one. */
  readonly commonPrefixes: readonly string[];
  /** What the next page lists after; `undefined` at the end. */
  readonly next: string | undefined;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
const MOST_KEYS = 1000;

/**
 * A page of keys in the order of their UTF-8 bytes.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-prefixes.html
 */
export function listObjectKeys(
  objects: Readonly<Record<string, StoredObject>>,
  { prefix, delimiter, after, max }: ListingRequest,
): Listing {
  const entries = new Map<string, StoredObject | undefined>();
  let last = '';
  for (const key of Object.keys(objects).sort(byBytes)) {
    const rolled = rollUp(key, prefix, delimiter);
    if (!key.startsWith(prefix) || (after !== '' && byBytes(key, after) <= 0) || rolled === after) continue;
    const name = rolled ?? key;
    if (entries.has(name)) continue;
    if (entries.size === max) return listing(entries, max > 0 ? last : undefined);
    entries.set(name, rolled === undefined ? objects[key] : undefined);
    last = name;
  }
  return listing(entries, undefined);
}

export function maxKeys(asked: number | undefined): number {
  if (asked !== undefined && !(Number.isInteger(asked) && asked >= 0)) {
    throw new ServiceError('InvalidArgument', 'Argument maxKeys must be an integer between 0 and 2147483647');
  }
  return Math.min(asked ?? MOST_KEYS, MOST_KEYS);
}

function rollUp(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

const listing = (
  entries: ReadonlyMap<string, StoredObject | undefined>,
  next: string | undefined,
): Listing => ({
  objects: [...entries.values()].filter((object) => object !== undefined),
  commonPrefixes: [...entries].flatMap(([name, object]) => (object ? [] : [name])),
  next,
});

export const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
