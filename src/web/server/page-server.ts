import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, isIPv6 } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { LabError } from '../../contract/errors.ts';
import type { Reached } from './guard.ts';

const LOOPBACK = '127.0.0.1';

/** Where a page is served, and how browsers reach it. */
export interface PageAddress {
  /** 0: any that is free. */
  readonly port: number;
  /** A name or address of this machine; absent: loopback, which no other machine reaches. */
  readonly host?: string | undefined;
  /** A certificate and its key, as PEM. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  /** `https://lab.example.com`: what browsers ask for, if it is not where the server listens. */
  readonly at?: string | undefined;
}

export interface PageServer extends Reached {
  /** Of the link that is printed. */
  readonly origin: string;
  readonly port: number;
  /** Browsers reach it by TLS. */
  readonly isSecure: boolean;
  answer(fetch: (request: Request) => Response | Promise<Response>): void;
  /** Cuts all connections. */
  close(): void;
}

/** `command`: serves the page. Throws `ERR_PORT_IN_USE`, or `ERR_USAGE` for an address that this machine does not have. */
export async function listenForPage(address: PageAddress, command: string): Promise<PageServer> {
  const { port, host = LOOPBACK, tls, at } = address;
  const server = tls ? createTlsServer(tls) : createServer();
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw notListening(error as NodeJS.ErrnoException, { port, host, command });
  }
  const bound = (server.address() as AddressInfo).port;
  const names = host === LOOPBACK ? [LOOPBACK, 'localhost'] : [host];
  const reached = at === undefined ? names.map((name) => urlOf(name, bound, tls !== undefined)) : [at];
  const urls = reached.map((url) => new URL(url));
  const { origin, protocol } = urls[0]!;
  return {
    ...{ origin, port: bound, isSecure: protocol === 'https:' },
    hosts: new Set(urls.map((url) => url.host)),
    origins: new Set(urls.map((url) => url.origin)),
    answer: (fetch) => void server.on('request', getRequestListener(fetch)),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const urlOf = (host: string, port: number, isSecure: boolean): string =>
  `${isSecure ? 'https' : 'http'}://${isIPv6(host) ? `[${host}]` : host}:${port}`;

function notListening(
  cause: NodeJS.ErrnoException,
  { port, host, command }: { readonly port: number; readonly host: string; readonly command: string },
): Error {
  if (cause.code === 'EADDRINUSE') {
    return new LabError('ERR_PORT_IN_USE', `Port ${port} is taken by another program.`, {
      next: [{ run: [command], why: 'takes any free port' }],
      cause,
    });
  }
  if (!['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EACCES'].includes(cause.code ?? '')) return cause;
  return new LabError('ERR_USAGE', `kms-lab cannot listen at ${host}, port ${port}: ${cause.message}.`, {
    hint: 'name an address of this machine and a port that you may use',
    cause,
  });
}
