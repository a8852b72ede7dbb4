import type { Context } from '../../policy/request.ts';
import { S3_ACTIONS } from '../../policy/validate/s3-actions.ts';
import { searchOf } from '../protocol/target.ts';

/** A request to S3 as it arrived. */
export interface S3Arrival {
  readonly headers: Readonly<Record<string, string>>;
  readonly target: string;
  /** `PutObject` */
  readonly operation: string;
  /** Real time, as the signature has it. */
  readonly wireNow: Date;
}

/** Whether an operation that needs s3:PutObject creates the object. */
const CREATES_OBJECT: Readonly<Record<string, boolean>> = {
  PutObject: true,
  CopyObject: true,
  CompleteMultipartUpload: true,
  CreateMultipartUpload: false,
  UploadPart: false,
  UploadPartCopy: false,
};

/**
 * Condition keys that say how a request to S3 was signed, and what its headers ask for. A presigned link may have the
 * headers in its query. Loopback stands for TLS.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
 */
export function s3RequestKeys({ headers, target, operation, wireNow }: S3Arrival): Context {
  const query = inLowerCase(new URLSearchParams(searchOf(target)));
  const signed = query.get('x-amz-date');
  const creates = CREATES_OBJECT[operation];
  return {
    's3:TlsVersion': '1.3',
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:authType': signed === undefined ? 'REST-HEADER' : 'REST-QUERY-STRING',
    ...(signed === undefined ? {} : { 's3:signatureAge': String(wireNow.getTime() - timeOf(signed)) }),
    ...(creates === undefined ? {} : { 's3:ObjectCreationOperation': String(creates) }),
    ...headerKeys({ ...Object.fromEntries(query), ...headers }),
    ...payloadKey(headers),
  };
}

/** Only a header counts, not its twin in a query. */
const payloadKey = ({ [PAYLOAD]: payload }: S3Arrival['headers']): Context =>
  payload === undefined ? {} : { [`s3:${PAYLOAD}`]: payload };

const PAYLOAD = 'x-amz-content-sha256';

const ACTION_KEYS = new Map(S3_ACTIONS.map(({ name, keys }) => [name, keys]));

/** Keys that have the name of a header: `s3:x-amz-storage-class`, `s3:if-none-match`. */
const HEADERS = [...new Set(S3_ACTIONS.flatMap(({ keys }) => [...keys]))].filter(
  (name) => /^(x-amz|if)-/.test(name) && name !== PAYLOAD,
);

const headerKeys = (sent: Readonly<Record<string, string>>): Context =>
  Object.fromEntries(
    HEADERS.flatMap((name) => {
      const value = Object.hasOwn(sent, name) ? sent[name] : undefined;
      return value === undefined ? [] : [[`s3:${name}`, value]];
    }),
  );

/** The keys of S3's that the action has: another action of the same request has others, and one of KMS has none. */
export function s3KeysOf(action: string, context: Context, owner: string): Context {
  const keys = ACTION_KEYS.get(action.toLowerCase());
  const kept = Object.entries(context).filter(
    ([name]) => !name.startsWith('s3:') || keys?.has(name.slice('s3:'.length).toLowerCase()),
  );
  return { ...Object.fromEntries(kept), ...(keys ? { 's3:ResourceAccount': owner } : {}) };
}

const inLowerCase = (query: URLSearchParams): ReadonlyMap<string, string> =>
  new Map([...query].map(([name, value]) => [name.toLowerCase(), value]));

/** Milliseconds since 1970 of `20260101T120000Z`. */
const timeOf = (timestamp: string): number =>
  Date.parse(timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
