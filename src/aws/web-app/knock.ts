import { connect } from 'node:net';
import type { WebAppDoor } from '../../contract/elsewhere.ts';

/** A security group silently drops packets that it does not allow, so no answer ever arrives. Milliseconds. */
const SILENCE = 3000;

/** Where a URL leads; without a port, the scheme's default. */
export function addressIn(url: string): { readonly host: string; readonly port: number } {
  const { hostname, port, protocol } = new URL(url);
  // Only a URL puts an IPv6 address in brackets.
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
