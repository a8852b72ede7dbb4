import { ServiceError } from '../operation.ts';
import type { StoredObject } from '../world-buckets.ts';
import { noSuchKey } from './objects.ts';
import { notImplemented } from './unsupported.ts';

interface Preconditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

type State = Pick<StoredObject, 'etag' | 'modified'>;

/**
 * A tag takes precedence over a date.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax
 */
export function refuseUnmet(object: State, conditions: Preconditions): void {
  if (isChanged(object, conditions)) throw preconditionFailed();
  if (isUnchanged(object, conditions)) throw new ServiceError('NotModified', 'Not Modified', 304);
}

/** A copy cannot use an answer that says "unchanged". */
export function refuseCopyUnmet(object: State, conditions: Preconditions): void {
  if (isChanged(object, conditions) || isUnchanged(object, conditions)) throw preconditionFailed();
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
export function refuseWrite(
  present: State | undefined,
  { IfMatch, IfNoneMatch }: Pick<Preconditions, 'IfMatch' | 'IfNoneMatch'>,
): void {
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*') throw notImplemented('If-None-Match other than *');
  if (IfNoneMatch === '*' && present) throw preconditionFailed();
  if (IfMatch === undefined) return;
  if (!present) throw noSuchKey();
  if (!names(IfMatch, present)) throw preconditionFailed();
}

function isChanged({ etag, modified }: State, { IfMatch, IfUnmodifiedSince }: Preconditions): boolean {
  if (IfMatch !== undefined) return !names(IfMatch, { etag });
  return IfUnmodifiedSince !== undefined && new Date(modified) > IfUnmodifiedSince;
}

function isUnchanged({ etag, modified }: State, { IfNoneMatch, IfModifiedSince }: Preconditions): boolean {
  if (IfNoneMatch !== undefined) return names(IfNoneMatch, { etag });
  return IfModifiedSince !== undefined && new Date(modified) <= IfModifiedSince;
}

/** Tags may be sent without their quotes. */
const names = (condition: string, { etag }: Pick<State, 'etag'>): boolean =>
  condition
    .split(',')
    .map((tag) => tag.trim())
    .some((tag) => tag === '*' || tag === etag || `"${tag}"` === etag);

const preconditionFailed = (): ServiceError =>
  new ServiceError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
  );
