import { hash as digest, timingSafeEqual } from 'node:crypto';
import { type Identity, ServiceError } from '../operation.ts';
import { basicFormat, type Signature } from './authorization.ts';
import { type ChunkSeals, unchunk } from './chunked.ts';
import { type HmacKey, hmac, hmacKey } from './hmac.ts';
import type { WireHead, WireRequest } from './protocol.ts';
import { Refusal } from './refusal.ts';
import { requestPath, searchOf } from './target.ts';

/** Milliseconds by which a clock may be off: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const SKEW = 15 * 60_000;

type Secrets = Pick<Identity, 'secretAccessKey' | 'sessionToken'>;

/** Proves the rest, and returns the request in its intended form: with the chunks of S3's uploads joined. */
export type Proof = (body: Uint8Array) => WireRequest;

/**
 * Proves that the holder of the secret recently sent exactly this request, as far as its head says: all of it for S3,
 * whose clients state the hash of the body; for the others, the signature is checked with the body. Both throw a
 * `Refusal`. `now` is real time, like the client's.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function verifyHead(head: WireHead, signature: Signature, secrets: Secrets, now: Date): Proof {
  requireToken(signature, secrets);
  requireTime(signature, now);
  requireSignedHeaders(head, signature);
  const key = signingKey(secrets.secretAccessKey, signature);
  if (signature.scope.service !== 's3') {
    return (body) => {
      requireSignature(head, signature, key, hash(body));
      return { ...head, body };
    };
  }
  const payload = statedPayload(head, signature);
  requireSignature(head, signature, key, payload);
  return (body) => {
    const request = { ...head, body };
    if (payload.startsWith('STREAMING-')) return unchunk(request, seals(payload, signature, key));
    if (!UNHASHED.includes(payload) && payload !== hash(body)) throw otherContent();
    return request;
  };
}

function requireSignature(head: WireHead, signature: Signature, key: HmacKey, payload: string): void {
  const expected = hmac(
    key,
    stringToSign('AWS4-HMAC-SHA256', signature, hash(canonical(head, signature, payload))),
  );
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature.value)))
    throw new Refusal('wrong-signature');
}

/** That a key of temporary credentials is unknown without its token is inferred. */
function requireToken({ sessionToken: sent }: Signature, { sessionToken: issued }: Secrets): void {
  if (issued !== undefined && sent === undefined) throw new Refusal('unknown-key');
  if (sent !== issued) throw new Refusal('invalid-token');
}

function requireTime({ timestamp, expires }: Signature, now: Date): void {
  const signed = timeOf(timestamp);
  const at = (time: number) => basicFormat(new Date(time));
  if (Number.isNaN(signed)) throw new Refusal('malformed-authentication', `${timestamp} is not a date.`);
  if (signed > now.getTime() + SKEW) {
    const limit = at(now.getTime() + SKEW);
    throw new Refusal(
      'skewed-clock',
      `Signature not yet current: ${timestamp} is still later than ${limit} (${at(now.getTime())} + 15 min.)`,
    );
  }
  if (expires !== undefined && signed + expires * 1000 < now.getTime()) {
    throw new Refusal(
      'expired-link',
      `Signature expired: ${at(signed + expires * 1000)} is now earlier than ${at(now.getTime())}`,
    );
  }
  if (expires === undefined && signed < now.getTime() - SKEW) {
    const limit = at(now.getTime() - SKEW);
    throw new Refusal(
      'skewed-clock',
      `Signature expired: ${timestamp} is now earlier than ${limit} (${at(now.getTime())} - 15 min.)`,
    );
  }
}

/** Milliseconds since 1970 of `20260101T120000Z`; NaN if it is not a valid time. */
function timeOf(timestamp: string): number {
  const part = (start: number, end: number) => timestamp.slice(start, end);
  const date = `${part(0, 4)}-${part(4, 6)}-${part(6, 8)}`;
  return Date.parse(`${date}T${part(9, 11)}:${part(11, 13)}:${part(13, 16)}`);
}

/**
 * Anyone between client and server can change what is not signed, so AWS requires signatures of the host and of each
 * of its own headers.
 */
function requireSignedHeaders({ headers }: WireHead, { signedHeaders, expires }: Signature): void {
  const require = (name: string): void => {
    if (signedHeaders.includes(name)) return;
    throw new Refusal('unsigned-header', `'${name}' must be a 'SignedHeader' in the AWS Authorization.`);
  };
  require('host');
  for (const name in headers) {
    // A presigned link says in its query how its payload was signed.
    const isSaid = expires !== undefined && name === 'x-amz-content-sha256';
    if (name.startsWith('x-amz-') && !isSaid) require(name);
  }
}

