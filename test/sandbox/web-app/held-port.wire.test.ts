import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { PortInUse } from '../../../src/sandbox/server.ts';
import { type HeldPort, holdPort } from '../../../src/sandbox/web-app/held-port.ts';

const HOST = '127.0.0.1';

const held: HeldPort[] = [];
const servers: Server[] = [];

afterEach(async () => {
  for (const one of held.splice(0)) one.release();
  for (const server of servers.splice(0)) await new Promise((closed) => server.close(closed));
});

async function hold(wanted = 0): Promise<HeldPort> {
  const one = await holdPort(HOST, wanted);
  held.push(one);
  return one;
}

async function serve(port: number): Promise<Server> {
  const server = createServer((socket) => socket.end('hello'));
  server.listen(port, HOST);
  await once(server, 'listening');
  servers.push(server);
  return server;
}

const knock = async (port: number): Promise<string> => {
  const socket = connect({ port, host: HOST });
  try {
    const [data] = await once(socket, 'data');
    return String(data);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? '';
  } finally {
    socket.destroy();
  }
};

test('a connection to a held port is refused, as if nothing listened', async () => {
  expect(await knock((await hold()).port)).toBe('ECONNREFUSED');
});

test('a server of ours listens on it, again and again', async () => {
  const { port } = await hold();
  for (let round = 0; round < 3; round++) {
    const server = await serve(port);
    expect(await knock(port)).toBe('hello');
    servers.pop();
    await new Promise((closed) => server.close(closed));
    expect(await knock(port)).toBe('ECONNREFUSED');
  }
});

test('the requested port is held, and is free again once it is released', async () => {
  const { port, release } = await hold();
  release();
  held.pop();
  expect((await hold(port)).port).toBe(port);
});

test('a port on which another program listens cannot be held', async () => {
  const { port } = (await serve(0)).address() as { port: number };
  await expect(hold(port)).rejects.toThrow(new PortInUse(port));
});
