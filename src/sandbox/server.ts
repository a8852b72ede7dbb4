import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WireRequest, WireResponse } from './protocol/protocol.ts';

/** Only this machine may connect. */
const HOST = '127.0.0.1';

/** Addresses that only this machine can reach. */
export const isLoopback = (host: string): boolean => /^(127(\.\d{1,3}){3}|::1|localhost)$/.test(host);

/** This machine's address for a server that listens on all addresses. */
const EVERYWHERE: Readonly<Record<string, string>> = { '0.0.0.0': HOST, '::': '::1' };

/** Maximum bytes of a request's body. S3's own limit for one upload is 5 GB; ours are held in memory. */
const BODY_LIMIT = 64 * 1024 * 1024;

/** Milliseconds. Longer than any SDK keeps an idle socket, so that none is closed just as it is used again. */
const KEEP_ALIVE = 120_000;

/** Another program listens on the port. */
export class PortInUse extends Error {
  readonly port: number;

  constructor(
    port: number,
    { host = HOST, cause }: { readonly host?: string; readonly cause?: unknown } = {},
  ) {
    super(`Port ${port} of ${host} is in use.`, { cause });
    this.name = 'PortInUse';
    this.port = port;
  }
}

export interface Server {
  readonly port: number;
  /** `http://127.0.0.1:4566` */
  readonly endpoint: string;
  /** Accepts no more requests, lets those in progress finish, and closes idle connections at once. */
  close(): Promise<void>;
}

export interface Listening {
  /** Answers every request; a rejection is a bug and ends the process. */
  readonly handle: (request: WireRequest) => Promise<WireResponse>;
  /** 0 takes any free port. */
  readonly port: number;
  /** 127.0.0.1 if absent. With an address that is not loopback, anyone who can reach it may send requests. */
  readonly host?: string;
  /** Bytes. For a larger request, the handler only learns that it was too large. */
  readonly bodyLimit?: number;
}

/** Throws `PortInUse`. */
export async function listen({
  handle,
  port,
  host = HOST,
  bodyLimit = BODY_LIMIT,
}: Listening): Promise<Server> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE }, (incoming, outgoing) =>
    collect(incoming, bodyLimit, async (body) => {
      const response = await handle(wireRequest(incoming, body));
      if (!server.listening) outgoing.setHeader('connection', 'close');
      if (response.lost) incoming.socket.destroy();
      else send(outgoing, response);
    }),
  );

  await new Promise<void>((listening, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      failed(error.code === 'EADDRINUSE' ? new PortInUse(port, { host, cause: error }) : error),
    );
    server.listen(port, host, listening);
  });
  const { port: taken } = server.address() as AddressInfo;
  const reached = EVERYWHERE[host] ?? host;
  return {
    port: taken,
    endpoint: `http://${reached.includes(':') ? `[${reached}]` : reached}:${taken}`,
    close: () =>
      new Promise((closed, failed) => {
        server.close((error) => (error ? failed(error) : closed()));
        server.closeIdleConnections();
      }),
  };
}

/**
 * A body that is larger than the limit is read to its end, so that its sender gets the refusal, but is not stored. A
 * request that stops halfway is dropped: this happens only if its client disconnects, and then there is no one to
 * answer.
 */
function collect(incoming: IncomingMessage, limit: number, take: (body: Buffer | 'too-large') => void): void {
  const parts: Buffer[] = [];
  let size = 0;
  incoming.on('data', (part: Buffer) => {
    size += part.length;
    if (size <= limit) parts.push(part);
    else parts.length = 0;
  });
  incoming.on('end', () => {
    if (size > limit) take('too-large');
    else take(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts));
  });
  incoming.on('error', () => {});
}

/** From the raw headers: Node would join repeated ones with `, `, but signatures are computed with `,`. */
function wireRequest(incoming: IncomingMessage, body: Buffer | 'too-large'): WireRequest {
  const headers: Record<string, string> = Object.create(null);
  const { rawHeaders } = incoming;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const key = rawHeaders[at]!.toLowerCase();
    const value = utf8(rawHeaders[at + 1]!);
    headers[key] = headers[key] === undefined ? value : `${headers[key]},${value}`;
  }
  return {
    method: incoming.method ?? '',
    target: incoming.url ?? '',
    headers,
    ...(body === 'too-large' ? { body: Buffer.alloc(0), tooLarge: true } : { body }),
    sourceIp: incoming.socket.remoteAddress ?? HOST,
  };
}

function send(outgoing: ServerResponse, { status, headers, body }: WireResponse): void {
  const own: OutgoingHttpHeaders = {};
  for (const name in headers) own[name] = latin1(headers[name] as string);
  if (body !== undefined) own['content-length'] = Buffer.byteLength(body);
  outgoing.writeHead(status, own);
  outgoing.end(body);
}

/** Node reads and writes headers as Latin-1, but AWS uses UTF-8. Plain ASCII is the same in both. */
const utf8 = (text: string): string =>
  BEYOND_ASCII.test(text) ? Buffer.from(text, 'latin1').toString('utf8') : text;
const latin1 = (text: string): string =>
  BEYOND_ASCII.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
const BEYOND_ASCII = /[^\0-\x7f]/;
