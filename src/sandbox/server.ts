import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { MIB } from '../disk/read-file.ts';
import { BodyBudget } from './body-budget.ts';
import { type Admission, isAnswered } from './handle.ts';
import type { WireHead, WireResponse } from './protocol/protocol.ts';
import { discard, readBody } from './read-body.ts';

/** Only this machine may connect. */
const HOST = '127.0.0.1';

/** Addresses that only this machine can reach. */
export const isLoopback = (host: string): boolean => /^(127(\.\d{1,3}){3}|::1|localhost)$/.test(host);

/** This machine's address for a server that listens on all addresses. */
const EVERYWHERE: Readonly<Record<string, string>> = { '0.0.0.0': HOST, '::': '::1' };

/** Bytes of bodies that are held at the same time: one of S3's largest uploads, or many smaller ones. */
export const BODIES = 64 * MIB;

/** Bytes of a refused body that are read to their end. */
const DISCARDED = 256 * MIB;

const CONNECTIONS = 1024;

/** Milliseconds in which a head, and a whole request, must arrive; and how often that is checked. */
const TIMES = { headersTimeout: 20_000, requestTimeout: 120_000, connectionsCheckingInterval: 5_000 };

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
  /** Judges a request by its head. */
  readonly admit: (head: WireHead) => Promise<Admission>;
  /** Told of an error that nothing answered: a bug. The request is answered 500. */
  readonly failed: (error: unknown) => void;
  /** 0 takes any free port. */
  readonly port: number;
  /** 127.0.0.1 if absent. With an address that is not loopback, anyone who can reach it may send requests. */
  readonly host?: string;
  readonly budget?: BodyBudget;
  readonly times?: typeof TIMES;
}

/** A server of HTTP on which no client can hold a connection for long without using it. */
export function limitedServer(times: typeof TIMES = TIMES): HttpServer {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE, ...times });
  server.maxConnections = CONNECTIONS;
  return server;
}

/** Throws `PortInUse`. */
export async function listen({
  admit,
  failed: told,
  port,
  host = HOST,
  budget = new BodyBudget(BODIES),
  times = TIMES,
}: Listening): Promise<Server> {
  const server = limitedServer(times);
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse, begin?: () => void) => {
    incoming.on('error', () => {});
    outgoing.on('error', () => {});
    try {
      const response = await exchange(admit, budget, incoming, begin);
      if (response === undefined || response.lost) return incoming.socket.destroy();
      // What a sender has not sent, it must not send as its next request.
      if (!server.listening || !incoming.complete) outgoing.setHeader('connection', 'close');
      send(outgoing, response);
    } catch (error) {
      told(error);
      giveUp(outgoing);
    }
  };
  server.on('request', (incoming, outgoing) => serve(incoming, outgoing));
  server.on('checkContinue', (incoming, outgoing) =>
    serve(incoming, outgoing, () => outgoing.writeContinue()),
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
 * The answer to a request: by its head or, if that admits it, with its body. `undefined` if the sender left. `begin`:
 * the sender waits to be told to send the body.
 */
async function exchange(
  admit: Listening['admit'],
  budget: BodyBudget,
  incoming: IncomingMessage,
  begin: (() => void) | undefined,
): Promise<WireResponse | undefined> {
  const admission = await admit(headOf(incoming));
  const refused = async (response: WireResponse) =>
    begin || (await discard(incoming, DISCARDED)) ? response : undefined;
  if (isAnswered(admission)) return refused(admission);
  const read = await readBody(incoming, admission.bodyLimit, budget, begin);
  if (read === 'gone') return undefined;
  if (read === 'too-slow') return admission.refuse(read);
  if (typeof read === 'string') return refused(admission.refuse(read));
  try {
    return await admission.answer(read.body);
  } finally {
    read.release();
  }
}

/** What can still be said after a bug. */
function giveUp(outgoing: ServerResponse): void {
  if (outgoing.headersSent) outgoing.destroy();
  else outgoing.writeHead(500, { connection: 'close' }).end();
}

/** From the raw headers: Node would join repeated ones with `, `, but signatures are computed with `,`. */
function headOf(incoming: IncomingMessage): WireHead {
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
