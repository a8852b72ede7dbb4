import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sayToBoard, seatAddress } from '../../../src/cli/room/room-client.ts';
import { freePort } from '../../free-port.ts';

const TOKEN = 'a-Token_of_a_seat_that_no_one_can_guess_at_1';
const LISTEN = { do: 'listen' } as const;
const NEVER = new AbortController().signal;

describe('a link of a seat', () => {
  test.each([
    [`https://board.example.com/seat/${TOKEN}`, 'https://board.example.com'],
    [`http://127.0.0.1:8443/seat/${TOKEN}`, 'http://127.0.0.1:8443'],
    [`http://localhost:8443/seat/${TOKEN}`, 'http://localhost:8443'],
    [`http://[::1]:8443/seat/${TOKEN}`, 'http://[::1]:8443'],
  ])('%s', (link, origin) => {
    expect(seatAddress(link)).toEqual({ origin, token: TOKEN });
  });

  test.each([
    ['', 'not the link of a seat'],
    [TOKEN, 'not the link of a seat'],
    [`https://board.example.com/in?token=${TOKEN}`, 'not the link of a seat'],
    [`file:///seat/${TOKEN}`, 'not the link of a seat'],
    [`https://board.example.com/seat/${TOKEN}/more`, 'not the link of a seat'],
    [`http://board.example.com/seat/${TOKEN}`, 'without encryption'],
    [`http://127.0.0.1.example.com/seat/${TOKEN}`, 'without encryption'],
  ])('%s is none, and is not repeated', (link, why) => {
    const refused = (() => {
      try {
        return seatAddress(link);
      } catch (error) {
        return error as Error;
      }
    })();
    expect(refused).toMatchObject({ code: 'ERR_USAGE', message: expect.stringContaining(why) });
    expect(JSON.stringify([refused, (refused as Error).message])).not.toContain(TOKEN);
  });
});

/** A server that answers so, until the test ends. */
async function answering(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, token: TOKEN };
}

describe('an answer', () => {
  test.each<[string, RequestListener, object]>([
    ['that is no JSON', (_, out) => out.end('<html>'), { why: 'gone' }],
    ['of another shape', (_, out) => out.end('{"messages":[]}'), { why: 'gone' }],
    ['that never ends', (_, out) => out.end('x'.repeat(100_000)), { why: 'gone' }],
    [
      'that leads elsewhere',
      (_, out) => out.writeHead(302, { location: 'http://127.0.0.1:9' }).end(),
      { why: 'gone' },
    ],
    ['of a proxy', (_, out) => out.writeHead(502).end(), { why: 'gone', detail: 'HTTP 502' }],
    ['to a seat that is not known', (_, out) => out.writeHead(401).end(), { why: 'unknown' }],
    ['to a flood', (_, out) => out.writeHead(429).end(), { why: 'busy' }],
    [
      'with too many messages',
      (_, out) => out.end(JSON.stringify({ board: 'b', messages: Array(21).fill(MESSAGE) })),
      { why: 'gone' },
    ],
  ])('%s is none', async (_, listener, expected) => {
    await expect(sayToBoard(await answering(listener), LISTEN, NEVER)).rejects.toMatchObject(expected);
  });

  test('comes to what was said, with the token in a header only', async () => {
    const seen: unknown[] = [];
    const address = await answering((request, out) => {
      seen.push(request.url, request.headers.authorization);
      out.end(JSON.stringify({ board: 'b', messages: [MESSAGE], more: 'of a newer board' }));
    });
    expect(await sayToBoard(address, LISTEN, NEVER)).toEqual({ board: 'b', messages: [MESSAGE] });
    expect(seen).toEqual(['/seat', `Bearer ${TOKEN}`]);
  });

  test('that does not come is not waited for once the walk has ended', async () => {
    const over = new AbortController();
    const address = await answering(() => over.abort());
    await expect(sayToBoard(address, LISTEN, over.signal)).rejects.toMatchObject({ why: 'gone' });
  });

  test('a port without a server is told with the system’s code', async () => {
    const address = { origin: `http://127.0.0.1:${await freePort()}`, token: TOKEN };
    await expect(sayToBoard(address, LISTEN, NEVER)).rejects.toMatchObject({
      why: 'gone',
      detail: 'ECONNREFUSED',
    });
  });
});

const MESSAGE = { is: 'said', id: 'b.1', at: '2026-11-29T14:02:00.000Z', text: 'x' } as const;
