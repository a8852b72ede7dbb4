import { connect } from 'node:net';
import type { WebAppDoor } from '../contract/hint.ts';

/** A closed security group drops what comes, so nothing ever comes back. Milliseconds. */
const SILENCE = 3000;

/** Opens a connection to the address and closes it again. */
export function knock(url: string, patience: number = SILENCE): Promise<WebAppDoor['knock']> {
  const { hostname, port } = new URL(url);
  return new Promise((done) => {
    const socket = connect({ host: hostname, port: Number(port || 80), timeout: patience });
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
