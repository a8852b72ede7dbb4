import { ServiceError } from '../operation.ts';
import type { StoredObject } from '../world-buckets.ts';
import { noSuchKey } from './objects.ts';

interface Preconditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

type State = Pick<StoredObject, 'etag' | 'modified'>;
type Name = keyof Preconditions;

/**
 * A tag takes precedence over a date, and a date in the future means nothing.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax
 */
export function refuseUnmet(object: State, conditions: Preconditions, now: Date): void {
  const changed = changedBy(object, conditions);
  if (changed) throw preconditionFailed(HEADERS[changed]);
  if (!unchangedBy(object, conditions, now)) return;
  throw new ServiceError('NotModified', 'Not Modified', 304, {}, validatorsOf(object));
}

/** A copy cannot use an answer that says "unchanged". */
export function refuseCopyUnmet(object: State, conditions: Preconditions, now: Date): void {
  const unmet = changedBy(object, conditions) ?? unchangedBy(object, conditions, now);
  if (unmet) throw preconditionFailed(`x-amz-copy-source-${HEADERS[unmet]}`);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
export function refuseWrite(
  key: string,
  present: State | undefined,
  { IfMatch, IfNoneMatch }: Pick<Preconditions, 'IfMatch' | 'IfNoneMatch'>,
): void {
  refuseOtherConditions(IfMatch, IfNoneMatch);
  if (IfNoneMatch !== undefined && present) throw preconditionFailed(HEADERS.IfNoneMatch);
  if (IfMatch === undefined) return;
  if (!present) throw noSuchKey(key);
  if (!names(IfMatch, present)) throw preconditionFailed(HEADERS.IfMatch);
}

/** A write takes one condition: `If-None-Match: *`, or `If-Match` with a tag. */
function refuseOtherConditions(IfMatch: string | undefined, IfNoneMatch: string | undefined): void {
  if (IfMatch !== undefined && IfNoneMatch !== undefined) {
    throw notAccepted(
      'If-Match,If-None-Match',
      'Multiple conditional request headers present in the request',
    );
  }
  // AWS names If-None-Match for `If-Match: *`, too.
  if (IfMatch === '*' || (IfNoneMatch !== undefined && IfNoneMatch !== '*')) {
    throw notAccepted(
      HEADERS.IfNoneMatch,
      "We don't accept the provided value of If-None-Match header for this API",
    );
  }
}

const notAccepted = (Header: string, additionalMessage: string): ServiceError =>
  new ServiceError(
    'NotImplemented',
    'A header you provided implies functionality that is not implemented',
    501,
    { Header, additionalMessage },
  );

const HEADERS: Readonly<Record<Name, string>> = {
  IfMatch: 'If-Match',
  IfNoneMatch: 'If-None-Match',
  IfModifiedSince: 'If-Modified-Since',
  IfUnmodifiedSince: 'If-Unmodified-Since',
};

/** The condition that is not met since the object has changed. */
function changedBy({ etag, modified }: State, conditions: Preconditions): Name | undefined {
  const { IfMatch, IfUnmodifiedSince } = conditions;
  if (IfMatch !== undefined) return names(IfMatch, { etag }) ? undefined : 'IfMatch';
  const isLater = IfUnmodifiedSince !== undefined && new Date(modified) > IfUnmodifiedSince;
  return isLater ? 'IfUnmodifiedSince' : undefined;
}

/** The condition that is not met since the object has not changed. */
function unchangedBy({ etag, modified }: State, conditions: Preconditions, now: Date): Name | undefined {
  const { IfNoneMatch, IfModifiedSince: since } = conditions;
  if (IfNoneMatch !== undefined) return names(IfNoneMatch, { etag }) ? 'IfNoneMatch' : undefined;
  const isEarlier = since !== undefined && since <= now && new Date(modified) <= since;
  return isEarlier ? 'IfModifiedSince' : undefined;
}

/** Tags may be sent without their quotes. */
const names = (condition: string, { etag }: Pick<State, 'etag'>): boolean =>
  condition
    .split(',')
    .map((tag) => tag.trim())
    .some((tag) => tag === '*' || tag === etag || `"${tag}"` === etag);

/** What a client that has the object already compares it by. */
const validatorsOf = ({ etag, modified }: State): Readonly<Record<string, string>> => ({
  etag,
  'last-modified': new Date(modified).toUTCString(),
});

const preconditionFailed = (Condition: string): ServiceError =>
  new ServiceError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
    { Condition },
  );
