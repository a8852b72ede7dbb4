import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { PortInUse } from '../server.ts';

/** A port that no other process can get while our server is not listening. */
export interface HeldPort {
  readonly port: number;
  /** Whether a server of ours can listen on the port while it is held. */
  readonly isShared: boolean;
  release(): void;
}

/**
 * Holds a port with a connection from this process to itself that uses it as its local port. A client is refused, as
 * if nothing listened; the operating system gives the port to no other process; and with `SO_REUSEADDR`, which Node
 * sets on POSIX systems, a server of ours can listen on it. `wanted`: 0 is any free port. Throws `PortInUse`.
 * https://man7.org/linux/man-pages/man7/socket.7.html
 */
export async function holdPort(host: string, wanted: number): Promise<HeldPort> {
  const end = await listening(host);
  try {
    const held = await leavingFrom(host, wanted, end);
    const release = () => {
      // Reset the connection: an orderly close would keep the port for another minute.
      held.resetAndDestroy();
      end.close();
    };
    return { port: held.localPort!, isShared: process.platform !== 'win32', release };
  } catch (error) {
    end.close();
    throw error;
  }
}

const listening = (host: string): Promise<Server> =>
  new Promise((done, failed) => {
    const server = createServer((socket) => socket.unref().on('error', () => socket.destroy()));
    server.once('error', failed);
    server.unref().listen(0, host, () => done(server));
  });

const leavingFrom = (host: string, localPort: number, end: Server): Promise<Socket> =>
  new Promise((done, failed) => {
    const { port } = end.address() as AddressInfo;
    const socket = connect({ host, port, localAddress: host, localPort });
    socket.once('error', (error) => failed(explained(error, localPort)));
    socket.once('connect', () => done(socket.unref()));
  });

/** The error names a port that another process has. */
export const explained = (error: NodeJS.ErrnoException, port: number): Error =>
  error.code === 'EADDRINUSE' ? new PortInUse(port, { cause: error }) : error;
