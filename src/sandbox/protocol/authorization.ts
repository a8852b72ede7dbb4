import { ServiceError } from '../operation.ts';
import type { WireHead } from './protocol.ts';
import { Refusal } from './refusal.ts';
import { searchOf } from './target.ts';

/** The Signature Version 4 of a request, from the `Authorization` header or a presigned link. */
export interface Signature {
  readonly accessKeyId: string;
  /** The scope of the signing key: `20260101/us-east-1/kms/aws4_request`. */
  readonly scope: { readonly date: string; readonly region: string; readonly service: string };
  /** In the order they were signed; and as they were sent, `host;x-amz-date`. */
  readonly signedHeaders: readonly string[];
  readonly signedHeadersText: string;
  /** Lower-case hex. */
  readonly value: string;
  /** `20260101T120000Z` */
  readonly timestamp: string;
  readonly sessionToken: string | undefined;
  /** Seconds for which a presigned link is valid; `undefined` for a signed header. */
  readonly expires: number | undefined;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** The usual form of the header. */
const NO_QUERY = new URLSearchParams();

/**
 * The request's signature, not yet verified; `undefined` if it has none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 */
export function readSignature({ headers, target }: WireHead): Signature | undefined {
  const search = searchOf(target);
  const query = search === '' ? NO_QUERY : new URLSearchParams(search);
  if (query.has('AWSAccessKeyId')) throw versionTwo();
  const presigned = query.has('X-Amz-Signature') || query.has('X-Amz-Credential');
  if (headers.authorization === undefined) return presigned ? fromQuery(query) : undefined;
  if (presigned) malformed('Only one authorization mechanism is allowed: a header or query parameters.');
  return fromHeader(headers.authorization, headers);
}

/**
 * S3's old links, which buckets created since June 2020 do not accept. Version 1 of the CLI still creates them with
 * `aws s3 presign`, unless `aws configure set default.s3.signature_version s3v4`.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/Appendix-Sigv2.html
 */
const versionTwo = (): ServiceError =>
  new ServiceError(
    'InvalidRequest',
    `The authorization mechanism you have provided is not supported. Please use ${ALGORITHM}.`,
  );

function fromHeader(authorization: string, headers: WireHead['headers']): Signature {
  const text = authorization.trim();
  const end = text.search(/\s|$/);
  const algorithm = text.slice(0, end);
  const given = text.slice(end).replace(/\s+/g, '').split(',');
  const parts = new Map<string, string>();
  for (const part of given) {
    const equals = part.indexOf('=');
    parts.set(part.slice(0, equals), part.slice(equals + 1));
  }
  // With two signatures, a proxy might have checked the other one.
  if (parts.size < given.length) malformed('Authorization has a parameter more than once.');
  return signature(algorithm, (name) => parts.get(name), {
    timestamp: headers['x-amz-date'] ?? basicFormat(headers.date),
    sessionToken: headers['x-amz-security-token'],
    expires: undefined,
  });
}

const fromQuery = (query: URLSearchParams): Signature =>
  signature(query.get('X-Amz-Algorithm'), (name) => query.get(`X-Amz-${name}`), {
    timestamp: query.get('X-Amz-Date') ?? '',
    sessionToken: query.get('X-Amz-Security-Token') ?? undefined,
    expires: lifetime(query.get('X-Amz-Expires')),
  });

function signature(
  algorithm: string | undefined | null,
  part: (name: string) => string | undefined | null,
  rest: Pick<Signature, 'timestamp' | 'sessionToken' | 'expires'>,
): Signature {
  if (algorithm !== ALGORITHM) malformed(`Only ${ALGORITHM} is accepted, not ${algorithm ?? 'nothing'}.`);
  const [accessKeyId, date, region, service, end, ...more] = (part('Credential') ?? '').split('/');
  if (!accessKeyId || !date || !region || !service || end !== 'aws4_request' || more.length > 0) {
    malformed("'Credential' must be of the form <access key>/<date>/<region>/<service>/aws4_request.");
  }
  const value = part('Signature') ?? '';
  if (!/^[0-9a-f]{64}$/.test(value)) malformed("Authorization requires 'Signature' parameter.");
  const signedHeadersText = part('SignedHeaders') ?? '';
  if (!/^\d{8}T\d{6}Z$/.test(rest.timestamp)) {
    malformed("Authorization requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  if (!rest.timestamp.startsWith(date)) {
    malformed(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${rest.timestamp.slice(0, 8)}'.`,
    );
  }
  const signedHeaders = namesIn(signedHeadersText);
  return {
    accessKeyId,
    scope: { date, region, service },
    signedHeaders,
    signedHeadersText,
    value,
    ...rest,
  };
}

/** A client signs the same headers again and again, so the latest lists are cached. */
const NAMES = new Map<string, readonly string[]>();
const REMEMBERED = 64;

function namesIn(text: string): readonly string[] {
  const known = NAMES.get(text);
  if (known) return known;
  const names = text.split(';');
  if (NAMES.size >= REMEMBERED) NAMES.clear();
  NAMES.set(text, names);
  return names;
}

/** Seconds, at most a week: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
function lifetime(text: string | null): number {
  const seconds = /^\d+$/.test(text ?? '') ? Number(text) : Number.NaN;
  if (!(seconds >= 0 && seconds <= 604_800))
    malformed('X-Amz-Expires must be a number of seconds up to 604800.');
  return seconds;
}

/** A `Date` header in Signature Version 4's time format; empty if there is none that can be parsed. */
export function basicFormat(date: string | Date | undefined): string {
  const time = new Date(date ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? '' : time.toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function malformed(detail: string): never {
  throw new Refusal('malformed-authentication', detail);
}
