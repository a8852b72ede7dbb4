import { Readable } from 'node:stream';
import { HttpResponse } from '@smithy/core/protocols';
import type { HttpRequest } from '@smithy/types';
import type { WireRequest, WireResponse } from '../../../src/sandbox/protocol/protocol.ts';

export type Handle = (request: WireRequest) => Promise<WireResponse>;

/** How every client of these tests is made; retries would only repeat the answer. */
export const CONFIGURATION = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIAALICE', secretAccessKey: 'alice-secret' },
  maxAttempts: 1,
  forcePathStyle: true,
} as const;

/** An SDK `requestHandler` that needs no socket. */
export const inProcess = (handle: Handle) => ({
  metadata: { handlerProtocol: 'http/1.1' },
  async handle(request: HttpRequest) {
    const { status, headers, body } = await handle(await wireRequest(request));
    const stream = Readable.from(body === undefined ? [] : [Buffer.from(body as string)]);
    return { response: new HttpResponse({ statusCode: status, headers: { ...headers }, body: stream }) };
  },
  updateHttpClientConfig() {},
  httpHandlerConfigs: () => ({}),
  destroy() {},
});

/** The SDK's request in a server's form. */
export async function wireRequest(request: HttpRequest): Promise<WireRequest> {
  const query = Object.entries(request.query ?? {}).flatMap(([name, value]) =>
    [value].flat().map((one) => (one == null ? encode(name) : `${encode(name)}=${encode(one)}`)),
  );
  return {
    method: request.method,
    target: request.path + (query.length > 0 ? `?${query.join('&')}` : ''),
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    body: await bytes(request.body),
    sourceIp: '127.0.0.1',
  };
}

const encode = (text: string): string => encodeURIComponent(text);

async function bytes(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  const parts: Buffer[] = [];
  for await (const part of body as AsyncIterable<Uint8Array | string>)
    parts.push(Buffer.from(part as string));
  return Buffer.concat(parts);
}
