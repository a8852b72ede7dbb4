import { connect } from 'node:net';
import type { WebAppDoor } from '../../contract/elsewhere.ts';

/** A closed security group drops what comes, so nothing ever comes back. Milliseconds. */
const SILENCE = 3000;

/** Where a URL leads; its port is the scheme's where it names none. */
export function addressIn(url: string): { readonly host: string; readonly port: number } {
  const { hostname, port, protocol } = new URL(url);
  // An IPv6 address stands in brackets in a URL only.
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
  };
}

/** Opens a connection to the address and closes it again. */
export function knock(url: string, patience: number = SILENCE): Promise<WebAppDoor['knock']> {
  return new Promise((done) => {
    const socket = connect({ ...addressIn(url), timeout: patience });
    const end = (answer: WebAppDoor['knock']): void => {
      socket.destroy();
      done(answer);
    };
    socket.on('connect', () => end('answers'));
    socket.on('timeout', () => end('silent'));
    socket.on('error', ({ code }: NodeJS.ErrnoException) =>
      end(code === 'ECONNREFUSED' || code === 'ECONNRESET' ? 'refused' : 'silent'),
    );
  });
}
