import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test } from 'vitest';
import { visit } from '../../../src/aws/web-app/visit.ts';
import { whatToDo } from '../../what-to-do.ts';

/** Milliseconds that a visit may take here. */
const PATIENCE = 300;

/** A server that does this once the visitor has sent its request. */
const meeting =
  (act: (socket: Socket) => unknown): (() => Promise<string>) =>
  async () => {
    const open = new Set<Socket>();
    const server: Server = createServer((socket) => {
      open.add(socket);
      socket.on('error', () => {});
      socket.once('data', () => act(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      for (const socket of open) socket.destroy();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

/** An address where nothing listens. */
async function vacant(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return `http://127.0.0.1:${port}`;
}

const unknown = async (): Promise<string> => 'http://web-app.invalid';

/** Like a closed security group: a listener that never accepts, with a full queue, so no connection succeeds. */
async function silent(): Promise<string> {
  const keeper = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
     });`,
    { eval: true },
  );
  const [port] = await once(keeper, 'message');
  await new Promise((passed) => setImmediate(passed));
  const queue = Array.from({ length: 4 }, () => connect({ port, host: '127.0.0.1' }).on('error', () => {}));
  await Promise.race(queue.map((socket) => once(socket, 'connect')));
  onTestFinished(async () => {
    for (const socket of queue) socket.destroy();
    await keeper.terminate();
  });
  return `http://127.0.0.1:${port}`;
}

const HEADERS = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nSample Secret';

describe('a denial is an empty reply', () => {
  test.each([
    ['the app ends the connection', (socket: Socket) => socket.end()],
    ['the app drops the connection', (socket: Socket) => socket.destroy()],
  ])('%s', async (_what, act) => {
    const url = await meeting((socket) => void act(socket))();
    expect(await visit(url, '/', PATIENCE)).toEqual({ kind: 'no-response', detail: 'empty reply' });
  });
});

describe('nothing else is a denial', () => {
  test.each([
    [
      'no connection',
      silent,
      /does not respond: no connection within 0\.3 s.*security group/,
      /--web-app-url/,
    ],
    [
      'no answer',
      meeting(() => {}),
      /accepted the connection and gave no answer within 0\.3 s.*not a denial/,
      /WebAppEncSSE\.log/,
    ],
    [
      'an answer that stops half-way',
      meeting((socket) => socket.write(HEADERS)),
      /stopped halfway: it was not complete within 0\.3 s/,
      /WebAppEncSSE\.log/,
    ],
    ['refused', vacant, /Nothing listens at .*: the connection was refused/, /explain start-web-app/],
    [
      'reset before the answer',
      meeting((socket) => socket.resetAndDestroy()),
      /was reset before an answer arrived.*not the web app’s empty reply/,
      /a proxy, a firewall/,
    ],
    [
      'reset after the headers',
      meeting((socket) => socket.write(HEADERS, () => setImmediate(() => socket.resetAndDestroy()))),
      /The answer of .* broke off/,
      /WebAppEncSSE\.log/,
    ],
    [
      'ended after the headers',
      meeting((socket) => socket.end(HEADERS)),
      /The answer of .* broke off/,
      /log/,
    ],
    [
      'another protocol',
      meeting((socket) => socket.end('SSH-2.0-OpenSSH_7.4\r\n')),
      /is not a web server/,
      /--web-app-url/,
    ],
    [
      'a name that is not known',
      unknown,
      /The name in http:\/\/web-app\.invalid is not known here \((ENOTFOUND|EAI_AGAIN)\)/,
      /--web-app-url/,
    ],
  ] as const)('%s', async (_what, somewhere, message, hint) => {
    const error = await visit(await somewhere(), '/', PATIENCE).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'ERR_LOOK', message: expect.stringMatching(message) });
    expect(whatToDo(error)).toMatch(hint);
  });
});

test('an endless page is not the web app’s', async () => {
  const chunk = Buffer.alloc(1024 * 1024);
  const more = (socket: Socket) => {
    while (!socket.destroyed && socket.write(chunk));
    socket.once('drain', () => more(socket));
  };
  const endless = meeting((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    more(socket);
  });
  await expect(visit(await endless(), '/', 20_000)).rejects.toMatchObject({
    code: 'ERR_LOOK',
    message: expect.stringContaining('is not the web app’s: it is larger than 64 MiB'),
  });
});