/** What represents the body in the signature of a request to S3. */
function statedPayload({ headers, target }: WireHead, { expires }: Signature): string {
  const inQuery =
    expires === undefined ? null : new URLSearchParams(searchOf(target)).get('X-Amz-Content-Sha256');
  const stated =
    headers['x-amz-content-sha256'] ?? inQuery ?? (expires === undefined ? undefined : 'UNSIGNED-PAYLOAD');
  if (stated === undefined) {
    throw new ServiceError(
      'InvalidRequest',
      'Missing required header for this request: x-amz-content-sha256',
    );
  }
  if (UNHASHED.includes(stated)) return stated;
  if (!/^[0-9a-f]{64}$/.test(stated)) {
    throw new ServiceError(
      'InvalidArgument',
      `x-amz-content-sha256 must be ${UNHASHED.join(', ')} or a valid sha256 value.`,
    );
  }
  return stated;
}

const otherContent = (): ServiceError =>
  new ServiceError(
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  );

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
const UNHASHED = [
  'UNSIGNED-PAYLOAD',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
];

function canonical(
  { method, target, headers }: WireHead,
  { scope, signedHeaders, signedHeadersText }: Signature,
  payload: string,
): string {
  const path = requestPath(target);
  const query = canonicalQuery(searchOf(target));
  // S3 signs the path as it is sent; all other services encode it once more.
  const uri = scope.service === 's3' || path === '/' ? path : path.split('/').map(escapeUri).join('/');
  let lines = '';
  for (const name of signedHeaders) lines += `${name}:${collapsed(ownHeader(headers, name))}\n`;
  return `${method}\n${uri}\n${query}\n${lines}\n${signedHeadersText}\n${payload}`;
}

/** Trimmed, and each run of white space replaced with one space: most values need no change. */
const collapsed = (value: string): string =>
  /^\s|[^\S ]|\s\s|\s$/.test(value) ? value.replace(/\s+/g, ' ').trim() : value;

function ownHeader(headers: WireHead['headers'], name: string): string {
  return Object.hasOwn(headers, name) ? (headers[name] ?? '') : '';
}

/**
 * Sorted by name, then by value: `select=` comes before `select-type=2`, which comparing the joined strings would not
 * give.
 */
const canonicalQuery = (search: string): string =>
  search === ''
    ? ''
    : search
        .split('&')
        .filter((pair) => pair && !pair.startsWith('X-Amz-Signature='))
        .map((pair) => pair.split(/=(.*)/s))
        .map(([name = '', value = '']) => [recode(name), recode(value)] as const)
        .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
        .map((pair) => pair.join('='))
        .join('&');

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function recode(text: string): string {
  try {
    return escapeUri(decodeURIComponent(text.replaceAll('+', ' ')));
  } catch (cause) {
    throw new Refusal('malformed-input', 'The query string contains a syntax error', { cause });
  }
}

const escapeUri = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const stringToSign = (
  algorithm: string,
  { timestamp, scope }: Signature,
  ...rest: readonly string[]
): string =>
  `${algorithm}\n${timestamp}\n${scope.date}/${scope.region}/${scope.service}/aws4_request\n${rest.join('\n')}`;

/** A key is valid for a day, and takes four digests to compute: the latest are cached. */
const SIGNING_KEYS = new Map<string, HmacKey>();
const REMEMBERED = 64;

function signingKey(secret: string, { scope }: Signature): HmacKey {
  const name = `${secret}/${scope.date}/${scope.region}/${scope.service}`;
  const known = SIGNING_KEYS.get(name);
  if (known) return known;
  const key = [scope.date, scope.region, scope.service, 'aws4_request'].reduce(
    (soFar, part) => hmacKey(Buffer.from(hmac(soFar, part), 'hex')),
    hmacKey(Buffer.from(`AWS4${secret}`)),
  );
  if (SIGNING_KEYS.size >= REMEMBERED) SIGNING_KEYS.clear();
  SIGNING_KEYS.set(name, key);
  return key;
}

/**
 * Each chunk's signature includes the one before it; the first includes the request's own.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html, …/sigv4-streaming-trailers.html
 */
function seals(payload: string, signature: Signature, key: HmacKey): ChunkSeals | undefined {
  if (payload === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') return undefined;
  let previous = signature.value;
  const next = (algorithm: string, ...hashes: readonly string[]): string => {
    previous = hmac(key, stringToSign(algorithm, signature, previous, ...hashes));
    return previous;
  };
  return {
    chunk: (data) => next('AWS4-HMAC-SHA256-PAYLOAD', hash(''), hash(data)),
    trailer: (text) => next('AWS4-HMAC-SHA256-TRAILER', hash(text)),
  };
}

const hash = (data: string | Uint8Array): string => digest('sha256', data, 'hex');
