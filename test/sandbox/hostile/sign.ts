import { createHash, createHmac } from 'node:crypto';
import type { Draft } from './wire.ts';

export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Signing {
  readonly service: string;
  readonly region: string;
  readonly host: string;
  readonly as: Signer;
  /** Real time where absent. */
  readonly at?: Date;
}

/**
 * Signs whatever it gets: an SDK would refuse to send it, or put it in order. Leaves what the draft says about the
 * payload.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function sign(draft: Draft, { service, region, host, as, at = new Date() }: Signing): Draft {
  const time = at.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const own: Draft['headers'] = [
    ['host', host],
    ['x-amz-date', time],
    ...(as.sessionToken === undefined ? [] : [['x-amz-security-token', as.sessionToken] as [string, string]]),
  ];
  const given = draft.headers.filter(([name]) => !RENEWED.includes(name));
  const stated = given.find(([name]) => name === 'x-amz-content-sha256')?.[1];
  const payload = stated ?? hash(draft.body);
  if (service === 's3' && stated === undefined) own.push(['x-amz-content-sha256', payload]);
  const headers = [...own, ...given];
  const signed = headers.map(([name]) => name).sort();
  const [path = '', search = ''] = draft.target.split(/\?(.*)/s);
  const canonical = [
    draft.method,
    service === 's3' ? path : path.split('/').map(percentEncoded).join('/'),
    search.split('&').filter(Boolean).map(recode).sort().join('&'),
    signed.map((name) => `${name}:${headerOf(headers, name).trim().replace(/\s+/g, ' ')}\n`).join(''),
    signed.join(';'),
    payload,
  ].join('\n');
  const scope = [time.slice(0, 8), region, service, 'aws4_request'];
  const key = scope.reduce<Buffer>(hmac, Buffer.from(`AWS4${as.secretAccessKey}`));
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope.join('/'), hash(canonical)].join('\n'));
  const authorization = `AWS4-HMAC-SHA256 Credential=${[as.accessKeyId, ...scope].join('/')}, SignedHeaders=${signed.join(';')}, Signature=${signature.toString('hex')}`;
  return { ...draft, headers: [...headers, ['authorization', authorization]] };
}

/** Headers that every signature adds. */
const RENEWED = ['host', 'x-amz-date', 'x-amz-security-token', 'authorization'];

const headerOf = (headers: Draft['headers'], name: string): string =>
  headers.find(([other]) => other === name)?.[1] ?? '';

const recode = (pair: string): string => {
  const [name = '', value = ''] = pair.split(/=(.*)/s);
  return `${percentEncoded(decoded(name))}=${percentEncoded(decoded(value))}`;
};

/** Invalid percent-encoding stays: the server must find it. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

const percentEncoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

const hash = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
